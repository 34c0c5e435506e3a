import RegistryModel

extension ObjectiveDescription {
  /// Reads an objective as the command line has it: `latency_p99<=2s`, or
  /// `served_share >= 99.9% under zone-loss`.
  ///
  /// - Parameter option: How the option that takes it is called, for messages.
  /// - Throws: What is wrong with the text, at the place `--objective TEXT`.
  public init(parsing text: String, option: String = "--objective") throws(ScenarioErrors) {
    let place = ScenarioChange.place(text, option: option)
    func refusal(_ sentence: String) -> ScenarioErrors {
      ScenarioErrors([Diagnostic(place, .form, sentence)])
    }
    let example = "expected one such as 'latency_p99<=2s' or 'served_share>=99.9% under zone-loss'"
    // Labels of a metric hold any sign in quotes, so the bound is looked for from the end.
    guard
      let sign = text.indices.last(where: {
        text[$0...].hasPrefix("<=") || text[$0...].hasPrefix(">=")
      })
    else { throw refusal("this is no objective: neither '<=' nor '>=' stands in it; \(example)") }
    sense = text[sign] == "<" ? .atMost : .atLeast
    do {
      metric = try MetricSelector(parsing: ScenarioChange.trimmed(text[..<sign]))
    } catch {
      throw refusal("no metric stands before the sign: \(error); \(example)")
    }
    let words = text[sign...].dropFirst(2).split(separator: " ", maxSplits: 2)
    let written = words.first.map(String.init) ?? ""
    guard let bound = Measure(parsing: written) else {
      throw refusal(
        "'\(Tree.shortened(written))' is no bound; expected a number with its unit, such as 2s, "
          + "95% or 20GiB, or without one, such as 0.5 or, of money, 200")
    }
    self.bound = bound
    self.option = place
    switch words.count {
    case 1: fault = nil
    case 3 where words[1] == "under": fault = ScenarioChange.trimmed(words[2])
    default:
      throw refusal(
        "'\(Tree.shortened(words.dropFirst().joined(separator: " ")))' stands after the bound; "
          + "expected nothing or 'under' with the name of a fault")
    }
  }
}
