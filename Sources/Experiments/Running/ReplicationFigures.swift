public import RegistryModel
public import Statistics

/// The figures of latency that results need of one histogram: 100 bytes instead of 100 kB.
public struct LatencyFigures: Hashable, Codable, Sendable {
  /// A figure of a distribution of latency.
  public enum Figure: Hashable, Sendable, CaseIterable {
    case median, p75, p90, p95, p99, p999, maximum, mean

    /// The word used in results.
    public var label: String {
      switch self {
      case .median: "p50"
      case .p75: "p75"
      case .p90: "p90"
      case .p95: "p95"
      case .p99: "p99"
      case .p999: "p99.9"
      case .maximum: "max"
      case .mean: "mean"
      }
    }

    fileprivate func nanoseconds(of histogram: LatencyHistogram) -> Double? {
      let probability: Double
      switch self {
      case .median: probability = 0.5
      case .p75: probability = 0.75
      case .p90: probability = 0.9
      case .p95: probability = 0.95
      case .p99: probability = 0.99
      case .p999: probability = 0.999
      case .maximum: return histogram.max.map(Double.init)
      case .mean: return histogram.mean
      }
      return histogram.quantile(probability).map(Double.init)
    }
  }

  /// How many pulls were counted.
  public let count: Int
  /// In seconds, in the order of ``Figure``; empty where nothing was counted.
  private let values: [Double]

  public init(_ histogram: LatencyHistogram) {
    count = histogram.count
    values =
      histogram.isEmpty
      ? [] : Figure.allCases.compactMap { $0.nanoseconds(of: histogram).map { $0 / 1e9 } }
  }

  /// A figure in seconds; nil where nothing was counted.
  public subscript(figure: Figure) -> Double? {
    guard values.count == Figure.allCases.count,
      let place = Figure.allCases.firstIndex(of: figure)
    else { return nil }
    return values[place]
  }
}

/// The figures of pulls that ended in one way.
public struct LatencyTable: Hashable, Codable, Sendable {
  /// Indexed by workload, then by region.
  public let regions: [[LatencyFigures]]
  /// Indexed by workload: all regions together.
  public let workloads: [LatencyFigures]
  /// All workloads and regions together.
  public let overall: LatencyFigures

  /// - Parameter histograms: By workload, then by region.
  init(_ histograms: [[LatencyHistogram]]) {
    regions = histograms.map { $0.map(LatencyFigures.init) }
    let merged = histograms.map(LatencyHistogram.init(merging:))
    workloads = merged.map(LatencyFigures.init)
    overall = LatencyFigures(LatencyHistogram(merging: merged))
  }
}

extension LatencyHistogram {
  fileprivate init(merging histograms: [LatencyHistogram]) {
    self.init()
    for histogram in histograms { merge(histogram) }
  }
}

/// One replication as results need it: its report, with quantiles in place of histograms.
public struct ReplicationFigures: Codable, Sendable {
  /// The report. Its histograms are gone.
  public let report: RunReport
  /// How long served pulls took.
  public let served: LatencyTable
  /// How long failed pulls took to give up.
  public let failed: LatencyTable
  /// Indexed by region: how long replication to it took.
  public let replication: [LatencyFigures]
  /// Indexed by region: for how long what was served out of date had been so.
  public let staleAge: [LatencyFigures]
  /// How long regions held different versions of a tag.
  public let conflicts: LatencyFigures
  /// Indexed by workload: how long pulls waited for their turns at their node.
  public let nodeWait: [LatencyFigures]
  /// Indexed by region: how long calls waited for a token.
  public let credentials: [LatencyFigures]

  /// Reduces a report.
  ///
  /// - Complexity: linear in the cells of all histograms; some 0.3 ms a quantile of a full one.
  public init(_ report: RunReport) {
    served = LatencyTable(report.workloads.map(\.latency))
    failed = LatencyTable(report.workloads.map(\.failedLatency))
    replication = report.regions.map { LatencyFigures($0.handler.replicationTime) }
    staleAge = report.regions.map { LatencyFigures($0.handler.staleAge) }
    conflicts = LatencyFigures(report.tagConflicts.resolution)
    nodeWait = report.workloads.map { LatencyFigures($0.nodeWait) }
    credentials = report.regions.map { LatencyFigures($0.handler.credentials.time) }
    var reduced = report
    for index in reduced.workloads.indices {
      reduced.workloads[index].latency = []
      reduced.workloads[index].failedLatency = []
      reduced.workloads[index].nodeWait = LatencyHistogram()
    }
    for index in reduced.regions.indices {
      reduced.regions[index].handler.replicationTime = LatencyHistogram()
      reduced.regions[index].handler.staleAge = LatencyHistogram()
      reduced.regions[index].handler.credentials.time = LatencyHistogram()
    }
    reduced.tagConflicts.resolution = LatencyHistogram()
    self.report = reduced
  }
}
