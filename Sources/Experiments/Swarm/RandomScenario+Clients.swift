import RegistryModel
import SimulationKernel

extension Scenario {
  /// How machines that were refused come back: together, or spread.
  mutating func drawBackoffJitter(_ dice: inout Dice) {
    for index in workloads.indices where dice.includes() {
      workloads[index].clients.backoffJitter = dice.share()
    }
  }

  /// How machines pull, by which name they reach the registry, and as whom.
  mutating func drawClients(_ dice: inout Dice) {
    for index in workloads.indices {
      if dice.includes() {
        workloads[index].clients.imagePulls = dice.any()
        if dice.chance(0.5) { workloads[index].clients.maxParallelImagePulls = dice.whole(1...3) }
      }
      if dice.includes() {
        workloads[index].clients.endpoint = .regional(dice.pick(registry.regions))
      }
      if dice.includes() { workloads[index].clients.identity = .anonymous }
    }
    if dice.includes() { behaviour.requestLimits = dice.any() }
    if behaviour.requestLimits != .none, dice.includes() {
      registry.throttling.reads = dice.whole(1...200)
    }
    guard dice.chance(0.15) else { return }
    registry.networkRules.defaultAction = .deny
    registry.networkRules.privateEndpoints = ["own-network"]
    registry.networkRules.trustedServices = dice.chance(0.5)
    for index in workloads.indices where dice.chance(0.7) {
      workloads[index].clients.source = .virtualNetwork("own-network")
    }
  }
}
