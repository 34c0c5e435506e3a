import RegistryModel

extension ScenarioFormat {
  static let prices = Section<PriceDescription>([
    Field(
      "date", \.date, .text("a date such as '2026-08'"), "When the prices were valid.",
      .measured("third-party price lists, collected in August 2026; check before use")),
    Field(
      "currency", \.currency, .text("a currency's code such as 'USD'"), "What all prices are in.",
      .measured("third-party price lists")),
    Field(
      "perDay", \.perDay, byTier(.number(0...1_000_000)),
      "A day of a registry, by tier; each replica costs one of Premium.",
      .measured("third-party price lists")),
    Field(
      "includedStorage", \.includedStorage, byTier(.bytes),
      "What a day's price holds already, in each region.",
      .documented("container-registry-skus, 2026-08-20; for each replica as much is inferred")),
    Field(
      "storagePerGiBMonth", \.storagePerGiBMonth, .number(0...1_000_000),
      "A GiB held for 30 days beyond what is included, in each region.",
      .measured("third-party price lists")),
    Field(
      "transferPerGB", \.transferPerGB, .number(0...1_000_000),
      "10^9 bytes from one region to another: replication, and clients that another region serves.",
      .measured("third-party page of 2026-02 (oneuptime.com): 0.02 to 0.08 by pair; the middle")),
    Field(
      "upstreamPerGB", \.upstreamPerGB, .number(0...1_000_000), "10^9 bytes from an upstream.",
      .measured("third-party page of 2026-02 (oneuptime.com): inbound traffic is free")),
    Field(
      "privateEndpointPerHour", \.privateEndpointPerHour, .number(0...1_000_000),
      "An hour of a private endpoint.",
      .measured("third-party page of 2026-02 (oneuptime.com): 7.30 a month")),
    Field(
      "privateEndpointPerGB", \.privateEndpointPerGB, .number(0...1_000_000),
      "10^9 bytes that clients receive through private endpoints.",
      .measured("third-party page of 2026-02 (oneuptime.com)")),
    Field(
      "internetPerGB", \.internetPerGB, .number(0...1_000_000),
      "10^9 bytes that leave the cloud for clients whose location is internet.",
      .measured(
        "published list price, zone 1 (Europe, North America), up to 10 TB a month, by a third-party "
          + "page of 2026 (c3x.dev)")),
    Field(
      "internetFreeGBPerMonth", \.internetFreeGBPerMonth, .number(0...1_000_000_000),
      "How many 10^9 bytes of 30 days leave the cloud for nothing, of all regions together; of a "
        + "shorter time its share.",
      .measured("published list price, by a third-party page of 2026 (c3x.dev)")),
    Field(
      "keyVaultPer10000", \.keyVaultPer10000, .number(0...1_000_000),
      "10,000 requests to the key vault.",
      .measured(
        "published list price of the tier Standard, secrets, by Microsoft Q&A 5608202 of 2025")),
    Field(
      "frontEndServerPerMonth", \.frontEndServerPerMonth, .number(0...1_000_000),
      "A front-end server for 30 days; a region has so many in each of its zones.",
      .assumption("a managed registry does not bill them; whoever runs their own pays for each")),
    Field(
      "cacheCapacityPerGiBMonth", \.cacheCapacityPerGiBMonth, .number(0...1_000_000),
      "A GiB of a cache's capacity for 30 days, used or not, in each region; a cache without a "
        + "capacity has none to pay for.",
      .assumption("a managed registry bills what is held; whoever runs their own buys disks")),
  ])

  /// One figure a tier.
  private static func byTier<Figure: Hashable & Sendable>(
    _ figure: Codec<Figure>
  ) -> Codec<ByTier<Figure>> {
    Section<ByTier<Figure>>([
      Field("basic", \.basic, figure, "Of the tier Basic."),
      Field("standard", \.standard, figure, "Of the tier Standard."),
      Field("premium", \.premium, figure, "Of the tier Premium."),
    ]).codec
  }
}
