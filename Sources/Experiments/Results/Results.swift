public import RegistryModel
import SimulationKernel
import Statistics

/// All replications of one scenario, and the tables made of them.
///
/// Every estimate is one over replications, which are independent: Student's t for means and for
/// quantiles taken in each replication, a ratio estimator for shares. All intervals are of 95 %.
public struct Results: Sendable {
  /// The label of what is summed up or averaged over all workloads, regions or upstreams.
  public static let all = "all"

  /// What was run.
  public let scenario: Scenario
  /// In the order of their numbers; at least one.
  public let replications: [ReplicationFigures]
  /// Whether the run kept up with its load, as a whole and by element.
  let verdicts: Verdicts
  /// Every metric, as each replication found it.
  public let observations: ObservationTable

  /// - Parameter replications: One entry a replication of `scenario`, in order.
  public init(scenario: Scenario, replications: [ReplicationFigures]) {
    self.scenario = scenario
    self.replications = replications
    verdicts = Verdicts(scenario: scenario, reports: replications.map(\.report))
    observations = ObservationTable(of: scenario, replications)
  }

  /// The report whose names of workloads, regions, links and upstreams stand for all.
  var names: RunReport? { replications.first?.report }

  var workloadIndices: Range<Int> { 0..<(names?.workloads.count ?? 0) }
  var regionIndices: Range<Int> { 0..<(names?.regions.count ?? 0) }
  var linkIndices: Range<Int> { 0..<(names?.links.count ?? 0) }
  var upstreamIndices: Range<Int> { 0..<(names?.upstreams.count ?? 0) }

  // MARK: Estimates

  /// The mean of a figure over the replications that have it.
  func mean(_ figure: (RunReport) -> Double?) -> Estimate? {
    Estimate(meanOf: replications.compactMap { figure($0.report) })
  }

  /// The mean of a count.
  func count(_ figure: (RunReport) -> some BinaryInteger) -> Estimate? {
    mean { Double(figure($0)) }
  }

  /// The ratio of two sums; nil where the denominator is zero in all replications.
  func ratio(
    _ figure: (RunReport) -> (numerator: some BinaryInteger, denominator: some BinaryInteger)
  ) -> Estimate? {
    var estimator = RatioEstimator()
    var ratios: [Double] = []
    for replication in replications {
      let (numerator, denominator) = figure(replication.report)
      estimator.add(numerator: Double(numerator), denominator: Double(denominator))
      if denominator != 0 { ratios.append(Double(numerator) / Double(denominator)) }
    }
    return Estimate(estimator.interval(), of: ratios)
  }

  /// A figure of latency: in each replication, then the mean over those that have it.
  func latency(
    _ figure: LatencyFigures.Figure, of part: (ReplicationFigures) -> LatencyFigures
  ) -> Estimate? {
    Estimate(meanOf: replications.compactMap { part($0)[figure] })
  }

  /// The pulls that were served, of those that started.
  func servedShare(_ workloads: (RunReport) -> [WorkloadReport]) -> Estimate? {
    ratio { report in
      (
        workloads(report).reduce(0) { $0 + $1.served },
        workloads(report).reduce(0) { $0 + $1.started }
      )
    }
  }

  /// Pulls served a second of measured time.
  func throughput(_ workloads: (RunReport) -> [WorkloadReport]) -> Estimate? {
    mean { report in
      guard report.measured > .zero else { return nil }
      return Double(workloads(report).reduce(0) { $0 + $1.completed }) / report.measured.seconds
    }
  }

  // MARK: Fingerprint

  /// One number for all replications in their order: equal results have equal ones.
  public var fingerprint: UInt64 { replications.map(\.report.fingerprint).rollingFingerprint }

  /// The fingerprint as results and terminal spell it.
  public var fingerprintText: String { NumberText.hexadecimal(fingerprint) }
}

extension Sequence<UInt64> {
  /// One fingerprint for many in their order.
  var rollingFingerprint: UInt64 {
    reduce(0x6C6F_6E67_7368_6F72) { rolling, fingerprint in
      let mixed = (rolling ^ fingerprint) &* 0xD134_2543_DE82_EF95
      return mixed ^ (mixed >> 32)
    }
  }
}

extension RunReport {
  /// Bytes of layers that clients received in full.
  var bytesDelivered: Int64 { workloads.reduce(0) { $0 + $1.layersDownloaded.bytes } }
  /// The same of one region, or of all.
  func bytesDelivered(in region: Int?) -> Int64 {
    guard let region else { return bytesDelivered }
    return workloads.reduce(0) { $0 + $1.delivered[region].bytes }
  }
  /// Bytes of layers that upstreams sent to their end.
  var bytesFetched: Int64 { upstreams.reduce(0) { $0 + $1.bytesSent } }
  /// Pulls that ended in one way.
  func ended(_ status: AnswerStatus) -> Int {
    workloads.reduce(0) { $0 + $1.ended[Int(status.rawValue)] }
  }
}
