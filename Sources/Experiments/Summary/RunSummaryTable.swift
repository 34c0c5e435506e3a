import RegistryModel
import SimulationKernel
import Statistics

/// What a run found, for a person at a terminal: no more than 100 columns, no colours.
public struct RunSummaryTable: Sendable {
  /// The widest line.
  public static let width = 100

  private let results: Results
  private let resultsPath: String?

  /// - Parameter resultsPath: The folder that holds the tables; nil: they were not written.
  public init(_ results: Results, resultsPath: String?) {
    self.results = results
    self.resultsPath = resultsPath
  }

  /// The text, with the end of its last line.
  public var text: String {
    let blocks = [
      head, latency, hits, failures, traffic, utilisation, verdict, foot,
    ]
    return blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
      .joined(separator: "\n\n") + "\n"
  }

  private var names: RunReport? { results.names }

  // MARK: What was simulated

  private var head: [String] {
    let scenario = results.scenario
    let registry = scenario.registry
    let run = scenario.run
    let regions = registry.regions.enumerated().map {
      $0.offset == 0 ? "\($0.element) (home)" : $0.element
    }
    let count = results.replications.count
    return Self.wrapped(scenario.title)
      + Self.wrapped(
        regions.joined(separator: ", ") + " · \(registry.zones) "
          + (registry.zones == 1 ? "zone" : "zones each"))
      + Self.wrapped(
        HumanUnits.duration(run.duration.seconds)
          + (run.warmUp > .zero
            ? ", the first \(HumanUnits.duration(run.warmUp.seconds)) as warm-up" : "")
          + " · \(count) \(count == 1 ? "replication" : "replications") · seed \(run.seed)")
      + (count == 1 ? ["One replication gives no intervals."] : [])
  }

  // MARK: Latency

  private var latency: [String] {
    var table = TextTable()
    table.row(["workload", "pulls", "p50", "p95", "p99"])
    func add(_ name: String, _ part: (ReplicationFigures) -> LatencyFigures) {
      let pulls = results.replications.reduce(0) { $0 + part($1).count }
      table.row(
        [TextTable.name(name), HumanUnits.grouped(Double(pulls))]
          + [LatencyFigures.Figure.median, .p95, .p99].map {
            results.latency($0, of: part)?.text(HumanUnits.latency) ?? "–"
          })
    }
    for index in results.workloadIndices {
      add(names?.workloads[index].name ?? "") { $0.workloadLatency[index] }
    }
    if results.workloadIndices.count > 1 { add(Results.all) { $0.overallLatency } }
    return ["Latency of served pulls (± half-width of the 95 % interval)"] + table.lines
  }

  // MARK: Hits

  private var hits: [String] {
    var table = TextTable()
    table.row(["region", "manifests", "layers", "layer bytes", "bytes delivered"])
    func add(_ name: String, _ region: Int?) {
      let manifests = { (report: RunReport) in
        results.counts(\.manifests, in: region, report)
      }
      let layers = { (report: RunReport) in results.counts(\.layers, in: region, report) }
      let ratios = [
        results.ratio { (manifests($0).hits.requests, manifests($0).total.requests) },
        results.ratio { (layers($0).hits.requests, layers($0).total.requests) },
        results.ratio { (layers($0).hits.bytes, layers($0).total.bytes) },
      ]
      table.row(
        [TextTable.name(name)] + ratios.map { $0?.text(HumanUnits.percent) ?? "–" }
          + [results.count { layers($0).total.bytes }?.text(HumanUnits.bytes) ?? "–"])
    }
    for index in results.regionIndices { add(names?.regions[index].name ?? "", index) }
    if results.regionIndices.count > 1 { add(Results.all, nil) }
    return ["Found in the asked region's cache"] + table.lines
  }

  // MARK: Failures

