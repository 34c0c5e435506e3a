/// What a registry costs: dated list prices, which a scenario can replace.
public struct PriceDescription: Hashable, Sendable {
  /// When they were valid, as text.
  public var date: String
  /// The currency's code.
  public var currency: String
  /// A day of a registry, by tier. Each replica costs one of Premium.
  public var perDay: ByTier<Double>
  /// What a day's price holds already, in each region.
  public var includedStorage: ByTier<ByteCount>
  /// A GiB held for a month of 30 days, beyond what is included, in each region.
  public var storagePerGiBMonth: Double
  /// 10⁹ bytes from one region to another.
  public var transferPerGB: Double
  /// 10⁹ bytes from an upstream.
  public var upstreamPerGB: Double
  /// An hour of a private endpoint.
  public var privateEndpointPerHour: Double
  /// 10⁹ bytes that clients receive through private endpoints.
  public var privateEndpointPerGB: Double
  /// 10⁹ bytes that leave the cloud for clients on the internet.
  public var internetPerGB: Double
  /// How many 10⁹ bytes of a month of 30 days leave the cloud for nothing, of all regions together.
  public var internetFreeGBPerMonth: Double
  /// 10,000 requests to the key vault.
  public var keyVaultPer10000: Double
  /// A front-end server, of which a region has so many in each zone, for a month of 30 days.
  public var frontEndServerPerMonth: Double
  /// A GiB of a cache's capacity, used or not, for a month of 30 days, in each region.
  public var cacheCapacityPerGiBMonth: Double

  public init(
    date: String = "2026-08", currency: String = "USD",
    perDay: ByTier<Double> = .init(basic: 0.167, standard: 0.667, premium: 1.667),
    includedStorage: ByTier<ByteCount> = .init(
      basic: .gibibytes(10), standard: .gibibytes(100), premium: .gibibytes(500)),
    storagePerGiBMonth: Double = 0.1, transferPerGB: Double = 0.05, upstreamPerGB: Double = 0,
    privateEndpointPerHour: Double = 0.01, privateEndpointPerGB: Double = 0.01,
    internetPerGB: Double = 0.087, internetFreeGBPerMonth: Double = 100,
    keyVaultPer10000: Double = 0.03, frontEndServerPerMonth: Double = 0,
    cacheCapacityPerGiBMonth: Double = 0
  ) {
    self.date = date
    self.currency = currency
    self.perDay = perDay
    self.includedStorage = includedStorage
    self.storagePerGiBMonth = storagePerGiBMonth
    self.transferPerGB = transferPerGB
    self.upstreamPerGB = upstreamPerGB
    self.privateEndpointPerHour = privateEndpointPerHour
    self.privateEndpointPerGB = privateEndpointPerGB
    self.internetPerGB = internetPerGB
    self.internetFreeGBPerMonth = internetFreeGBPerMonth
    self.keyVaultPer10000 = keyVaultPer10000
    self.frontEndServerPerMonth = frontEndServerPerMonth
    self.cacheCapacityPerGiBMonth = cacheCapacityPerGiBMonth
  }
}

/// A figure for each tier.
public struct ByTier<Figure: Hashable & Sendable>: Hashable, Sendable {
  public var basic, standard, premium: Figure

  public init(basic: Figure, standard: Figure, premium: Figure) {
    self.basic = basic
    self.standard = standard
    self.premium = premium
  }

  public subscript(tier: ServiceTier) -> Figure {
    switch tier {
    case .basic: basic
    case .standard: standard
    case .premium: premium
    }
  }
}
