import RegistryModel

extension Scenario {
  /// How machines pull, where they are, and by which name they reach the registry.
  mutating func drawClients(_ dice: inout Dice) {
    for index in workloads.indices {
      if dice.includes() {
        workloads[index].clients.imagePulls = dice.any()
        if dice.chance(0.5) { workloads[index].clients.maxParallelImagePulls = dice.whole(1...3) }
      }
      if dice.includes() {
        workloads[index].clients.endpoint = .regional(dice.pick(registry.regions))
      }
      if dice.includes() { workloads[index].clients.location = dice.any() }
    }
  }

  /// How machines that were refused come back: together, or spread.
  mutating func drawBackoffJitter(_ dice: inout Dice) {
    for index in workloads.indices where dice.includes() {
      workloads[index].clients.backoffJitter = dice.share()
    }
  }
}
