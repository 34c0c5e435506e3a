import RegistryModel
import SimulationKernel

extension Scenario {
  /// Names that are resolved for each pull, or once.
  mutating func drawRouting(_ dice: inout Dice) {
    guard dice.includes() else { return }
    routing.dnsLifetime = dice.spanOrZero(.nanoseconds(1), .hours(24))
    routing.resolverDistance = dice.spanOrZero(.nanoseconds(1), .seconds(1))
    routing.lookupTime = dice.delay(.nanoseconds(1), .seconds(10))
  }
}
