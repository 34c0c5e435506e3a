import RegistryModel

/// All that a file can say: the model, and what is asked of it.
struct ScenarioDocument: Hashable, Sendable {
  /// What files are read into before anything is known of them.
  var scenario = ScenarioFormat.empty
  var experiment = ExperimentDescription()
}

extension ScenarioFormat {
  /// The whole file, but for `extends`.
  static let document = Section<ScenarioDocument>(
    scenario.fields.map { $0.part(of: \.scenario) }
      + experiment.fields.map { $0.part(of: \.experiment) })
}
