import Words

extension AzureRegion {
  /// The short names nearest to a word that names no region, the nearest first.
  ///
  /// Case, blanks, hyphens and underscores do not count, so that `West Europe` finds `westeurope`.
  /// A name is near as ``NearestWord`` has it, or if the word is the beginning of it.
  ///
  /// - Complexity: O(*n*) in the length of `word`, which is cut at 40 characters.
  public static func suggestions(for word: String, limit: Int = 3) -> [String] {
    let letters = word.lowercased().unicodeScalars
      .filter { !" -_".unicodeScalars.contains($0) }.prefix(40)
    let wanted = String(String.UnicodeScalarView(letters))
    guard !wanted.isEmpty, limit > 0 else { return [] }
    var near: [(distance: Int, name: String)] = []
    for region in all {
      let distance = NearestWord.distance(wanted, region.name)
      let isBeginning = letters.count >= 3 && region.name.hasPrefix(wanted)
      if distance <= NearestWord.tolerance(of: wanted) || isBeginning {
        near.append((distance, region.name))
      }
    }
    return near.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
      .prefix(limit).map(\.name)
  }
}
