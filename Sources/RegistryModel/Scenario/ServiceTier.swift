/// What a registry was bought as.
///
/// Figures are those of the tiers' pages: `container-registry-skus.md` (2026-08-20) and the shared
/// limits table (2026-02-10) of the service's documentation, and earlier editions of them.
public enum ServiceTier: String, CaseIterable, Sendable {
  case basic, standard, premium

  /// A feature that not every tier has.
  public enum Feature: String, CaseIterable, Sendable {
    case replicas
    case privateEndpoints = "private endpoints"
    case networkRules = "network rules"
    case dedicatedDataEndpoints = "dedicated data endpoints"
  }

  /// Whether the tier has a feature. Cache rules every tier has: one page of the documentation says
  /// so, another denies it of Basic, and the overview is followed here.
  public func offers(_ feature: Feature) -> Bool { self == .premium }

  /// Whether the registry stands in several zones of a region.
  public func hasZones(under switches: BehaviourSwitches) -> Bool {
    self == .premium || switches.zoneRedundancy == .everyTier
  }

  /// The most that the registry may hold. What its replicas hold as well counts once.
  ///
  /// Documented: 40, 40 and 100 TiB; 20 and 40 TiB in older editions, which are taken to be those
  /// of the smaller tiers and of Premium.
  public func maximumStorage(under profile: BehaviourProfile) -> ByteCount {
    switch (profile, self) {
    case (.architecture, .premium), (.acr2026, .basic), (.acr2026, .standard): .gibibytes(40 << 10)
    case (.architecture, _): .gibibytes(20 << 10)
    case (.acr2026, .premium): .gibibytes(100 << 10)
    }
  }

  /// The largest layer that any tier takes (documented).
  public static let largestLayer = ByteCount.gibibytes(200)
  /// The largest manifest that any tier takes (documented).
  public static let largestManifest = ByteCount.mebibytes(4)
  /// The most rules for addresses, the most for virtual networks, and the most private endpoints
  /// (documented, Premium).
  public static let mostAddressRules = 200
  public static let mostVirtualNetworkRules = 100
  public static let mostPrivateEndpoints = 200
}

/// How much a registry may hold.
public enum StorageLimit: Hashable, Sendable {
  /// The maximum of its tier.
  case byTier
  case limited(ByteCount)
  case unlimited
}

extension Scenario {
  /// The most that each region of the registry may hold, cached and pushed; nil: no limit. The service
  /// counts copies in replicas once.
  public var storageLimit: ByteCount? {
    switch registry.storage.limit {
    case .byTier: registry.tier.maximumStorage(under: profile)
    case .limited(let bytes): bytes
    case .unlimited: nil
    }
  }
}
