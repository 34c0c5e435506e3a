import RegistryModel
import Statistics

/// Something that replications are added for until its interval is narrow.
struct PreciseQuantity {
  /// What sentences call it.
  let name: String
  /// Its interval from the first so many replications, at a level. The half-width that is wanted is
  /// one relative to the interval's mean.
  let interval: (_ replications: Int, _ level: Double) -> ConfidenceInterval?
}

extension PreciseQuantity {
  /// How exact it is: `latency_p95 ± 1.2 %`.
  fileprivate func words(on interval: ConfidenceInterval?, confidence: Double) -> String {
    guard let interval, let width = interval.relativeHalfWidth else { return "\(name) ± unknown" }
    guard let sample = DegenerateSample(interval) else {
      return "\(name) ± \(HumanUnits.percent(width))"
    }
    let missed = HumanUnits.percent(1 - sample.leastShare(level: confidence))
    return
      "\(name) the same in all \(sample.count), which may have missed what happens in fewer than "
      + "\(missed) of replications"
  }

  /// A metric of one scenario.
  init(_ series: MetricSeries) {
    self.init(name: "\(series.metric)") { series.prefix($0).interval(level: $1) }
  }
}

extension PrecisionRule {
  /// What to do next with so many replications.
  func decision(replications: Int, _ quantities: [PreciseQuantity]) -> Decision {
    decision(replications: replications, metrics: quantities.count) {
      quantities[$0].interval($1, $2)
    }
  }
}

extension PrecisionDescription {
  /// Adds replications until all quantities are as exact as this asks for, or there are as many
  /// replications as it allows.
  ///
  /// - Parameters:
  ///   - replicate: Has so many replications made, from the first on, and gives what they found.
  ///   - quantities: What is to be exact, from what was found; always the same, in the same order.
  /// - Returns: What was found last, and a sentence on what was reached.
  func search<Found>(
    _ replicate: (_ replications: Int) throws -> Found,
    _ quantities: (Found) throws -> [PreciseQuantity]
  ) throws -> (found: Found, sentence: String) {
    let rule = try PrecisionRule(self)
    var count = rule.minimum
    while true {
      let found = try replicate(count)
      let quantities = try quantities(found)
      switch rule.decision(replications: count, quantities) {
      case .runUntil(let wanted): count = wanted
      case .stop(let reached):
        return (found, sentence(on: quantities, reached: reached, of: count))
      case .exhausted: return (found, sentence(on: quantities, reached: nil, of: count))
      }
    }
  }

  /// What was reached, with what every quantity came to.
  func sentence(
    on quantities: [PreciseQuantity], reached: Int?, of count: Int
  ) -> String {
    let level = Bonferroni.level(each: quantities.count, together: confidence)
    let widths = quantities.map { $0.words(on: $0.interval(count, level), confidence: confidence) }
    let wanted =
      "± \(HumanUnits.roundPercent(halfWidth)) at \(HumanUnits.roundPercent(confidence)) confidence"
    let found = widths.joined(separator: ", ")
    guard let reached else {
      return
        "The precision \(wanted) is not reached after \(count) replications, the most allowed: "
        + "\(found)."
    }
    let more = count - reached
    return "The precision \(wanted) was reached at \(reached) replications"
      + (more > 0 ? ", and \(more) more \(more == 1 ? "confirms" : "confirm") it" : "")
      + ": \(found)."
  }
}

extension PrecisionRule {
  init(_ description: PrecisionDescription) throws(StatisticsError) {
    try self.init(
      relativeHalfWidth: description.halfWidth, level: description.confidence,
      minimum: description.minimum, maximum: description.maximum,
      lookAhead: description.lookAhead)
  }
}

extension MetricSeries {
  /// What the first so many replications found.
  func prefix(_ count: Int) -> MetricSeries {
    MetricSeries(metric: metric, observations: Array(observations.prefix(count)))
  }
}
