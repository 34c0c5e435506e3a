import RegistryModel
import SimulationKernel
import Statistics

/// What a run found, for a person at a terminal: no more than 100 columns, no colours.
public struct RunSummaryTable: Sendable {
  let results: Results
  private let remarks: [String]
  private let resultsPath: String?

  /// - Parameters:
  ///   - remarks: What is to be said of warm-up and precision, a sentence each.
  ///   - resultsPath: The folder that holds the tables; nil: they were not written.
  public init(_ results: Results, remarks: [String] = [], resultsPath: String?) {
    self.results = results
    self.remarks = remarks
    self.resultsPath = resultsPath
  }

  /// The text, with the end of its last line.
  public var text: String {
    let blocks = [
      head, pulls, failures, faults, hits, traffic, upstreams, replication, freshness,
      utilisation, cost, notes, remarks.flatMap { TerminalText.wrapped($0) }, verdict, foot,
    ]
    return blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
      .joined(separator: "\n\n") + "\n"
  }

  var names: RunReport? { results.names }

  // MARK: What was simulated

  private var head: [String] {
    let scenario = results.scenario
    let registry = scenario.registry
    let run = scenario.run
    let regions = registry.regions.enumerated().map {
      $0.offset == 0 ? "\($0.element) (home)" : $0.element
    }
    let count = results.replications.count
    return TerminalText.wrapped(scenario.title)
      + TerminalText.wrapped(
        regions.joined(separator: ", ") + " · \(registry.zones) "
          + (registry.zones == 1 ? "zone" : "zones each"))
      + TerminalText.wrapped(
        HumanUnits.duration(run.duration.seconds)
          + (run.warmUp > .zero
            ? ", the first \(HumanUnits.duration(run.warmUp.seconds)) as warm-up" : "")
          + " · \(HumanUnits.counted(count, "replication")) · seed \(run.seed)")
      + [
        count == 1
          ? "Counts and bytes are of the measured time. One replication gives no intervals."
          : "Figures are means over replications, ± the half-width of the 95 % interval."
      ]
  }

  // MARK: Pulls

  private var pulls: [String] {
    var table = TextTable()
    table.row(["workload", "started", "served", "pulls/s", "p50", "p95", "p99"])
    func add(
      _ name: String, _ workloads: @escaping (RunReport) -> [WorkloadReport],
      _ part: (ReplicationFigures) -> LatencyFigures
    ) {
      let started = results.count { workloads($0).reduce(0) { $0 + $1.started } }
      let rate = results.throughput(workloads)
      table.row(
        [
          TextTable.name(name, limit: 18), started.map { HumanUnits.count($0.mean) } ?? "–",
          results.servedShare(workloads).map { HumanUnits.percent($0.mean) } ?? "–",
          rate.map { HumanUnits.rate($0.mean) } ?? "–",
        ]
          + [LatencyFigures.Figure.median, .p95, .p99].map {
            results.latency($0, of: part).map(HumanUnits.latency) ?? "–"
          })
    }
    for index in results.workloadIndices {
      add(names?.workloads[index].name ?? "", { [$0.workloads[index]] }) {
        $0.served.workloads[index]
      }
    }
    if results.workloadIndices.count > 1 {
      add(Results.all, { $0.workloads }) { $0.served.overall }
    }
    return ["Pulls, and the latency of those that were served"] + table.lines
  }

  // MARK: Failures

  private var failures: [String] {
    let failing = AnswerStatus.allCases.filter { status in
      status != .ok && results.replications.contains { $0.report.ended(status) > 0 }
    }
    guard !failing.isEmpty else { return ["Failed pulls: none"] + troubles }
    var table = TextTable()
    table.row(["workload"] + failing.map(\.label) + ["gave up after (p50)"])
    for index in results.workloadIndices {
      table.row(
        [TextTable.name(names?.workloads[index].name ?? "")]
          + failing.map { status in
            results.ratio { report in
              let ended = report.workloads[index].ended
              return (ended[Int(status.rawValue)], ended.reduce(0, +))
            }.map(HumanUnits.percent) ?? "–"
          } + [
            results.latency(.median, of: { $0.failed.workloads[index] })
              .map(HumanUnits.latency) ?? "–"
          ])
    }
    return ["Failed pulls, of all that ended"] + table.lines + troubles
  }

