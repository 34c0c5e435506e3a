import RegistryModel
import Statistics

extension RunSummaryTable {
  /// How old what was served is, and how regions differed; nothing where no tag changes.
  var freshness: [String] {
    let changing = results.replications.contains { replication in
      replication.report.regions.contains { $0.handler.tagAnswers > 0 }
    }
    guard changing else { return [] }
    var table = TextTable()
    table.row(["region", "out of date", "for (mean)", "p95", "longest"])
    for index in results.regionIndices {
      let share = results.ratio { report in
        (report.regions[index].handler.staleAnswers, report.regions[index].handler.tagAnswers)
      }
      table.row(
        [
          TextTable.name(names?.regions[index].name ?? ""), share.map(HumanUnits.percent) ?? "–",
        ]
          + [LatencyFigures.Figure.mean, .p95, .maximum].map { figure in
            results.latency(figure, of: { $0.staleAge[index] }).map {
              HumanUnits.duration($0.mean)
            } ?? "–"
          })
    }
    return ["Manifests that clients were given, of a version that had been replaced"] + table.lines
      + conflicts
  }

  private var conflicts: [String] {
    guard let count = results.count({ $0.tagConflicts.count }), count.mean > 0 else { return [] }
    let times = [LatencyFigures.Figure.mean, .p95].map { figure in
      results.latency(figure, of: { $0.conflicts }).map { HumanUnits.duration($0.mean) } ?? "–"
    }
    return [
      "  regions held different versions of a tag \(HumanUnits.count(count)) times, for "
        + "\(times[0]) on average, p95 \(times[1])"
    ]
  }
}
