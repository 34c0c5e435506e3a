import RegistryModel

extension MetricSelector {
  /// Whether these labels are meant. What is not named stands for all.
  func names(_ labels: Metric.Labels) -> Bool {
    Metric.Labels.columns.allSatisfy { column in
      let value = labels[keyPath: column.path]
      let wanted = self[column.name]
      return wanted == value || (wanted == nil && (value.isEmpty || value == Results.all))
    }
      && self.labels.allSatisfy { label in
        Metric.Labels.columns.contains { $0.name == label.name }
      }
  }

  /// Whether this is the metric that is meant.
  func names(_ metric: Metric) -> Bool { name == metric.name && names(metric.labels) }

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
