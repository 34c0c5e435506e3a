import RegistryModel
import SimulationKernel
import Testing

@testable import Experiments

@Suite("Summary for people")
struct SummaryTableTests {
  let results = Results(
    scenario: ConstructedReports.scenario, reports: ConstructedReports.two)

  @Test("The whole table")
  func golden() {
    let text = RunSummaryTable(results, resultsPath: "Results/by-hand").text
    #expect(
      text == """
        Two regions, by hand
        westeurope (home), eastus · 3 zones each
        2 h, the first 30 min as warm-up · 2 replications · seed 7

        Latency of served pulls (± half-width of the 95 % interval)
          workload      pulls            p50            p95            p99
          nodes, cold       8   250 ± 635 ms   450 ± 635 ms   450 ± 635 ms

        Found in the asked region's cache
          region       manifests           layers      layer bytes   bytes delivered
          westeurope           –   80.0 ± 127.1 %   50.0 ± 198.5 %   15.6 ± 37.2 KiB
          eastus               –                –                –               0 B
          all                  –   80.0 ± 127.1 %   50.0 ± 198.5 %   15.6 ± 37.2 KiB

        Failed pulls, of all that ended; 3 retries a replication
          workload      too-many-requests
          nodes, cold      11.1 ± 125.5 %

        Upstream traffic, a replication
          delivered to clients   15.6 ± 37.2 KiB
          fetched upstream       7.81 ± 49.63 KiB in 3 requests
          saved                  7.81 ± 12.41 KiB, 50.0 ± 198.5 %

        Utilisation over the measured time
          region          front ends   waiting         storage         busiest link out
          westeurope    25.0 ± 0.0 %       0.0    12.5 ± 0.0 %   50.0 ± 0.0 % to eastus
          eastus       0.00 ± 0.00 %       0.0   0.00 ± 0.00 %                        –

        Stable: the backlog shows no trend, and the load offered is 50 % of capacity.

        Fingerprint 5efa92f6428b2a45
        Tables in Results/by-hand

        """)
  }

  @Test("No line is wider than a hundred columns, whatever the names")
  func width() {
    var scenario = ConstructedReports.scenario
    scenario.title = String(repeating: "long title ", count: 20)
    scenario.registry.replicas = (0..<12).map { "region-\($0)-with-a-long-name" }
    var reports = ConstructedReports.two
    for index in reports.indices {
      reports[index].workloads[0].name = String(repeating: "w", count: 200)
      reports[index].links[0].to = String(repeating: "r", count: 60)
      reports[index].links[0].utilisation = 1
    }
    let text = RunSummaryTable(
      Results(scenario: scenario, reports: reports), resultsPath: "Results/x"
    ).text
    for line in text.split(separator: "\n") where !line.contains("wwww") {
      #expect(line.count <= RunSummaryTable.width, "\(line)")
    }
  }

  @Test("Human units")
  func units() {
    #expect(HumanUnits.latency(0.4123, 0.009) == "412 ± 9 ms")
    #expect(HumanUnits.latency(1.234, 0.00001) == "1.23 ± <0.01 s")
    #expect(HumanUnits.latency(0.000_012) == "12.0 µs")
    #expect(HumanUnits.latency(0.9999) == "1.00 s")
    #expect(HumanUnits.latency(250) == "250 s")
    #expect(HumanUnits.bytes(0) == "0 B")
    #expect(HumanUnits.bytes(1_536) == "1.50 KiB")
    #expect(HumanUnits.bytes(-0x1p31, 0x1p30) == "-2.00 ± 1.00 GiB")
    #expect(HumanUnits.percent(0.9812, 0.002) == "98.1 ± 0.2 %")
    #expect(HumanUnits.percent(0.99995, 0) == "100.00 ± 0.00 %")
    #expect(HumanUnits.percent(0) == "0.00 %")
    #expect(HumanUnits.grouped(1_234_567) == "1 234 567")
    #expect(HumanUnits.grouped(1_234) == "1234")
    #expect(HumanUnits.duration(36_000) == "10 h")
    #expect(HumanUnits.duration(5_400) == "90 min")
    #expect(HumanUnits.duration(0.25) == "250 ms")
    #expect(HumanUnits.fixed(-0.001, digits: 2) == "0.00")
    #expect(HumanUnits.fixed(.nan, digits: 2) == "–")
    #expect(HumanUnits.fixed(1e30, digits: 0) == "1e+30")
  }

  @Test("Progress adds up over replications")
  func progress() {
    var meter = ProgressMeter()
    func report(_ replication: Int, at now: Instant, messages: UInt64) -> RunProgress {
      RunProgress(
        replication: replication, replications: 4, now: now, duration: .hours(1),
        messages: messages, pullsInFlight: 5)
    }
    meter.update(report(0, at: .zero + .minutes(30), messages: 500))
    meter.update(report(0, at: .zero + .hours(1), messages: 1_000))
    meter.update(report(1, at: .zero + .hours(1), messages: 1_000))
    meter.update(report(2, at: .zero + .minutes(30), messages: 400))
    #expect(meter.fraction == 0.625)
    #expect(meter.messages == 2_400)
    #expect(meter.pullsInFlight == 5, "those of replications that ended are no more in flight")
    #expect(
      meter.line(after: 2)
        == "simulated 2.5 h · 1200 messages/s · 4500 sim s/s · 5 pulls in flight · 63 %")
  }
}
