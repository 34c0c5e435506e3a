/// Why replications of the same number are no pairs, so that the sides count as independent runs.
public enum PairingObstacle: Hashable, Sendable {
  /// The seeds differ.
  case seeds
  /// Different versions of the program need not draw the same for the same question.
  case versions(first: String, second: String)
  /// What happens at one instant was received in different orders.
  case ties

  /// Nil where there is none.
  init?(between first: ComparedResults, _ second: ComparedResults) {
    if first.seed != second.seed {
      self = .seeds
    } else if first.version != second.version {
      self = .versions(first: first.version, second: second.version)
    } else if first.shuffledTies != second.shuffledTies {
      self = .ties
    } else {
      return nil
    }
  }

  /// What differs, as the beginning of a sentence.
  var opening: String {
    switch self {
    case .seeds: "The seeds differ"
    case .versions(let first, let second):
      "A is of version \(first) and B of \(second), which may draw differently"
    case .ties: "Ties were shuffled by different seeds, or on one side alone"
    }
  }
}
