import Foundation
import LocalFiles
public import RegistryModel
public import ScenarioFiles

extension ResolvedScenario {
  /// The same scenario with another seed, or with a stated number of replications whatever precision
  /// it wants.
  ///
  /// - Throws: All mistakes, should the values be none that a file may hold.
  public func with(
    seed: UInt64?, replications: Int?
  ) throws(ScenarioErrors) -> ResolvedScenario {
    var changes: [ScenarioChange] = []
    if let seed { changes.append(ScenarioChange(key: "run.seed", value: "\(seed)")) }
    if let replications {
      changes.append(ScenarioChange(key: "run.replications", value: "\(replications)"))
    }
    return changes.isEmpty ? self : try with(changes)
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

  init(_ sentence: String, at place: Place) { self.init("\(place): error: \(sentence)") }
}
