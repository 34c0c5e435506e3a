import RegistryModel
import SimulationKernel

extension Scenario {
  /// Few servers, slow ones, queues that are full at once.
  mutating func drawFrontEnds(_ dice: inout Dice) {
    guard dice.includes() else { return }
    registry.frontEnds.servers = dice.pick([1, 1, 2, 8, 64])
    registry.frontEnds.serviceTime = dice.delay(.nanoseconds(1), .seconds(30))
    registry.frontEnds.queueLimit = dice.pick([0, 1, 3, 10_000])
  }
}
