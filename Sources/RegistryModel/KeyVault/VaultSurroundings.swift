/// What the key vault, and whoever looks after the credential sets, feel of the loss of a region.
struct VaultSurroundings: Sendable {
  /// Without the home region no credential set can be changed.
  private var home: RegionOutage
  /// The region that the vault stands in, where it is lost with it.
  private let standsIn: RegionID?
  private var place: RegionOutage
  /// Indexed by credential set: the version that it is to name once it can be changed.
  private var due: [UInt16?]

  init(_ plan: WorldPlan) {
    home = RegionOutage(zones: plan.zones)
    place = RegionOutage(zones: plan.zones)
    standsIn =
      plan.scenario.keyVault.sharesFateWithRegion ? plan.credentials.vaultRegion : nil
    due = Array(repeating: nil, count: plan.credentials.sets.count)
  }

  /// Whether the vault is lost with its region.
  var isLost: Bool { place.isOut }

  /// A region, or a zone of it, is lost or comes back.
  mutating func outage(of region: RegionID, zone: UInt8?, _ begins: Bool) {
    if region == .home { home.change(zone, begins) }
    if region == standsIn { place.change(zone, begins) }
  }

  /// A set is to name another version. Returns whether it takes effect now; if not, the change is due
  /// when the home region is back.
  mutating func change(_ set: Int, toVersion version: UInt16) -> Bool {
    if home.isOut { due[set] = version }
    return !home.isOut
  }

  /// The changes that waited and can be made now.
  mutating func takeDue() -> [(set: Int, version: UInt16)] {
    guard !home.isOut else { return [] }
    let changes = due.enumerated().compactMap { set, version in version.map { (set, $0) } }
    for (set, _) in changes { due[set] = nil }
    return changes
  }
}
