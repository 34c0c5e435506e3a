import RegistryModel
import SimulationKernel

extension Scenario {
  /// From one bit a second to more than there is.
  mutating func drawStorage(_ dice: inout Dice) {
    if dice.includes() {
      registry.storage.bandwidth = dice.bandwidth()
      registry.storage.bandwidthPerDownload = dice.bandwidth()
    }
    if dice.includes() {
      registry.storage.firstByte = dice.delay(.nanoseconds(1), .seconds(10))
      registry.storage.zoneLag = dice.delay(.nanoseconds(1), .hours(1))
    }
  }
}
