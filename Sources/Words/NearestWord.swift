/// The word of a list that a mistyped one was perhaps meant to be.
///
/// All messages of the project that ask "did you mean" ask here, so that one slip is judged alike
/// in a scenario, in a rule and on the command line.
public enum NearestWord {
  /// Longer words are no slips of a known one, and are not compared.
  static let longest = 64

  /// The nearest of some words; of equals the first that begins with what was typed, or the first.
  ///
  /// - Parameters:
  ///   - word: What was typed; case does not count.
  ///   - candidates: The words that are known.
  /// - Returns: Nil where each is further away than ``tolerance(of:)``.
  /// - Complexity: O(*n*·*m*) a candidate, in its length and that of the word.
  public static func to(_ word: String, among candidates: [String]) -> String? {
    guard word.unicodeScalars.count <= longest else { return nil }
    let tolerance = tolerance(of: word)
    var best: (distance: Int, word: String)?
    let typed = word.lowercased()
    func isBeginning(of candidate: String) -> Bool { candidate.lowercased().hasPrefix(typed) }
    for candidate in candidates {
      let distance = distance(word, candidate)
      guard distance <= tolerance else { continue }
      if distance < best?.distance ?? .max
        || distance == best?.distance && isBeginning(of: candidate)
          && !isBeginning(of: best?.word ?? "")
      {
        best = (distance, candidate)
      }
    }
    return best?.word
  }

  /// The end of a sentence that suggests the nearest word, or nothing.
  public static func suggestion(_ word: String, among candidates: [String]) -> String {
    to(word, among: candidates).map { "; did you mean '\($0)'?" } ?? ""
  }

  /// How many slips are forgiven: a third of the word's letters, and at least one.
  public static func tolerance(of word: String) -> Int { max(1, word.unicodeScalars.count / 3) }

  /// How many letters are inserted, left out, replaced or swapped with their neighbour on the way
  /// from one word to the other, whatever their case (optimal string alignment).
  public static func distance(_ one: String, _ other: String) -> Int {
    let left = Array(one.lowercased().unicodeScalars)
    let right = Array(other.lowercased().unicodeScalars)
    if left.isEmpty || right.isEmpty { return max(left.count, right.count) }
    var beforeLast = [Int](repeating: 0, count: right.count + 1)
    var last = Array(0...right.count)
    for i in 1...left.count {
      var row = [i]
      row.reserveCapacity(right.count + 1)
      for j in 1...right.count {
        var cost = min(row[j - 1], last[j]) + 1
        cost = min(cost, last[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1))
        if i > 1, j > 1, left[i - 1] == right[j - 2], left[i - 2] == right[j - 1] {
          cost = min(cost, beforeLast[j - 2] + 1)
        }
        row.append(cost)
      }
      (beforeLast, last) = (last, row)
    }
    return last[right.count]
  }
}