  private var failures: [String] {
    let failing = AnswerStatus.allCases.filter { status in
      status != .ok && results.replications.contains { $0.report.ended(status) > 0 }
    }
    let retries = results.count { $0.workloads.reduce(0) { $0 + $1.retries } }
    let retried =
      retries.map { $0.mean > 0 ? "; \(HumanUnits.grouped($0.mean)) retries a replication" : "" }
      ?? ""
    guard !failing.isEmpty else { return ["Failed pulls: none\(retried)"] }
    var table = TextTable()
    table.row(["workload"] + failing.map(\.label))
    for index in results.workloadIndices {
      table.row(
        [TextTable.name(names?.workloads[index].name ?? "")]
          + failing.map { status in
            results.ratio { report in
              let ended = report.workloads[index].ended
              return (ended[Int(status.rawValue)], ended.reduce(0, +))
            }?.text(HumanUnits.percent) ?? "–"
          })
    }
    return ["Failed pulls, of all that ended\(retried)"] + table.lines
  }

  // MARK: Traffic

  private var traffic: [String] {
    guard let delivered = results.count({ $0.bytesDelivered }),
      let fetched = results.count({ $0.bytesFetched })
    else { return [] }
    let saved = results.count { $0.bytesDelivered - $0.bytesFetched }
    let share = results.ratio { ($0.bytesDelivered - $0.bytesFetched, $0.bytesDelivered) }
    let requests = results.count { $0.upstreams.reduce(0) { $0 + $1.requests } }
    let refused = results.count { $0.upstreams.reduce(0) { $0 + $1.refused } }
    return [
      "Upstream traffic, a replication",
      "  delivered to clients   \(delivered.text(HumanUnits.bytes))",
      "  fetched upstream       \(fetched.text(HumanUnits.bytes)) in "
        + "\(HumanUnits.grouped(requests?.mean ?? 0)) requests"
        + ((refused?.mean ?? 0) > 0
          ? ", \(HumanUnits.grouped(refused?.mean ?? 0)) refused by quota" : ""),
      "  saved                  \(saved?.text(HumanUnits.bytes) ?? "–")"
        + (share.map { ", \($0.text(HumanUnits.percent))" } ?? ""),
    ]
  }

  // MARK: Utilisation

  private var utilisation: [String] {
    var table = TextTable()
    table.row(["region", "front ends", "waiting", "storage", "busiest link out"])
    for index in results.regionIndices {
      let region = names?.regions[index].name ?? ""
      let links = results.linkIndices.filter { names?.links[$0].from == region }
        .compactMap { link in
          results.mean { $0.links[link].utilisation }.map { (link, $0) }
        }
      let busiest = links.max { ($0.1.mean, $1.0) < ($1.1.mean, $0.0) }
      table.row([
        TextTable.name(region),
        results.mean { $0.regions[index].frontEndUtilisation }?.text(HumanUnits.percent) ?? "–",
        results.mean { $0.regions[index].frontEndWaiting }
          .map { HumanUnits.fixed($0.mean, digits: 1) } ?? "–",
        results.mean { $0.regions[index].storageUtilisation }?.text(HumanUnits.percent) ?? "–",
        busiest.map { link, estimate in
          "\(estimate.text(HumanUnits.percent)) to "
            + TextTable.name(names?.links[link].to ?? "", limit: 18)
        } ?? "–",
      ])
    }
    return ["Utilisation over the measured time"] + table.lines
  }

  // MARK: Verdict

  private var verdict: [String] {
    var lines = Self.wrapped(results.verdicts.overall.sentence)
    var elements: [(String, StabilityVerdict)] = []
    for index in results.workloadIndices {
      elements.append(
        ("workload \(names?.workloads[index].name ?? "")", results.verdicts.workloads[index]))
    }
    for index in results.regionIndices {
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
    for (name, verdict) in elements where verdict.state != .stable {
      lines += Self.wrapped("  \(name): \(verdict.sentence)", indentation: "    ")
    }
    return lines
  }

  private var foot: [String] {
    ["Fingerprint \(results.fingerprintText)"]
      + (resultsPath.map { ["Tables in \($0)"] } ?? [])
  }

  /// Breaks a text at blanks so that no line is wider than the terminal.
  static func wrapped(_ text: String, indentation: String = "") -> [String] {
    var lines: [String] = []
    var line = String(text.prefix { $0 == " " })
    var isEmpty = true
    for word in text.split(separator: " ") {
      if !isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = indentation
        isEmpty = true
      }
      line += (isEmpty ? "" : " ") + word
      isEmpty = false
    }
    return lines + [line]
  }
}
