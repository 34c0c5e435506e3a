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
        Figures are means over replications, ± the half-width of the 95 % interval.

        Pulls, and the latency of those that were served
          workload      started   served   pulls/s          p50          p95          p99
          nodes, cold       5.5   72.7 %     <0.01   200…300 ms   400…500 ms   400…500 ms

        Failed pulls, of all that ended
          workload      too-many-requests   gave up after (p50)
          nodes, cold          0.0…20.0 %                 310 s

        Trouble on the way
          attempts repeated                  3
          pulls still under way at the end   1

        Found in the asked region's cache, of what was answered with content
          region       manifests        layers   layer bytes       delivered
          westeurope           –   70.0…90.0 %   36.8…69.2 %   12.7…18.6 KiB
          eastus               –             –             –             0 B
          all                  –   70.0…90.0 %   36.8…69.2 %   12.7…18.6 KiB

        Layers, counted when they have arrived
          delivered to clients     12.7…18.6 KiB
          fetched from upstreams   3.91…11.7 KiB
          saved                    6.84…8.79 KiB, 36.8…69.2 % of what was delivered

        Requests to upstreams
          upstream    indexes   manifests   layers   tag checks   refused   quota, worst window
          docker.io         0         0…1      1…3            0         0       1 of 200 in 6 h

        Replication, from held by the region that fetched to held here
          region       manifests     mean      p95   longest
          westeurope           1   6.00 s   6.00 s    6.00 s

        Utilisation over the measured time
          region       front ends   waiting   storage   busiest link out
          westeurope       25.0 %       0.0    12.5 %   50.0 % to eastus
          eastus              0 %       0.0       0 %                  –

        Cost of 30 days like the measured time, at prices of 2026-08
                  tier    total
          USD   100.02   100.02

        a…b: the least and the most that a replication found, where ± would reach the impossible.

        Failing: 11 % of the pulls that ended failed; the load is 50 % of what the link from westeurope to
        eastus can do. Latency is that of the pulls that were served.

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
      #expect(line.count <= TerminalText.width, "\(line)")
    }
  }

  @Test("Human units")
  func units() {
    #expect(HumanUnits.latency(0.4123, 0.009) == "412 ± 9 ms")
    #expect(HumanUnits.latency(1.234, 0.00001) == "1.23 ± <0.01 s")
    #expect(HumanUnits.latency(0.000_012) == "12.0 µs")
    #expect(HumanUnits.latency(1e-9) == "1.00 ns")
    #expect(HumanUnits.latency(0) == "0 s")
    #expect(HumanUnits.latency(0.9999) == "1.00 s")
    #expect(HumanUnits.latency(250) == "250 s")
    #expect(HumanUnits.bytes(0) == "0 B")
    #expect(HumanUnits.bytes(1_536) == "1.50 KiB")
    #expect(HumanUnits.bytes(-0x1p31, 0x1p30) == "-2.00 ± 1.00 GiB")
    #expect(HumanUnits.percent(0.9812, 0.002) == "98.1 ± 0.2 %")
    #expect(HumanUnits.percent(0.99995, 0.1) == ">99.9 %")
    #expect(HumanUnits.percent(0.0001, 0.1) == "<0.1 %")
    #expect(HumanUnits.percent(0.5, 0) == "50.0 %")
    #expect(HumanUnits.percent(0) == "0 %")
    #expect(HumanUnits.percent(1, 0) == "100 %")
    #expect(HumanUnits.grouped(1_234_567) == "1 234 567")
    #expect(HumanUnits.grouped(1_234) == "1234")
    #expect(HumanUnits.duration(36_000) == "10 h")
    #expect(HumanUnits.duration(5_400) == "90 min")
    #expect(HumanUnits.duration(0.25) == "250 ms")
    #expect(HumanUnits.fixed(-0.001, digits: 2) == "0.00")
    #expect(HumanUnits.fixed(.nan, digits: 2) == "–")
    #expect(HumanUnits.fixed(1e30, digits: 0) == "1e+30")
  }

  @Test("An interval that reaches below zero is shown as the range of the replications")
  func ranges() throws {
    let wide = try #require(Estimate(meanOf: [0.01, 0.02, 0.6]))
    #expect(HumanUnits.latency(wide) == "10.0…600 ms")
    #expect(HumanUnits.percent(wide) == "1.0…60.0 %")
    #expect(HumanUnits.bytes(try #require(Estimate(meanOf: [1_024, 9_216]))) == "1.00…9.00 KiB")
    #expect(HumanUnits.latency(try #require(Estimate(meanOf: [0.2, 0.21]))) == "205 ± 64 ms")
    #expect(HumanUnits.latency(try #require(Estimate(meanOf: [0.2, 0.2]))) == "200 ms")
    #expect(HumanUnits.latency(try #require(Estimate(meanOf: [0.2]))) == "200 ms")
    #expect(HumanUnits.duration(try #require(Estimate(meanOf: [1_200, 1_200]))) == "20 min")
    #expect(HumanUnits.duration(try #require(Estimate(meanOf: [200, 210]))) == "205 ± 64 s")
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
    #expect(meter.underWay == [2: .zero + .minutes(30)], "what has ended is not gone through again")
    // 62.5 % took 50 s, so 37.5 % take 30 s.
    #expect(meter.line(after: 50) == "replication 3 of 4 · 62 % · 30 s left")
    #expect(ProgressMeter().line(after: 1) == "replication 0 of 0 · 0 %")
  }
}
