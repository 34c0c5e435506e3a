/// Which experiment a folder of results is of: the verb of the command line that makes it.
public enum ResultsKind: String, Sendable, CaseIterable {
  case run
  case compare
  case sweep
  case plan
  case whatif

  /// What the manifest says of itself, so that a folder of results is told from any other.
  var format: String {
    switch self {
    case .run: "longshore-results-1"
    case .compare: "longshore-comparison-1"
    case .sweep: "longshore-sweep-1"
    case .plan: "longshore-plan-1"
    case .whatif: "longshore-whatif-1"
    }
  }

  /// The kind whose manifest says so.
  init?(format: String) {
    guard let kind = Self.allCases.first(where: { $0.format == format }) else { return nil }
    self = kind
  }

  /// Every file that the experiment may write; those of an earlier one are removed.
  var fileNames: Set<String> {
    let names: Set<String> =
      switch self {
      case .run:
        [
          "summary.csv", "replications.csv", "latency.csv", "hit_rate.csv", "timeline.csv",
          "faults.csv", "credentials.csv", "cost.csv", "pulls.csv", "audit.csv", "trace.json",
        ]
      case .compare: ["comparison.csv", "comparison.md"]
      case .sweep: ["sweep.csv", "points.csv"]
      case .plan: ["candidates.csv", "objectives.csv"]
      case .whatif: ["branches.csv", "whatif_timeline.csv", "faults.csv"]
      }
    return names.union([ResultsFolder.manifest])
  }
}
