/// A figure that runs are judged and compared by: its name, what it is about, its unit.
public struct Metric: Hashable, Codable, Sendable {
  /// What a metric is about. Labels that do not apply are empty; ``Results/all`` stands for all
  /// elements together.
  public struct Labels: Hashable, Codable, Sendable {
    public var workload = ""
    public var region = ""
    /// The other end, where the metric is one of the link from ``region``.
    public var toRegion = ""
    public var upstream = ""
    /// How pulls ended.
    public var outcome = ""
    public var fault = ""

    public init() {}

    init(workload: String = "", region: String = "", toRegion: String = "", upstream: String = "") {
      self.workload = workload
      self.region = region
      self.toRegion = toRegion
      self.upstream = upstream
    }

    /// Their names, as CSV headers and selectors spell them, with where each is kept.
    static let columns: [(name: String, path: any WritableKeyPath<Labels, String> & Sendable)] = [
      ("workload", \.workload), ("region", \.region), ("to_region", \.toRegion),
      ("upstream", \.upstream), ("outcome", \.outcome), ("fault", \.fault),
    ]

    /// Whether the metric is about the run as a whole.
    public var isWhole: Bool {
      Self.columns.allSatisfy { [Results.all, ""].contains(self[keyPath: $0.path]) }
    }

    /// The values in the order of ``columns``, as fields of CSV.
    var fields: [String] { Self.columns.map { self[keyPath: $0.path] } }
  }

  /// Lower-case words with underscores, as in the first column of `summary.csv`.
  public var name: String
  public var labels: Labels
  /// `s`, `bytes`, `pulls`, …; `1` of a share.
  public var unit: String

  public init(_ name: String, _ labels: Labels = Labels(), unit: String) {
    self.name = name
    self.labels = labels
    self.unit = unit
  }

  /// Whether its values are always from 0 to 1. Not all shares are: more may be fetched than is
  /// delivered, and more be stored than a tier includes.
  var isProportion: Bool {
    unit == "1" && !["bytes_saved_share", "storage_share_of_included"].contains(name)
  }

  /// Whether it counts things that happen: pulls, requests, images, and so on.
  var countsEvents: Bool {
    !["s", "bytes", "1", "1/s"].contains(unit) && !isCost
  }

  /// Whether it adds up over the time that is measured, so that it says nothing beside one of another
  /// time.
  var growsWithTime: Bool {
    let levels = ["cache_bytes_held", "pushed_bytes_held", "stored_bytes_mean"]
    return countsEvents || name == "cost" || unit == "bytes" && !levels.contains(name)
  }

  /// Whether it is a bill.
  var isCost: Bool { ["cost", "cost_per_30_days"].contains(name) }

  /// The columns of CSV that tell metrics apart.
  static let header = ["metric"] + Labels.columns.map(\.name)

  /// What stands in the columns of ``header``.
  var fields: [String] { [name] + labels.fields }
}

extension Metric: CustomStringConvertible {
  /// As Prometheus writes it, `latency_p99{workload=pipelines}`; of the whole run, the name alone.
  public var description: String {
    let written = Labels.columns.compactMap { column -> String? in
      let value = labels[keyPath: column.path]
      return value.isEmpty || value == Results.all ? nil : "\(column.name)=\(value)"
    }
    return written.isEmpty ? name : "\(name){\(written.joined(separator: ","))}"
  }
}
