/// Whether a system keeps up with its load, and is in a steady state, in a word and a sentence.
public struct StabilityVerdict: Sendable, Hashable {
  /// The word. What is worst stands for all; the sentence names the rest.
  public enum State: String, Sendable, Hashable {
    /// The load is below the capacity, most of it is served, and nothing that was observed has a
    /// trend.
    case stable
    /// Something that is level in a steady state rose or fell over the run.
    case unsettled
    /// The load is below the capacity or unknown, and the backlog rose over the run.
    case backlogged
    /// A considerable part of the load failed.
    case failing
    /// A resource was used to capacity for a considerable part of the time.
    case saturated
    /// More is offered than can be served: the backlog grows for as long as the run lasts.
    case overloaded
  }

  /// A figure that is level in a steady state.
  public struct Level: Sendable, Hashable {
    /// What it is, with its unit, as the subject of a sentence in the singular.
    public var name: String
    /// Its values at equally spaced times.
    public var values: [Double]

    public init(_ name: String, _ values: [Double]) { (self.name, self.values) = (name, values) }
  }

  /// What is known of a run.
  public struct Evidence: Sendable, Hashable {
    /// The offered over the possible work of the busiest resource, 1 being all it can do; `nil`
    /// where it is not known.
    public var offeredLoad: Double?
    /// The name of that resource.
    public var resource: String?
    /// The share of the time in which a resource was used to capacity, the largest of all, and the
    /// name of that resource.
    public var saturatedShare = 0.0
    public var saturatedResource: String?
    /// The number waiting at equally spaced times, or its mean in each interval.
    public var backlog: [Double] = []
    /// The share of the load that failed.
    public var failedShare = 0.0
    /// The share of what was asked for that was served or failed before the end.
    public var endedShare = 1.0
    /// Figures that would be level in a steady state.
    public var levels: [Level] = []
    /// Whether whoever asks waits for the answer before asking again. The load offered then
    /// adapts to what is served, and the backlog is bounded.
    public var isClosedLoop = false

    public init() {}
  }

  /// The word.
  public let state: State

  /// The sentence for the reader.
  public let sentence: String

  /// What speaks against ``State/stable``, the worst first, each as the clause that it is in the
  /// sentence.
  public let findings: [String]

  /// The number of batches a series is averaged into before the test of trend.
  public static let batches = 10

  /// The share of the time at capacity from which on a run is called saturated.
  public static let saturatedShare = 0.25

  /// The share of what ended below which a run is called backlogged, trend or not.
  public static let endedShare = 0.75

  /// The share of failures from which on a run is called failing.
  public static let failedShare = 0.05

  /// Judges a run by its load and its backlog.
  ///
  /// - Parameters:
  ///   - offeredLoad: see ``Evidence/offeredLoad``.
  ///   - backlog: see ``Evidence/backlog``.
  public init(offeredLoad: Double?, backlog: [Double]) {
    var evidence = Evidence()
    (evidence.offeredLoad, evidence.backlog) = (offeredLoad, backlog)
    self.init(evidence)
  }

  /// Judges a run.
  ///
  /// A trend is tested by Mann and Kendall's statistic on ten batch means at 0.1 % in each
  /// direction. That of the backlog counts only upwards and where the last batch exceeds the first
  /// by more than one item and by half of the overall mean, so that few runs of a busy but stable
  /// queue are called backlogged; that of a level, where they differ by more than a quarter of it.
  ///
  /// Source: Mann 1945, Kendall 1975.
  public init(_ evidence: Evidence) {
    var findings: [(state: State, text: String)] = []
    let load = evidence.offeredLoad.flatMap { $0.isFinite ? $0 : nil }
    let capacity = evidence.resource.map { "what \($0) can do" } ?? "capacity"
    if let load, load > 1, !evidence.isClosedLoop {
      findings.append((.overloaded, "the load offered is \(Self.percent(load)) of \(capacity)"))
    } else if let load, load == 1, !evidence.isClosedLoop {
      // All that could be done was done; what was offered can only be more.
      let resource = evidence.resource ?? "a resource"
      findings.append((.overloaded, "\(resource) worked to capacity all the time"))
    } else if evidence.saturatedShare >= Self.saturatedShare || (load ?? 0) >= 1 {
      let resource = evidence.saturatedResource ?? evidence.resource ?? "a resource"
      let share = max(evidence.saturatedShare, (load ?? 0) >= 1 ? 1 : 0)
      findings.append(
        (.saturated, "for \(Self.percent(share)) of the time, \(resource) worked to capacity"))
    }
    if evidence.failedShare >= Self.failedShare {
      findings.append(
        (.failing, "\(Self.percent(evidence.failedShare)) of the pulls that ended failed"))
    }
    if evidence.endedShare < Self.endedShare {
      findings.append(
        (
          .backlogged,
          "only \(Self.percent(evidence.endedShare)) of the pulls that started ended within the run"
        ))
    }
    if let (first, last) = Self.rise(of: evidence.backlog) {
      findings.append(
        (
          .backlogged,
          "the backlog grew from \(Self.short(first)) to \(Self.short(last)) over the run"
        ))
    }
    for level in evidence.levels {
      guard let (first, last) = Self.shift(of: level.values) else { continue }
      findings.append(
        (.unsettled, "\(level.name) went from \(Self.short(first)) to \(Self.short(last))"))
    }
    guard let worst = findings.first else {
      state = .stable
      self.findings = []
      sentence = Self.stable(evidence, load)
      return
    }
    state = worst.state
    self.findings = findings.map(\.text)
    let known =
      load.map { load in
        load < 1 ? "; the load is \(Self.percent(load)) of \(capacity)" : ""
      } ?? ""
    sentence =
      "\(state.rawValue.prefix(1).uppercased())\(state.rawValue.dropFirst()): "
      + self.findings.joined(separator: "; ")
      + (findings.contains { $0.state == .overloaded || $0.state == .saturated } ? "" : known)
      + ". " + Self.consequence(of: state, isClosedLoop: evidence.isClosedLoop)
  }

