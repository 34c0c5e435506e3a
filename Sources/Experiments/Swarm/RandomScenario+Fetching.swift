import RegistryModel
import SimulationKernel

extension Scenario {
  /// One attempt or many, one layer at a time or all, timeouts before anybody can answer.
  mutating func drawFetching(_ dice: inout Dice) {
    guard dice.includes() else { return }
    registry.fetching.parallelLayers = dice.pick([1, 2, 3, 1_000])
    registry.fetching.attempts = dice.pick([1, 2, 5])
    registry.fetching.backoff = dice.spanOrZero(.nanoseconds(1), .minutes(1))
    registry.fetching.timeout = dice.span(.milliseconds(1), .minutes(5))
    if dice.includes() { registry.fetching.backoffJitter = dice.share() }
    if dice.includes() {
      registry.fetching.retryAfterLimit = dice.spanOrZero(.nanoseconds(1), .hours(24))
    }
    if dice.includes() { registry.fetching.lowestSpeed = dice.bandwidth() }
  }
}
