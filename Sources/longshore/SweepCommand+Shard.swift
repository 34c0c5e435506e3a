import ArgumentParser
import Experiments
import Foundation

/// A sweep's share of one task of an array job.
extension SweepCommand {
  /// Where shards go.
  var folderOfShards: String {
    output ?? ResultsFolder.standard(forScenario: scenario, .sweep).path + "-shards"
  }

  /// The shard that is asked for or that the environment says this is; nil: all points.
  ///
  /// - Throws: A refusal where the environment, or the database beside it, cannot be meant.
  func chosenShard(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws -> SweepShard? {
    if whole { return nil }
    var chosen = shard
    if chosen == nil {
      do {
        guard let found = try EnvironmentShard.read(environment) else { return nil }
        if !quiet { StandardError.write("note: shard \(found.shard), by \(found.reason)\n") }
        chosen = found.shard
      } catch { throw ValidationError("\(error)") }
    }
    if database.database != nil || database.noDatabase {
      throw ValidationError(
        "A shard keeps what it finds in a file of its own; leave out "
          + "--\(database.noDatabase ? "no-database" : "database"), or give --whole.")
    }
    return chosen
  }

  func run(
    _ shard: SweepShard, of sweep: Sweep
  ) throws {
    let session = ExperimentSession(isQuiet: quiet, database: database)
    try session.perform {
      let file = try ShardFile(shard, of: sweep, in: folderOfShards)
      let replicator = replicator(file.database, session)
      let points = sweep.points.filter(shard.has)
      _ = try sweep.run(points, by: replicator, progress: session.progress, finish: file.store)
      session.report(replicator)
      session.storage.tellTrouble()
      if !quiet {
        try StandardOutput.write(
          "Shard \(shard): \(points.count) of \(sweep.points.count) points are in "
            + "\(file.database.path)\n")
      }
    }
  }
}
