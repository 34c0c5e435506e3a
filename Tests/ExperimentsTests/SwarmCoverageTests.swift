import RegistryModel
import RequestLog
import ScenarioFiles
import Testing

@testable import Experiments

/// That the swarm knows the whole format. Whoever adds a key or a word is told here to have it drawn
/// too, in the `RandomScenario+ASPECT.swift` that it belongs to.
@Suite("What the swarm draws of the format") struct SwarmCoverageTests {
  /// What is not drawn, each with the reason.
  private static let exceptions: [(choice: ScenarioChoice, reason: String)] = [
    (
      ScenarioChoice(key: "catalogue.source", word: "file"),
      "a table holds images as the others do, and its reader has tests and a fuzzer of its own"
    ),
    (
      ScenarioChoice(key: "catalogue.source.file", word: ScenarioChoice.value),
      "it is the path of that table"
    ),
    (
      ScenarioChoice(key: "catalogue.tagChanges.file", word: ScenarioChoice.value),
      "a file of changes means what events in the scenario mean, and its reader has tests of its own"
    ),
    (
      ScenarioChoice(key: "run.warmUp", word: "auto"),
      "a trial is one replication, and the warm-up is found from several"
    ),
    (ScenarioChoice(key: "run.replications", word: "by-precision"), untilPrecise),
    (ScenarioChoice(key: "run.precision", word: ScenarioChoice.value), untilPrecise),
    (ScenarioChoice(key: "run.precision.halfWidth", word: ScenarioChoice.value), untilPrecise),
    (ScenarioChoice(key: "run.precision.of", word: ScenarioChoice.value), untilPrecise),
    (ScenarioChoice(key: "run.precision.confidence", word: ScenarioChoice.value), untilPrecise),
    (ScenarioChoice(key: "run.precision.minimum", word: ScenarioChoice.value), untilPrecise),
    (ScenarioChoice(key: "run.precision.maximum", word: ScenarioChoice.value), untilPrecise),
    (ScenarioChoice(key: "run.precision.lookAhead", word: ScenarioChoice.value), untilPrecise),
  ]

  private static let untilPrecise =
    "a trial is a replication or a few, and does not ask how exact they are"

  /// So many scenarios are drawn before something counts as never drawn.
  private static let scenarios = 1_500

  @Test("Every word, and at every key more than one value, in scenarios that are not refused")
  func everything() throws {
    let excepted = Set(Self.exceptions.map(\.choice))
    var words = Set(ScenarioReader.allChoices).subtracting(excepted)
    // At a key that takes more than words, two values show that it is not left to its default.
    let open = ScenarioReader.allValues
      .filter { $0.word == ScenarioChoice.value && !excepted.contains($0) }.map(\.key)
    var values = Dictionary(uniqueKeysWithValues: open.map { ($0, Set<String>()) })
    for number in 0..<Self.scenarios where !(words.isEmpty && values.isEmpty) {
      let seed = SwarmSeeds.seed(ofScenario: number, from: 2026)
      let scenario = RandomScenario.draw(seed: seed)
      let newWords = words.intersection(ScenarioReader.choices(of: scenario))
      let newValues = ScenarioReader.values(of: scenario).filter {
        values[$0.key]?.contains($0.word) == false
      }
      // Reading takes much longer than drawing.
      guard !(newWords.isEmpty && newValues.isEmpty), try isRead(scenario) else { continue }
      words.subtract(newWords)
      for value in newValues {
        values[value.key]?.insert(value.word)
        if values[value.key]?.count ?? 0 > 1 { values[value.key] = nil }
      }
    }
    let advice = "draw it in Sources/Experiments/Swarm, or name it in `exceptions` with a reason"
    for word in words { Issue.record("\(word.key): \(word.word) is never drawn: \(advice)") }
    for key in values.keys { Issue.record("\(key) has never two values: \(advice)") }
  }

  private func isRead(_ scenario: Scenario) throws -> Bool {
    let folder = try TrialFolder(for: scenario)
    defer { folder.remove() }
    let text = ScenarioReader.canonicalYAML(of: scenario)
    return (try? ScenarioReader.read(text: text, path: folder.path(of: "swarm.yaml"))) != nil
  }

  @Test("An exception is something that the format has and the swarm does not")
  func exceptions() {
    let offered = Set(ScenarioReader.allChoices + ScenarioReader.allValues)
    for (choice, reason) in Self.exceptions {
      #expect(offered.contains(choice), "\(choice)")
      #expect(!reason.isEmpty)
    }
  }

  @Test("A log's name says all that is in it")
  func logs() throws {
    for format in RequestLogFormat.allCases {
      let drawn = try #require(DrawnLog(name: DrawnLog(seed: 77, format: format).name))
      #expect(drawn.seed == 77 && drawn.format == format)
      #expect(RequestLogFormat(ofBytes: drawn.text.utf8) == format)
      #expect(drawn.text == DrawnLog(seed: 77, format: format).text)
      #expect(drawn.text != DrawnLog(seed: 78, format: drawn.format).text)
      #expect(drawn.text.split(separator: "\n").count >= 3)
    }
    #expect(DrawnLog(name: "access.log") == nil && DrawnLog(name: "swarm-.log") == nil)
    #expect(DrawnLog(name: "swarm-+000000000000077.log") == nil)
  }
}
