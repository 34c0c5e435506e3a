import NetworkGeography
import RegistryModel

extension Scenario {
  /// One to four regions of the published table, anywhere; one to four zones.
  mutating func drawTopology(_ dice: inout Dice) {
    var regions = AzureRegion.all.map(\.name)
    func take(_ dice: inout Dice) -> String {
      regions.remove(at: dice.whole(0...regions.count - 1))
    }
    registry.home = take(&dice)
    let replicas = dice.pick([0, 1, 1, 2, 3])
    registry.replicas = (0..<replicas).map { _ in take(&dice) }
    registry.zones = dice.pick([1, 2, 3, 4])
  }
}
