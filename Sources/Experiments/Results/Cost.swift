import RegistryModel
import SimulationKernel

/// What a run of a registry costs, item by item, by the scenario's prices.
///
/// A pure calculation on one report. Every replica costs a full day rate of Premium, and its
/// storage, cached and pushed, is billed like the home region's, both from when it is added; what it
/// is sent from another region is billed as transfer. A pull that its own region serves costs no
/// transfer; one that another region serves does. What clients on the internet receive leaves the
/// cloud, from whichever region, and is billed as that alone, beyond what is free.
struct Cost: Sendable {
  /// What is paid for.
  enum Item: String, Sendable {
    case tier
    case frontEnds = "front-ends"
    case cacheCapacity = "cache-capacity"
    case storage
    case transfer = "transfer-between-regions"
    case clients = "transfer-to-clients"
    case internet = "transfer-to-internet"
    case upstreams = "transfer-from-upstreams"
    case keyVault = "key-vault-requests"
    case privateEndpoints = "private-endpoints"
    case privateEndpointData = "private-endpoint-data"
    case total
  }

  /// One line of the bill.
  struct Line: Sendable {
    var item: Item
    /// Where it arises, or from where to where; empty: in the registry as a whole.
    var region = ""
    var toRegion = ""
    var quantity: Double
    var unit: String
    /// For one unit; nil of the total.
    var price: Double?
    /// The price of the quantity.
    var amount: Double
  }

  /// The time that a bill is for.
  enum Period: Sendable {
    /// What was measured.
    case run
    /// A month that goes on like it, in the regions that there are at its end.
    case month
  }

  /// The length of a month, to which prices and results are scaled.
  static let month = Span.hours(720)

  /// The lines of the period, the total last. Every report of one scenario has the same
  /// lines in the same order.
  let lines: [Line]

  init(of report: RunReport, _ scenario: Scenario, per period: Period = .run) {
    let prices = scenario.prices
    let registry = scenario.registry
    var lines: [Line] = []
    /// What a period has for each second that was measured, or of a part of that.
    func scale(_ measured: Span) -> Double {
      guard period == .month else { return 1 }
      return measured > .zero ? Self.month.seconds / measured.seconds : 0
    }
    let scaling = scale(report.measured)
    func add(
      _ item: Item, _ region: String, to other: String = "", _ measured: Double,
      _ unit: String, _ price: Double, scaledBy scale: Double? = nil
    ) {
      let quantity = measured * (scale ?? scaling)
      lines.append(
        Line(
          item: item, region: region, toRegion: other, quantity: quantity, unit: unit,
          price: price, amount: quantity * price))
    }
    for (index, region) in report.regions.enumerated() {
      let tier = index == 0 ? registry.tier : .premium
      add(
        .tier, region.name, region.present.seconds / 86_400, "days", prices.perDay[tier],
        scaledBy: scale(region.present))
    }
    for region in report.regions {
      for provision in Self.provisions(of: scenario) {
        let share = region.present.seconds / Self.month.seconds
        add(
          provision.item, region.name, provision.quantity * share, provision.unit, provision.price,
          scaledBy: scale(region.present))
      }
    }
    let included = Double(prices.includedStorage[registry.tier].bytes)
    let months = report.measured.seconds / Self.month.seconds
    for region in report.regions {
      let excess = max(0, region.storedBytesMeanWhilePresent(in: report.measured) - included)
      add(
        .storage, region.name, excess / 0x1p30 * region.present.seconds / Self.month.seconds,
        "GiB-months", prices.storagePerGiBMonth, scaledBy: scale(region.present))
    }
    for link in report.links {
      add(
        .transfer, link.from, to: link.to, Double(link.bytesSent) / 1e9, "GB",
        prices.transferPerGB)
    }
    for (region, client) in Self.crossings(of: report, scenario) {
      let bytes = zip(report.workloads, scenario.workloads)
        .reduce(Int64(0)) { sum, pair in
          pair.1.region == client && pair.1.clients.location == .cloud
            ? sum + pair.0.delivered[region].bytes : sum
        }
      add(
        .clients, report.regions[region].name, to: client, Double(bytes) / 1e9, "GB",
        prices.transferPerGB)
    }
    let outside = zip(report.workloads, scenario.workloads).reduce(Int64(0)) { sum, pair in
      pair.1.clients.location == .internet ? sum + pair.0.layersDownloaded.bytes : sum
    }
    add(
      .internet, "", max(0, Double(outside) / 1e9 - prices.internetFreeGBPerMonth * months), "GB",
      prices.internetPerGB)
    add(
      .upstreams, "", report.upstreams.reduce(0) { $0 + Double($1.bytesSent) } / 1e9, "GB",
      prices.upstreamPerGB)
    let vaultRequests = report.regions.reduce(0) { $0 + $1.handler.credentials.secretReads }
    add(
      .keyVault, "", Double(vaultRequests) / 10_000, "10000 requests", prices.keyVaultPer10000)
    let endpoints = registry.networkRules.privateEndpoints.count
    if endpoints > 0 {
      add(
        .privateEndpoints, "", Double(endpoints) * report.measured.seconds / 3_600, "hours",
        prices.privateEndpointPerHour)
      let bytes = zip(report.workloads, scenario.workloads).reduce(Int64(0)) { sum, pair in
        let access = registry.networkRules.access(from: pair.1.clients.source)
        return sum + (access == .privateEndpoint ? pair.0.layersDownloaded.bytes : 0)
      }
      add(.privateEndpointData, "", Double(bytes) / 1e9, "GB", prices.privateEndpointPerGB)
    }
    lines.append(
      Line(
        item: .total, quantity: report.measured.seconds / 86_400 * scaling, unit: "days",
        price: nil,
        amount: lines.reduce(0) { $0 + $1.amount }))
    self.lines = lines
  }

  /// What each region has whether it is used or not, where it has a price.
  private static func provisions(
    of scenario: Scenario
  ) -> [(item: Item, quantity: Double, unit: String, price: Double)] {
    let (prices, registry) = (scenario.prices, scenario.registry)
    var provisions: [(item: Item, quantity: Double, unit: String, price: Double)] = []
    if prices.frontEndServerPerMonth > 0 {
      provisions.append(
        (
          .frontEnds, Double(registry.frontEnds.servers * registry.zones), "server-months",
          prices.frontEndServerPerMonth
        ))
    }
    if prices.cacheCapacityPerGiBMonth > 0,
      let capacity = registry.cache.capacity(under: scenario.profile)
    {
      provisions.append(
        (
          .cacheCapacity, Double(capacity.bytes) / 0x1p30, "GiB-months",
          prices.cacheCapacityPerGiBMonth
        ))
    }
    return provisions
  }

  /// The pairs of a region of the registry and another region with clients, in which the one may
  /// serve the other, by region, then in the order of the workloads.
  private static func crossings(
    of report: RunReport, _ scenario: Scenario
  ) -> [(region: Int, client: String)] {
    var clients: [String] = []
    for workload in scenario.workloads where !clients.contains(workload.region) {
      clients.append(workload.region)
    }
    return report.regions.indices.flatMap { region in
      clients.filter { $0 != report.regions[region].name }.map { (region, $0) }
    }
  }
}

extension RegionReport {
  /// The bytes that a region held, averaged over that part of a time in which it was there.
  fileprivate func storedBytesMeanWhilePresent(in measured: Span) -> Double {
    present > .zero ? storedBytesMean * (measured.seconds / present.seconds) : 0
  }
}
