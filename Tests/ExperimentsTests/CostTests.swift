import RegistryModel
import SimulationKernel
import Testing

@testable import Experiments

/// What a run costs, checked by hand on constructed reports of 90 minutes in two regions.
@Suite("Cost") struct CostTests {
  private func bill(
    per period: Cost.Period = .run,
    _ change: (inout RunReport, inout Scenario) -> Void = { _, _ in }
  ) -> [Cost.Line] {
    var report = ConstructedReports.two[0]
    var scenario = ConstructedReports.scenario
    scenario.prices = PriceDescription(
      perDay: .init(basic: 1, standard: 4, premium: 16), storagePerGiBMonth: 2, transferPerGB: 3,
      upstreamPerGB: 5, privateEndpointPerHour: 7, privateEndpointPerGB: 11, internetPerGB: 13,
      internetFreeGBPerMonth: 480, keyVaultPer10000: 17)
    change(&report, &scenario)
    return Cost(of: report, scenario, per: period).lines
  }

  private func amount(_ lines: [Cost.Line], _ item: Cost.Item) -> Double {
    lines.filter { $0.item == item }.reduce(0) { $0 + $1.amount }
  }

  @Test("Every item by hand, and their sum")
  func items() {
    let lines = bill { report, scenario in
      report.regions[0].storedBytesMean = 740 * 0x1p30
      report.regions[1].storedBytesMean = 500 * 0x1p30
      report.links[0].bytesSent = 4_000_000_000
      report.workloads[0].delivered[1] = RequestCount(requests: 1, bytes: 2_000_000_000)
      report.upstreams[0].bytesSent = 1_000_000_000
      scenario.registry.networkRules.privateEndpoints = ["hub", "spoke"]
    }
    // 90 minutes are a sixteenth of a day and a 480th of a month.
    #expect(amount(lines, .tier) == 2)
    #expect(amount(lines, .storage) == 240.0 / 480 * 2)
    #expect(amount(lines, .transfer) == 12)
    #expect(amount(lines, .clients) == 6)
    #expect(amount(lines, .upstreams) == 5)
    #expect(amount(lines, .privateEndpoints) == 21)
    #expect(amount(lines, .privateEndpointData) == 0)
    #expect(amount(lines, .total) == 2 + 1 + 12 + 6 + 5 + 21)
    let crossing = lines.first { $0.item == .clients }
    #expect(crossing?.region == "eastus" && crossing?.toRegion == "westeurope")
    #expect(crossing?.quantity == 2 && crossing?.unit == "GB" && crossing?.price == 3)
  }

  @Test("Front ends and cache capacity are paid for by the month where they have a price")
  func provisions() {
    func lines(per period: Cost.Period) -> [Cost.Line] {
      bill(per: period) { _, scenario in
        scenario.registry.zones = 2
        scenario.registry.frontEnds.servers = 4
        scenario.registry.cache.capacity = .limited(.gibibytes(20))
        scenario.prices.frontEndServerPerMonth = 30
        scenario.prices.cacheCapacityPerGiBMonth = 6
      }
    }
    // In each of two regions 8 servers and 20 GiB; 90 minutes are a 480th of a month.
    #expect(amount(lines(per: .month), .frontEnds) == 2 * 8 * 30)
    #expect(amount(lines(per: .month), .cacheCapacity) == 2 * 20 * 6)
    #expect(amount(lines(per: .run), .frontEnds) == 1)
    #expect(amount(lines(per: .run), .cacheCapacity) == 0.5)
    #expect(!bill().contains { [.frontEnds, .cacheCapacity].contains($0.item) })
  }

  @Test("A pull inside its region is free; storage that is included is too")
  func free() {
    let lines = bill { report, _ in
      report.regions[0].storedBytesMean = 499 * 0x1p30
      report.links[0].bytesSent = 0
      report.upstreams[0].bytesSent = 0
    }
    #expect(lines.filter { $0.amount > 0 }.map(\.item) == [.tier, .tier, .total])
  }

  @Test("What passes a private endpoint is paid for by the byte")
  func privateEndpoint() {
    let lines = bill { report, scenario in
      report.workloads[0].delivered[0] = RequestCount(requests: 1, bytes: 3_000_000_000)
      scenario.registry.networkRules.privateEndpoints = ["spoke"]
      scenario.workloads[0].clients.source = .virtualNetwork("spoke")
    }
    #expect(amount(lines, .privateEndpoints) == 1.5 * 7)
    #expect(amount(lines, .privateEndpointData) == 3 * 11)
  }

  @Test("What leaves the cloud costs beyond the month's free amount, and nothing else")
  func internet() {
    func lines(_ bytes: [Int64]) -> [Cost.Line] {
      bill { report, scenario in
        report.workloads[0].delivered = bytes.map { RequestCount(requests: 1, bytes: $0) }
        scenario.workloads[0].clients.location = .internet
      }
    }
    // 90 minutes are a 480th of a month: 1 GB of 480 is free, from both regions together.
    let free = lines([600_000_000, 400_000_000])
    #expect(amount(free, .internet) == 0)
    let paid = lines([2_000_000_000, 1_500_000_000])
    #expect(amount(paid, .internet) == 2.5 * 13)
    let line = paid.first { $0.item == .internet }
    #expect(line?.quantity == 2.5 && line?.unit == "GB" && line?.price == 13)
    // It is no transfer between regions as well.
    #expect(amount(paid, .clients) == 0)
    // In the cloud nothing leaves it.
    let inside = bill { report, _ in
      report.workloads[0].delivered[0] = RequestCount(requests: 1, bytes: 9_000_000_000)
    }
    #expect(amount(inside, .internet) == 0)
  }

