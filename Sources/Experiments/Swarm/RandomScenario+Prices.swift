import RegistryModel

extension Scenario {
  /// What things cost, and which clients' content leaves the cloud.
  mutating func drawPrices(_ dice: inout Dice) {
    if dice.includes() {
      prices.internetPerGB = dice.pick([0, 0.087, 1_000_000])
      prices.internetFreeGBPerMonth = dice.pick([0, 100, 1_000_000_000])
    }
    if dice.includes() { prices.keyVaultPer10000 = dice.pick([0, 0.03, 1_000_000]) }
    for index in workloads.indices where dice.includes() {
      workloads[index].clients.location = dice.any()
    }
  }
}
