/// A region of Azure for which round-trip times are published; there are 54.
///
/// Regions compare by their short names, which is the order of the table.
public struct AzureRegion: Hashable, Comparable, Sendable, BitwiseCopyable {
  /// Whether a region has availability zones.
  public enum AvailabilityZones: String, Sendable {
    /// It has three or more.
    case yes
    /// It has none.
    case no
    /// Newer than the published list, which has no settled answer for it.
    case unknown
  }

  /// The region's place in the table, from 0.
  public let index: Int

  init(index: Int) { self.index = index }

  /// The region with a short name such as `westeurope`; `nil` if no times are published for it.
  ///
  /// ``suggestions(for:limit:)`` finds what a misspelt name may have meant.
  public init?(named name: String) {
    guard let index = RegionTable.shared.places[name] else { return nil }
    self.index = index
  }

  /// All regions, by short name.
  public static var all: [AzureRegion] {
    RegionTable.shared.regions.indices.map(AzureRegion.init(index:))
  }

  /// The short name that Azure Resource Manager uses: `westeurope`.
  public var name: String { RegionTable.shared.regions[index].name }

  /// The name that people read: `West Europe`.
  public var displayName: String { RegionTable.shared.regions[index].displayName }

  /// Whether the region has availability zones.
  public var availabilityZones: AvailabilityZones { RegionTable.shared.regions[index].zones }

  /// The short name of the region this one is paired with, if it is paired.
  ///
  /// Pairs can go one way only (`brazilsouth` to `southcentralus`), and the other region need not
  /// be in the table (`swedensouth`).
  public var pairedRegionName: String? { RegionTable.shared.regions[index].pair }

  /// Whether `left` stands before `right` in the table.
  public static func < (left: AzureRegion, right: AzureRegion) -> Bool { left.index < right.index }
}

extension AzureRegion: CustomStringConvertible {
  /// The short name.
  public var description: String { name }
}
