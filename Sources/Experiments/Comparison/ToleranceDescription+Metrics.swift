import RegistryModel
import ScenarioFiles

extension MetricSelector {
  /// Whether a metric has this name and all labels that are named.
  func fits(_ metric: Metric) -> Bool {
    metric.name == name
      && labels.allSatisfy { label in
        Metric.Labels.columns.contains {
          $0.name == label.name && metric.labels[keyPath: $0.path] == label.value
        }
      }
  }
}

extension ToleranceDescription {
  /// The tolerance in the unit of a metric.
  ///
  /// - Throws: A sentence where the unit is another.
  func width(of metric: Metric) throws(MetricRefusal) -> Tolerance {
    switch width {
    case .relative(let share): return .relative(share)
    case .absolute(let measure):
      guard measure.counts(metric.unit) else {
        throw MetricRefusal(
          description: "the tolerance of '\(metric)': \(measure) is no amount of \(metric.unitNoun)"
        )
      }
      return .absolute(measure.value.magnitude)
    }
  }
}

extension Measure {
  /// Whether it is an amount of what a metric's unit counts. A plain number is one of anything.
  fileprivate func counts(_ unit: String) -> Bool {
    switch dimension {
    case .number: true
    case .share: unit == "1"
    case .time: unit == "s"
    case .data: unit == "bytes"
    case .rate: unit == "1/s"
    case .bandwidth: false
    }
  }
}

extension Metric {
  /// What its unit counts, for sentences.
  fileprivate var unitNoun: String {
    switch unit {
    case "1": "a share"
    case "s": "seconds"
    case "1/s": "a rate"
    default: unit
    }
  }

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
