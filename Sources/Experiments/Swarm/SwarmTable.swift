/// What many trials came to, for a person.
public struct SwarmTable: Sendable {
  /// In the order of the scenarios.
  public let trials: [ScenarioTrial]
  /// Wall-clock time.
  public let seconds: Double

  public init(_ trials: [ScenarioTrial], seconds: Double) {
    self.trials = trials
    self.seconds = seconds
  }

  /// The trials in which something did not hold.
  public var broken: [ScenarioTrial] { trials.filter(\.isBroken) }

  /// Scenarios that the program refused to run, by the sentence's beginning without its place.
  private var refused: Int {
    trials.count { if case .refused = $0.ending { true } else { false } }
  }

  /// The table, with the end of the last line.
  public var text: String {
    func count(_ value: Int) -> String { HumanUnits.grouped(Double(value)) }
    let messages = trials.reduce(UInt64(0)) { $0 + $1.messages }
    var lines = [
      "\(count(trials.count)) scenarios · \(count(refused)) refused · "
        + "\(count(broken.count)) broke a rule",
      "\(count(trials.reduce(0) { $0 + $1.pulls })) pulls · "
        + "\(HumanUnits.grouped(Double(messages))) messages, in each of six runs · "
        + HumanUnits.duration(max(1, seconds.rounded(.up))),
      "",
      "How many scenarios had (…: another value than the words)",
    ]
    lines += coverage
    return lines.map { $0 + "\n" }.joined()
  }

  /// A line a key: each word with the number of scenarios that had it, those of none included.
  private var coverage: [String] {
    var counts: [ScenarioTrial.Feature: Int] = [:]
    for trial in trials {
      for feature in trial.features { counts[feature, default: 0] += 1 }
    }
    var keys: [(key: String, words: [String])] = []
    for feature in ScenarioTrial.allFeatures {
      let text = "\(feature.word) \(counts[feature] ?? 0)"
      if keys.last?.key == feature.key {
        keys[keys.count - 1].words.append(text)
      } else if let place = keys.firstIndex(where: { $0.key == feature.key }) {
        keys[place].words.append(text)
      } else {
        keys.append((feature.key, [text]))
      }
    }
    let width = keys.map(\.key.count).max() ?? 0
    return keys.flatMap { key, words in
      let margin = "  " + key + String(repeating: " ", count: width - key.count + 2)
      return Self.wrapped(words, margin: margin)
    }
  }

  /// Words behind a margin, which further lines leave empty.
  private static func wrapped(_ words: [String], margin: String) -> [String] {
    var lines: [String] = []
    var line = margin
    for (place, word) in words.enumerated() {
      let separator = line.count == margin.count ? "" : " · "
      if !separator.isEmpty, line.count + separator.count + word.count > lineWidth {
        lines.append(line)
        line = String(repeating: " ", count: margin.count) + word
      } else {
        line += separator + word
      }
      if place == words.count - 1 { lines.append(line) }
    }
    return lines
  }

  private static let lineWidth = 110
}
