extension AzureRegion {
  /// The short names nearest to a word that names no region, the nearest first.
  ///
  /// Case, blanks, hyphens and underscores do not count, so that `West Europe` finds `westeurope`.
  /// A name is near if it takes at most a third of the word's letters in insertions, deletions and
  /// replacements (Levenshtein distance), or if the word is the beginning of it.
  ///
  /// - Complexity: O(*n*) in the length of `word`, which is cut at 40 characters.
  public static func suggestions(for word: String, limit: Int = 3) -> [String] {
    let wanted = word.lowercased().unicodeScalars
      .filter { !" -_".unicodeScalars.contains($0) }.prefix(40).map { $0 }
    guard !wanted.isEmpty, limit > 0 else { return [] }
    var near: [(distance: Int, name: String)] = []
    for region in all {
      let name = Array(region.name.unicodeScalars)
      let distance = editDistance(wanted, name)
      if distance <= max(1, wanted.count / 3) || (wanted.count >= 3 && name.starts(with: wanted)) {
        near.append((distance, region.name))
      }
    }
    return near.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
      .prefix(limit).map(\.name)
  }

  private static func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var row = Array(0...right.count)
    for (i, letter) in left.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in right.enumerated() {
        let replaced = diagonal + (letter == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j + 1] + 1, row[j] + 1)
      }
    }
    return row[right.count]
  }
}
