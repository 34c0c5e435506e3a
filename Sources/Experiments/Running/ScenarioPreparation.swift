import Foundation
import LocalFiles
public import RegistryModel
public import ScenarioFiles

extension ResolvedScenario {
  /// The same scenario with another seed or another number of replications.
  ///
  /// It is read anew, so that its hash is that of what is run, and what a file may not say
  /// cannot be said here either.
  ///
  /// - Throws: All mistakes, should the values be none that a file may hold.
  public func with(
    seed: UInt64?, replications: Int?
  ) throws(ScenarioErrors) -> ResolvedScenario {
    guard seed != nil || replications != nil else { return self }
    var changed = scenario
    if let seed { changed.run.seed = seed }
    if let replications {
      changed.run.replications = replications
      // A number that is asked for takes the place of a precision.
      changed.run.precision = nil
    }
    return try ScenarioReader.read(
      text: ScenarioReader.canonicalYAML(of: changed, experiment: experiment), path: path)
  }
}

extension WorldPlan {
  /// Loads the catalogue and the logs that a scenario names, beside its file, and compiles all.
  ///
  /// - Throws: ``ScenarioRefusal`` with the file and the part of the scenario that is to blame.
  public convenience init(_ resolved: ResolvedScenario) throws(ScenarioRefusal) {
    let scenario = resolved.scenario
    let folder = URL(filePath: resolved.path).deletingLastPathComponent().path
    do {
      let catalogue = try CatalogueLoading.load(
        scenario.catalogue, seed: scenario.run.seed, folder: folder)
      let loading = try LogLoading(of: scenario, into: catalogue, folder: folder)
      try self.init(
        scenario, catalogue: loading.catalogue, logs: loading.logs,
        tagChanges: loading.tagChanges)
    } catch {
      throw ScenarioRefusal("\(LocalPath.shortened(resolved.path)): error: \(error)")
    }
  }
}

/// A scenario that is well formed and cannot be run, in a sentence.
public struct ScenarioRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  public var description: String

  init(_ description: String) { self.description = description }
}
