import RegistryModel
import ScenarioFiles

extension ToleranceDescription {
  /// The tolerance in the unit of a metric.
  ///
  /// - Throws: A sentence where the unit is another.
  func width(of metric: Metric) throws(MetricRefusal) -> Tolerance {
    switch width {
    case .relative(let share): return .relative(share)
    case .absolute(let measure):
      if measure.dimension == .number, metric.unit == "1" {
        throw MetricRefusal(
          description: "the tolerance '\(measure)' of '\(metric)' has no unit; "
            + "expected a share such as 0.5%, which is half a point")
      }
      return .absolute(try measure.value(inUnitOf: metric, as: "tolerance").magnitude)
    }
  }
}

extension Metric {
  /// What it is about, without words for the whole: `pipelines`, `docker.io`.
  var subject: String {
    let named = Labels.columns.compactMap { column -> String? in
      let value = labels[keyPath: column.path]
      return value.isEmpty || value == Results.all ? nil : value
    }
    return named.joined(separator: ", ")
  }

  /// As sentences name it: `latency_p99 of pipelines`.
  var phrase: String { subject.isEmpty ? name : "\(name) of \(subject)" }
}
