import RegistryModel
import SimulationKernel

extension Scenario {
  /// How many requests a pull makes before its layers, and what a fetch asks for.
  mutating func drawRequests(_ dice: inout Dice) {
    for index in workloads.indices where dice.includes() {
      workloads[index].clients.manifestRequests = dice.pick([
        1, 2, 3, ContentPart.mostManifestRequests,
      ])
    }
    for index in upstreams.indices where dice.includes() { upstreams[index].index = dice.any() }
  }

  /// Upstreams that are assumed to be offline after a failure, for an instant or for good.
  mutating func drawReachability(_ dice: inout Dice) {
    for index in upstreams.indices where dice.includes() {
      upstreams[index].assumedOfflineFor = dice.span(.nanoseconds(1), .hours(24))
    }
  }
}
