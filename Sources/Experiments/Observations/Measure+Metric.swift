import ScenarioFiles

extension Measure {
  /// The value in a metric's unit. A plain number is a share, or counts what has no unit of its own in
  /// scenarios, such as pulls or money.
  ///
  /// - Parameter role: What it is to the metric, for the message: `bound`, `tolerance`.
  /// - Throws: A ``MetricRefusal`` where the two cannot be compared.
  func value(inUnitOf metric: Metric, as role: String) throws(MetricRefusal) -> Double {
    switch (dimension, metric.unit) {
    case (.time, "s"), (.data, "bytes"), (.share, "1"), (.rate, "1/s"): return value
    case (.number, let unit) where !["s", "bytes", "1/s"].contains(unit): return value
    default:
      throw MetricRefusal(
        description: "the \(role) '\(self)' of '\(metric)' is of another kind than the metric; "
          + "expected \(metric.exampleOfValue)")
    }
  }
}

extension Metric {
  /// What a value with its unit looks like.
  fileprivate var exampleOfValue: String {
    switch unit {
    case "s": "a time such as 2s or 250ms"
    case "bytes": "an amount of data such as 20GiB"
    case "1": "a share such as 95% or 0.95"
    case "1/s": "a rate such as 5/s or 300/min"
    default: "a plain number of \(unit)"
    }
  }
}
