import RegistryModel

extension Scenario {
  /// Prices of nothing, of anything, and of more than anybody pays.
  mutating func drawPrices(_ dice: inout Dice) {
    guard dice.includes() else { return }
    func price(_ dice: inout Dice) -> Double { dice.pick([0, 0.001, 1, 1_000_000]) }
    func room(_ dice: inout Dice) -> ByteCount { ByteCount(dice.magnitude(1, 1 << 40)) }
    prices.date = dice.pick(["2025-01", "2026-11-27"])
    prices.currency = dice.pick(["EUR", "CHF"])
    prices.perDay = ByTier(basic: price(&dice), standard: price(&dice), premium: price(&dice))
    prices.includedStorage = ByTier(basic: room(&dice), standard: room(&dice), premium: room(&dice))
    prices.storagePerGiBMonth = price(&dice)
    prices.transferPerGB = price(&dice)
    prices.upstreamPerGB = price(&dice)
    prices.privateEndpointPerHour = price(&dice)
    prices.privateEndpointPerGB = price(&dice)
    prices.internetPerGB = price(&dice)
    prices.internetFreeGBPerMonth = dice.pick([0, 100, 1_000_000_000])
    prices.keyVaultPer10000 = price(&dice)
    prices.frontEndServerPerMonth = price(&dice)
    prices.cacheCapacityPerGiBMonth = price(&dice)
  }
}
