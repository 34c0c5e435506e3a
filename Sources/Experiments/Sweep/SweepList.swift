import RegistryModel
import ScenarioFiles

/// The points of a sweep for a person at a terminal, before anything runs.
public struct SweepList {
  /// The table, and how many replications it makes, with the end of the last line.
  public let text: String

  /// - Parameters:
  ///   - points: Some or all of the sweep's.
  ///   - replicator: What would run them.
  ///   - database: How the database that it looks into is called; nil: there is none.
  public init(
    _ sweep: Sweep, _ points: [Sweep.Point], by replicator: Replicator, database: String?
  ) throws {
    var table = TextTable(leftColumns: 1 + sweep.grid.axes.count)
    table.row(["point"] + sweep.grid.axes.map(\.name))
    for point in points {
      table.row([String(point.number)] + point.point.coordinates.map(\.value.text))
    }
    let runs = points.map(\.resolved.scenario.run)
    let settling = points.filter(\.resolved.scenario.run.isWarmUpAutomatic)
    let replications = runs.reduce(0) { $0 + Self.fewest($1) }
    let isOpen = runs.contains { $0.precision != nil }
    var sentence =
      "\(points.count) \(points.count == 1 ? "point makes" : "points make") "
      + (isOpen ? "at least " : "") + "\(replications) replications"
      + (isOpen ? ", until their precision is reached" : "")
    if !settling.isEmpty {
      sentence +=
        ", after \(settling.count * WarmUpSearch.pilots) pilot replications that find warm-ups"
    }
    sentence += "."
    if let database {
      let pilots = try settling.map { try WarmUpSearch.demand(for: $0.resolved) }
      let demands = try points.filter { !$0.resolved.scenario.run.isWarmUpAutomatic }.map {
        Demand(
          try Alternative("point \($0.number)", $0.resolved),
          replications: Self.fewest($0.resolved.scenario.run))
      }
      let known = try replicator.found(of: pilots + demands)
      sentence += " \(known == 0 ? "None" : "\(known)") of them \(known == 1 ? "is" : "are") in "
      sentence += "\(database) already."
      if !pilots.isEmpty { sentence += " What follows a pilot is not counted." }
    }
    text = table.text + "\n" + TerminalText.wrapped(sentence).joined(separator: "\n") + "\n"
  }

  private static func fewest(_ run: RunDescription) -> Int {
    run.precision?.fewest ?? run.replications
  }
}
