import CacheRules
import ImageCatalogue
import RegistryModel
import SimulationKernel
import Words

/// The checks of what changes upstream and of what is pushed.
extension CrossChecks {
  func content(_ rules: RuleSet, _ reading: inout Reading) {
    let end = Quantity.text(scenario.run.duration.nanoseconds, Quantity.time)
    for (index, event) in (scenario.catalogue.tagChanges?.events ?? []).enumerated()
    where event.at >= scenario.run.duration {
      reading.doubt(
        reading.place("catalogue.tagChanges.events.\(index).at"),
        "it comes after the end of the run; expected less than its duration, \(end)")
    }
    if case .synthetic(let parameters) = scenario.catalogue.source {
      for (index, prefix) in parameters.repositories.enumerated() where !prefix.isEmpty {
        do throws(RuleRefusal) {
          // Any number may follow.
          _ = try RuleSource(prefix + "0")
        } catch {
          reading.doubt(
            reading.place("catalogue.source.synthetic.repositories.\(index)"), error.sentence)
        }
      }
    }
    // Regions and rules that are mistaken themselves would be reported again for each push.
    guard reading.mistakes.isEmpty else { return }
    for mistake in scenario.mistakesInPushes(rules) {
      reading.doubt(reading.place(mistake.place), mistake.sentence)
    }
  }
}
