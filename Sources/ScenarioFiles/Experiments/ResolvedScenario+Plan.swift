import RegistryModel

extension ResolvedScenario {
  /// The same scenario with this plan asked of it, whatever its files ask.
  ///
  /// - Throws: What the plan asks that the scenario does not have: keys, faults.
  public func planning(_ plan: PlanDescription) throws(ScenarioErrors) -> ResolvedScenario {
    let experiment = ExperimentDescription(plan: plan)
    var reading = Reading(whole: Place(file: path))
    ExperimentChecks(
      document: ScenarioDocument(scenario: scenario, experiment: experiment), tree: tree
    ).run(&reading)
    guard reading.mistakes.isEmpty else { throw ScenarioErrors(reading.mistakes) }
    return ResolvedScenario(
      scenario: scenario, experiment: experiment, changes: changes, path: path, files: files,
      notes: notes, tree: tree, origins: origins, texts: texts)
  }

  /// The scenario with further changes, with one of its faults alone or with none, and with nothing
  /// asked of it.
  ///
  /// - Parameters:
  ///   - further: Laid over the scenario while it has all its faults.
  ///   - fault: The name of the fault that stays; nil: none does.
  /// - Throws: All mistakes, at the places of the changes.
  public func with(
    _ further: [ScenarioChange], onlyFault fault: String?
  ) throws(ScenarioErrors) -> ResolvedScenario {
    // What is asked may speak of the faults that go.
    let asked = Set(ScenarioFormat.experiment.fields.map(\.note.key))
    let bare = tree.keeping { !asked.contains($0.key) }
    let changed = try ScenarioReader.resolve(bare, path: path, files: files, mistakes: [], further)
    let known = changes + further
    if changed.scenario.faults.allSatisfy({ $0.name == fault }) { return changed.adding(changes) }
    let quiet = changed.tree.keeping { $0.key != "faults" || fault != nil }
      .mapping("faults") { list in
        guard case .sequence(let faults) = list.content else { return list }
        return Tree(
          place: list.place,
          content: .sequence(faults.filter { $0.text(of: "name") == fault }))
      }
    return try ScenarioReader.resolve(quiet, path: path, files: files, mistakes: [], [])
      .adding(known)
  }
}

extension Tree {
  /// A mapping with those of its entries that are wanted.
  fileprivate func keeping(_ isWanted: (Entry) -> Bool) -> Tree {
    Tree(place: place, content: .mapping(entries.filter(isWanted)))
  }

  /// A mapping with another value at a key that it has.
  fileprivate func mapping(_ key: String, _ value: (Tree) -> Tree) -> Tree {
    Tree(
      place: place,
      content: .mapping(
        entries.map {
          $0.key == key ? Entry(key: key, place: $0.place, value: value($0.value)) : $0
        }))
  }
}
