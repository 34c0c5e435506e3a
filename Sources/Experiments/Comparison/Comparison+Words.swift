import ScenarioFiles
import Statistics

extension Comparison {
  /// Whether B is worse, in a sentence or two.
  public var conclusion: String {
    let worse = regressions
    if worse.isEmpty {
      return
        (isUndecided ? "No regression shown, which is not that there is none: " : "No regression: ")
        + "\(counts)."
    }
    let named = worse.prefix(Self.mostNamed).map(Self.phrase).joined(separator: "; ")
    let rest = worse.count > Self.mostNamed ? "; and \(worse.count - Self.mostNamed) more" : ""
    let size = worse.count == 1 ? "" : " of \(worse.count) metrics"
    return "Regression\(size): \(named)\(rest)."
  }

  /// How many judged metrics a sentence names.
  private static let mostNamed = 5

  /// `latency_p99 of pipelines is 12.0 ± 3.1 % worse, tolerance 5 %`.
  private static func phrase(_ metric: MetricComparison) -> String {
    let unit = metric.metric.unit
    guard let figures = metric.figures else { return metric.metric.phrase }
    let (difference, halfWidth) = (figures.difference.mean, figures.difference.halfWidth)
    let size: String
    if unit == "1" {
      size = HumanUnits.points(difference.magnitude, halfWidth)
    } else if let relative = figures.relativeDifference {
      let width = figures.relativeHalfWidth
      size = String(HumanUnits.relativeDifference(relative.magnitude, width).trimmingPrefix("+"))
    } else {
      let text = HumanUnits.difference(difference.magnitude, halfWidth, unit: unit)
      size = String(text.trimmingPrefix("+"))
    }
    return "\(metric.metric.phrase) is \(size) worse, tolerance \(metric.toleranceText)"
  }

  /// How many judged metrics have which verdict.
  private var counts: String {
    guard !judged.isEmpty else { return "there is no metric to judge" }
    let parts = MetricVerdict.allCases.compactMap { verdict -> String? in
      let count = judged.count { $0.verdict == verdict }
      return count > 0 ? "\(count) \(verdict.words(count))" : nil
    }
    let total = "of \(judged.count) judged metric\(judged.count == 1 ? "" : "s")"
    return "\(total), \(parts.joined(separator: ", "))"
  }

  /// What the verdict leaves open.
  var advice: String? {
    var sentences: [String] = []
    let open = judged.count { $0.verdict == .undecided }
    if open > 0 {
      sentences.append(
        (open == 1 ? "One" : "\(open)")
          + " undecided: more replications (--replications) would tell.")
    }
    for (side, verdict) in [("B", MetricVerdict.onlyInFirst), ("A", .onlyInSecond)] {
      let missing = judged.filter { $0.verdict == verdict }.map(\.metric.phrase)
      guard !missing.isEmpty else { continue }
      let rest = missing.count - Self.mostNamed
      sentences.append(
        "\(side) has no \(missing.prefix(Self.mostNamed).joined(separator: ", "))"
          + (rest > 0 ? " and \(rest) more" : "") + ", so that nothing can be said of "
          + (missing.count == 1 ? "it." : "them."))
    }
    return sentences.isEmpty ? nil : sentences.joined(separator: " ")
  }

  /// How the sides were run, in sentences.
  var method: String {
    let joint = HumanUnits.roundPercent(Self.level)
    let each = HumanUnits.roundPercent(judgedLevel)
    let pairing =
      !arePaired
      ? "The seeds differ, so that replications are no pairs: intervals are those of independent "
        + "runs (Welch)."
      : first.version != second.version || first.shuffledTies != second.shuffledTies
        ? "Replications are paired: both ran under the same seed, though not under the same "
          + (first.version != second.version ? "version" : "order of ties")
          + ", so that some pairs may not be in step."
        : "Replications are paired: both ran under the same random numbers."
    return pairing
      + " Differences are B − A; the intervals of judged metrics hold together at \(joint), each at "
      + "\(each)."
  }

  /// One word or two for the results database.
  var verdictWord: String {
    if !regressions.isEmpty { return "regression" }
    if judged.allSatisfy({ $0.verdict == .identical }) { return "identical" }
    return isUndecided ? "undecided" : "no-regression"
  }
}

extension MetricVerdict {
  /// After a number.
  fileprivate func words(_ count: Int) -> String {
    switch self {
    case .identical, .better, .worse, .changed, .undecided, .withinTolerance, .onlyInFirst,
      .onlyInSecond:
      rawValue
    case .notSignificant: "without significant difference"
    }
  }
}

extension MetricComparison {
  /// The tolerance as it is meant: a share of A's mean, or an amount.
  var toleranceText: String {
    guard let tolerance, let figures else { return "" }
    if metric.unit == "1" { return HumanUnits.roundPoints(tolerance) }
    let mean = figures.first.mean.magnitude
    return mean > 0
      ? HumanUnits.roundPercent(tolerance / mean)
      : HumanUnits.figure(tolerance, unit: metric.unit)
  }
}
