import RegistryModel
import SimulationKernel

extension Scenario {
  /// From one bit a second to more than there is, with room for nothing or for all.
  mutating func drawStorage(_ dice: inout Dice) {
    if dice.includes() {
      registry.storage.bandwidth = dice.bandwidth()
      registry.storage.bandwidthPerDownload = dice.bandwidth()
    }
    if dice.includes() {
      registry.storage.firstByte = dice.delay(.nanoseconds(1), .seconds(10))
      registry.storage.zoneLag = dice.delay(.nanoseconds(1), .hours(1))
    }
    if dice.includes() {
      registry.storage.limit = dice.pick([
        .unlimited, .limited(ByteCount(dice.magnitude(1, 100 << 30))),
      ])
    }
  }
}
