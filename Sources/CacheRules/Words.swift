/// A user's text for a message: escaped, and cut where it is long.
func quoted(_ text: String) -> String {
  let scalars = text.unicodeScalars
  let head = String(String.UnicodeScalarView(scalars.prefix(80)))
  return head.debugDescription + (scalars.count > 80 ? "…" : "")
}

func isAlphanumeric(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"):
    true
  default: false
  }
}

/// The word among `candidates` nearest to `word` by edits (insert, delete, replace, swap two
/// neighbours), nil where all are further than a third of the word's length. Ties go to the first.
func nearestWord(to word: String, among candidates: [String]) -> String? {
  let bytes = Array(word.lowercased().utf8.prefix(256))
  var best: (word: String, distance: Int)?
  for candidate in candidates {
    let distance = editDistance(bytes, Array(candidate.lowercased().utf8.prefix(256)))
    if distance <= max(2, bytes.count / 3), distance < best?.distance ?? .max {
      best = (candidate, distance)
    }
  }
  return best?.word
}

private func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
  if left.isEmpty || right.isEmpty { return max(left.count, right.count) }
  var before: [Int] = []
  var previous = Array(0...right.count)
  for i in 1...left.count {
    var row = [i]
    for j in 1...right.count {
      let replaced = previous[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1)
      var value = min(previous[j] + 1, row[j - 1] + 1, replaced)
      if i > 1, j > 1, left[i - 1] == right[j - 2], left[i - 2] == right[j - 1] {
        value = min(value, before[j - 2] + 1)
      }
      row.append(value)
    }
    before = previous
    previous = row
  }
  return previous[right.count]
}