  @Test("Every request to the key vault counts, of all regions")
  func keyVault() {
    let lines = bill { report, _ in
      report.regions[0].handler.credentials.secretReads = 20_000
      report.regions[1].handler.credentials.secretReads = 500
    }
    #expect(amount(lines, .keyVault) == 2.05 * 17)
    #expect(lines.first { $0.item == .keyVault }?.unit == "10000 requests")
  }

  @Test("The default prices: 100 GB a month free, then 0.087; 0.03 for 10,000 requests")
  func listPrices() {
    let lines = bill { report, scenario in
      scenario.prices = PriceDescription()
      scenario.workloads[0].clients = ClientKind.developer.defaults
      report.measured = Cost.month
      report.workloads[0].delivered[0] = RequestCount(requests: 1, bytes: 300_000_000_000)
      report.regions[0].handler.credentials.secretReads = 1_000_000
    }
    #expect(abs(amount(lines, .internet) - 200 * 0.087) < 1e-9)
    #expect(abs(amount(lines, .keyVault) - 3) < 1e-9)
  }

  @Test("A replica adds exactly one day rate of Premium")
  func replica() {
    let two = bill()
    let one = bill { report, scenario in
      scenario.registry.replicas = []
      report.regions.removeLast()
      report.links = []
    }
    #expect(amount(two, .tier) - amount(one, .tier) == 16.0 / 16)
    #expect(two.filter { $0.item == .tier }.map(\.region) == ["westeurope", "eastus"])
    let basic = bill { report, scenario in
      scenario.registry.tier = .basic
      scenario.registry.replicas = []
      report.regions.removeLast()
    }
    #expect(amount(basic, .tier) == 1.0 / 16)
  }

  @Test("A replica that is added costs from then on, and a whole month in the month that follows")
  func addedReplica() {
    func lines(_ period: Cost.Period, present: Span) -> [Cost.Line] {
      bill(per: period) { report, _ in
        report.regions[1].present = present
        // While it is there it holds 740 GiB, 240 more than is included.
        report.regions[1].storedBytesMean =
          740 * 0x1p30 * (present.seconds / report.measured.seconds)
      }
    }
    func quantities(_ lines: [Cost.Line], _ item: Cost.Item) -> [Double] {
      lines.filter { $0.item == item }.map(\.quantity)
    }
    // A third of 90 minutes.
    let run = lines(.run, present: .minutes(30))
    #expect(quantities(run, .tier) == [1.0 / 16, 1.0 / 48])
    #expect(abs(quantities(run, .storage)[1] - 240.0 / 1_440) < 1e-9)
    let month = lines(.month, present: .minutes(30))
    #expect(abs(quantities(month, .tier)[1] - 30) < 1e-9)
    #expect(abs(quantities(month, .storage)[1] - 240) < 1e-9)
    #expect(abs(quantities(month, .total)[0] - 30) < 1e-9)
    let sum = month.dropLast().reduce(0) { $0 + $1.amount }
    #expect(abs(amount(month, .total) - sum) < 1e-9)
    // One that is added after the run costs nothing.
    for period in [Cost.Period.run, .month] {
      let never = lines(period, present: .zero)
      #expect(quantities(never, .tier)[1] == 0 && quantities(never, .storage)[1] == 0)
    }
  }

  @Test("cost.csv: the run and thirty days like it, with intervals")
  func table() throws {
    var scenario = ConstructedReports.scenario
    scenario.prices.perDay.premium = 16
    var reports = ConstructedReports.two
    reports[0].links[0].bytesSent = 1_000_000_000
    reports[1].links[0].bytesSent = 3_000_000_000
    let results = Results(scenario: scenario, reports: reports)
    var table = try CSVWriter(Results.costHeader)
    try results.writeCost(to: &table)
    let lines = String(decoding: table.bytes, as: UTF8.self).split(separator: "\n")
    #expect(
      lines[0]
        == "item,region,to_region,per,n,quantity,unit,price,currency,mean,half_width")
    #expect(lines[1] == "tier,westeurope,,run,2,0.0625,days,16,USD,1,0")
    let transfer = lines.filter { $0.hasPrefix("transfer-between-regions") }
    #expect(transfer.count == 2)
    #expect(
      transfer[0].hasPrefix("transfer-between-regions,westeurope,eastus,run,2,2,GB,0.05,USD,0.1,"))
    #expect(
      transfer[1].hasPrefix("transfer-between-regions,westeurope,eastus,30d,2,960,GB,0.05,USD,48,"))
    #expect(lines.contains("tier,eastus,,30d,2,30,days,16,USD,480,0"))
    #expect(lines.last?.hasPrefix("total,,,30d,2,30,days,,USD,1008,") == true)
    // No client was served by another region than its own.
    #expect(!lines.contains { $0.hasPrefix("transfer-to-clients") })
    let text = RunSummaryTable(results, resultsPath: nil).text
    #expect(text.contains("Cost of 30 days like the measured time, at prices of 2026-08"))
    #expect(text.contains("960.00"))
    #expect(text.contains("1008.00"))
  }
}
