/// The regions that the clients of a pool cannot reach, since the link is cut between their nearest
/// region and those: they stand on this side of it.
struct CutRegions: Sendable {
  /// Indexed by region: how many faults cut it off.
  private var faults: [UInt16]
  /// Whether any is: all that a request asks as long as none is.
  private(set) var isEmpty = true

  init(regions: Int) { faults = Array(repeating: 0, count: regions) }

  func contains(_ region: RegionID) -> Bool { faults[Int(region.index)] > 0 }

  mutating func change(_ region: RegionID, _ begins: Bool) {
    if begins {
      faults[Int(region.index)] += 1
    } else {
      faults[Int(region.index)] -= 1
    }
    isEmpty = faults.allSatisfy { $0 == 0 }
  }
}