  /// What else did not go smoothly, where there was any of it.
  private var troubles: [String] {
    var table = TextTable()
    func row(_ name: String, above least: Double = 0, _ figure: (RunReport) -> Int) {
      guard let count = results.count(figure), count.mean > least else { return }
      table.row([name, HumanUnits.count(count)])
    }
    row("attempts repeated") { $0.workloads.reduce(0) { $0 + $1.retries } }
    row("requests throttled, region's limit") {
      $0.regions.reduce(0) { $0 + $1.balancer.throttledByRegion }
    }
    row("requests throttled, identity's limit") {
      $0.regions.reduce(0) { $0 + $1.balancer.throttledByIdentity }
    }
    row("requests that network rules forbid") {
      $0.regions.reduce(0) { $0 + $1.balancer.forbidden }
    }
    row("images not kept, storage full") {
      $0.regions.reduce(0) { $0 + $1.handler.storageRefusals }
    }
    row("pushes refused, storage full") {
      $0.regions.reduce(0) { $0 + $1.handler.pushesRefused }
    }
    row("pushes that nobody took") { $0.regions.reduce(0) { $0 + $1.handler.pushesFailed } }
    row("pushed images lost with a zone") {
      $0.regions.reduce(0) { $0 + $1.handler.lostPushedImages }
    }
    row("requests refused by full queues") { $0.regions.reduce(0) { $0 + $1.frontEndRejections } }
    row("requests for what was pushed elsewhere and had not come") {
      $0.regions.reduce(0) { $0 + $1.handler.pullsTooEarly }
    }
    row("requests for what was known not to exist") {
      $0.regions.reduce(0) { $0 + $1.handler.knownAbsent }
    }
    row("requests for secrets or tokens that failed") { report in
      report.regions.map(\.handler.credentials)
        .reduce(0) { $0 + $1.failedSecretReads + $1.failedTokenRequests }
    }
    // Some are under way at any time.
    let started = results.count { $0.workloads.reduce(0) { $0 + $1.started } }?.mean ?? 0
    row("pulls still under way at the end", above: started / 100) {
      $0.workloads.reduce(0) { $0 + $1.inFlight }
    }
    let lines = table.lines
    return lines.isEmpty ? [] : ["", "Trouble on the way"] + lines
  }

  // MARK: Verdict

  private var verdict: [String] {
    var lines = TerminalText.wrapped(results.verdicts.overall.sentence)
    var elements: [(String, StabilityVerdict)] = []
    // The only one of its kind is what the whole is.
    for index in results.workloadIndices where results.workloadIndices.count > 1 {
      elements.append(
        ("workload \(names?.workloads[index].name ?? "")", results.verdicts.workloads[index]))
    }
    for index in results.regionIndices where results.regionIndices.count > 1 {
      elements.append(
        ("region \(names?.regions[index].name ?? "")", results.verdicts.regions[index]))
    }
    for index in results.linkIndices {
      let link = names?.links[index]
      elements.append(
        ("link \(link?.from ?? "") to \(link?.to ?? "")", results.verdicts.links[index]))
    }
    for index in results.upstreamIndices {
      elements.append(
        ("upstream \(names?.upstreams[index].host ?? "")", results.verdicts.upstreams[index]))
    }
    // Figures that are not level bear their element's name, and the whole may have said them all.
    let said = Set(results.verdicts.overall.findings)
    for (name, verdict) in elements where verdict.state != .stable {
      if verdict.state == .unsettled, said.isSuperset(of: verdict.findings) { continue }
      lines += TerminalText.wrapped("  \(name): \(verdict.sentence)", indentation: "    ")
    }
    return lines
  }

  /// What a range stands for, where there is one.
  private var notes: [String] {
    let blocks = [
      pulls, failures, faults, hits, traffic, replication, freshness, utilisation,
    ]
    guard blocks.joined().contains(where: { $0.contains(/\d…\d/) }) else { return [] }
    return [
      "a…b: the least and the most that a replication found, where ± would reach the impossible."
    ]
  }

  private var foot: [String] {
    ["Fingerprint \(results.fingerprintText)"]
      + (resultsPath.map { ["Tables in \($0)"] } ?? [])
  }
}
