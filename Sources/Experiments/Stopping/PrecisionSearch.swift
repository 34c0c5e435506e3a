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
      return
        "\(name) ± \(width < 0.001 ? HumanUnits.roundPercent(width) : HumanUnits.percent(width))"
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

extension PrecisionDescription {
  /// How many replications it takes at least: a precision that the first of them reach is confirmed.
  var fewest: Int { min(minimum + lookAhead, maximum) }

  /// What comes after so many replications.
  enum Step {
    /// More of them, so many in all.
    case runUntil(replications: Int)
    /// No more, with a sentence on what was reached.
    case stop(sentence: String)
  }

  /// Whether the quantities are as exact as this asks for, or there are as many replications as it
  /// allows.
  func step(
    _ quantities: [PreciseQuantity], replications: Int
  ) throws(StatisticsError) -> Step {
    let rule = try PrecisionRule(
      relativeHalfWidth: halfWidth, level: confidence, minimum: minimum, maximum: maximum,
      lookAhead: lookAhead)
    let decision = rule.decision(replications: replications, metrics: quantities.count) {
      quantities[$0].interval($1, $2)
    }
    switch decision {
    case .runUntil(let wanted): return .runUntil(replications: wanted)
    case .stop(let reached):
      return .stop(sentence: sentence(on: quantities, reached: reached, of: replications))
    case .exhausted:
      return .stop(sentence: sentence(on: quantities, reached: nil, of: replications))
    }
  }

  /// Adds replications until ``step(_:replications:)`` says that there are enough.
  ///
  /// - Parameters:
  ///   - replicate: Has so many replications made, from the first on, and gives what they found.
  ///   - quantities: What is to be exact, from what was found; always the same, in the same order.
  /// - Returns: What was found last, and a sentence on what was reached.
  func search<Found>(
    _ replicate: (_ replications: Int) throws -> Found,
    _ quantities: (Found) throws -> [PreciseQuantity]
  ) throws -> (found: Found, sentence: String) {
    var count = minimum
    while true {
      let found = try replicate(count)
      switch try step(try quantities(found), replications: count) {
      case .runUntil(let wanted): count = wanted
      case .stop(let sentence): return (found, sentence)
      }
    }
  }

  /// What was reached, with what every quantity came to.
  private func sentence(
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

extension MetricSeries {
  /// What the first so many replications found.
  func prefix(_ count: Int) -> MetricSeries {
    MetricSeries(metric: metric, observations: Array(observations.prefix(count)))
  }
}