  private static func stable(_ evidence: Evidence, _ load: Double?) -> String {
    let tested = ([evidence.backlog] + evidence.levels.map(\.values)).contains {
      $0.count >= batches
    }
    let resource = evidence.resource.map { "what \($0), the busiest resource, can do" }
    let use = load.map { "the load is \(percent($0)) of \(resource ?? "capacity")" }
    return
      (tested
      ? "Stable: the backlog shows no trend"
      : "Stable as far as can be seen: there are too few intervals to test for a trend")
      + (use.map { ", and \($0)" } ?? "")
      + "."
      + (evidence.isClosedLoop
        ? " The clients are a closed loop: the load follows what is served." : "")
  }

  private static func consequence(of state: State, isClosedLoop: Bool) -> String {
    switch state {
    case .overloaded:
      "Waiting times depend on how long the run is and say nothing about a steady state."
    case .saturated:
      isClosedLoop
        ? "The clients are a closed loop: pulls/s is what this resource allows, and how long they "
          + "take follows from the number of clients."
        : "What takes long does so for want of this resource."
    case .failing: "Latency is that of the pulls that were served."
    case .backlogged, .unsettled: "Means over the run are not those of a steady state."
    case .stable: ""
    }
  }

  private static func percent(_ share: Double) -> String {
    let percent = min(max(share * 100, 0), 1e9)
    return percent < 1 && percent > 0 ? "less than 1 %" : "\(Int(percent.rounded())) %"
  }

  /// Three significant digits and no more than two decimals.
  private static func short(_ level: Double) -> String {
    let scale: Double = level.magnitude < 10 ? 100 : level.magnitude < 100 ? 10 : 1
    let rounded = (min(max(level, -1e15), 1e15) * scale).rounded() / scale
    return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
  }

  /// The first and last batch means of a backlog that rose, or `nil` where it did not.
  private static func rise(of backlog: [Double]) -> (Double, Double)? {
    guard let trend = trend(of: backlog), trend.statistic > critical,
      trend.last - trend.first > 1, trend.last - trend.first > trend.mean / 2
    else { return nil }
    return (trend.first, trend.last)
  }

  /// The first and last batch means of a level that shifted, or `nil` where it did not.
  private static func shift(of level: [Double]) -> (Double, Double)? {
    guard let trend = trend(of: level), trend.statistic.magnitude > critical,
      (trend.last - trend.first).magnitude > trend.mean.magnitude / 4
    else { return nil }
    return (trend.first, trend.last)
  }

  /// The normal distribution's 99.9 % point.
  private static let critical = 3.090

  /// Mann and Kendall's statistic of the batch means, with the continuity correction.
  private static func trend(
    of series: [Double]
  ) -> (statistic: Double, first: Double, last: Double, mean: Double)? {
    guard series.count >= batches, series.allSatisfy(\.isFinite) else { return nil }
    let size = series.count / batches
    // What does not fill ten batches is left out at the start.
    let tail = Array(series.suffix(size * batches))
    let means = (0..<batches).compactMap { Moments(tail[$0 * size..<($0 + 1) * size]).mean }
    guard means.count == batches, let first = means.first, let last = means.last,
      let overall = Moments(means).mean
    else { return nil }
    var concordance = 0.0
    for later in 1..<batches {
      for earlier in 0..<later {
        if means[later] > means[earlier] { concordance += 1 }
        if means[later] < means[earlier] { concordance -= 1 }
      }
    }
    let n = Double(batches)
    let deviation = (n * (n - 1) * (2 * n + 5) / 18).squareRoot()
    let corrected =
      concordance > 0 ? concordance - 1 : concordance < 0 ? concordance + 1 : 0
    return (corrected / deviation, first, last, overall)
  }
}
