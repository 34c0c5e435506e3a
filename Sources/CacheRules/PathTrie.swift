/// Finds the rule for a path by the path's own parts.
///
/// A trie whose edges are up to eight bytes wide: a part with the slash behind it is cut into words
/// of eight bytes, and a part ends its last word early. An edge is one slot of an open-addressing
/// table under (parent, word), so a step is one integer comparison, exact without looking at text
/// again, and no byte is zero, so short words cannot be confused. A lookup costs one probe per
/// eight bytes of the path at most, however many rules there are, and allocates nothing.
struct PathTrie: Sendable {
  struct Slot: Sendable {
    var word: UInt64 = 0
    var parent: UInt32 = 0
    /// 0 marks a free slot: nothing leads to the root.
    var child: UInt32 = 0
  }

  /// The rules that end at a node, -1 for none.
  struct Node: Sendable {
    var exact: Int32 = -1
    var wildcard: Int32 = -1
  }

  private(set) var slots = [Slot](repeating: Slot(), count: 16)
  private(set) var nodes = [Node()]

  private static let slash = UInt8(ascii: "/")

  @inline(__always)
  private static func home(_ parent: UInt32, _ word: UInt64, _ mask: Int) -> Int {
    let mixed = (word ^ (UInt64(parent) &* 0x9E37_79B9_7F4A_7C15)) &* 0xD6E8_FEB8_6659_FD93
    return Int(truncatingIfNeeded: mixed >> 32) & mask
  }

  @inline(__always)
  private func child(of parent: UInt32, _ word: UInt64) -> UInt32 {
    let mask = slots.count - 1
    var place = Self.home(parent, word, mask)
    while true {
      let slot = slots[place]
      if slot.child == 0 || (slot.word == word && slot.parent == parent) { return slot.child }
      place = (place + 1) & mask
    }
  }

  private mutating func place(_ slot: Slot) {
    let mask = slots.count - 1
    var place = Self.home(slot.parent, slot.word, mask)
    while slots[place].child != 0 { place = (place + 1) & mask }
    slots[place] = slot
  }

  private mutating func grow() {
    let old = slots
    slots = [Slot](repeating: Slot(), count: old.count * 2)
    for slot in old where slot.child != 0 { place(slot) }
  }

  /// Enters a pattern for rule number `rule`; the pattern must not be there yet.
  mutating func insert(_ pattern: RepositoryPattern, rule: Int32) {
    var node: UInt32 = 0
    if let prefix = pattern.prefix {
      var word: UInt64 = 0
      var filled = 0
      for byte in (prefix.text + "/").utf8 {
        word = word << 8 | UInt64(byte)
        filled += 1
        guard byte == Self.slash || filled == 8 else { continue }
        var next = child(of: node, word)
        if next == 0 {
          // Half full at most: at two thirds the longer probes cost a sixth more at 1,000 rules.
          if nodes.count * 2 > slots.count { grow() }
          next = UInt32(nodes.count)
          nodes.append(Node())
          place(Slot(word: word, parent: node, child: next))
        }
        node = next
        word = 0
        filled = 0
      }
    }
    if pattern.isWildcard {
      nodes[Int(node)].wildcard = rule
    } else {
      nodes[Int(node)].exact = rule
    }
  }

  /// The winner for a path: its static rule, else its deepest wildcard.
  func lookup(_ path: String) -> RuleLookup? {
    let bytes = path.utf8.span
    let count = bytes.count
    var node: UInt32 = 0
    var best = nodes[0].wildcard
    var wildcards: Int32 = best >= 0 ? 1 : 0
    var word: UInt64 = 0
    var filled = 0
    var index = 0
    while index <= count {
      let byte = index < count ? bytes[index] : Self.slash
      index += 1
      word = word << 8 | UInt64(byte)
      filled += 1
      guard byte == Self.slash || filled == 8 else { continue }
      node = child(of: node, word)
      if node == 0 { break }
      word = 0
      filled = 0
      guard byte == Self.slash else { continue }
      let found = nodes[Int(node)]
      if index > count {
        if found.exact >= 0 {
          return RuleLookup(rule: found.exact, isStatic: true, wildcards: wildcards)
        }
      } else if found.wildcard >= 0 {
        best = found.wildcard
        wildcards += 1
      }
    }
    return best >= 0 ? RuleLookup(rule: best, isStatic: false, wildcards: wildcards) : nil
  }
}

/// The bare result of a lookup: trivial, for hot paths.
@frozen
public struct RuleLookup: Hashable, Sendable, BitwiseCopyable {
  /// The index of the rule in ``RuleSet/rules``.
  public let rule: Int32
  /// Whether it is a static rule.
  public let isStatic: Bool
  /// How many wildcard rules match the repository too or, for a wildcard, in all.
  public let wildcards: Int32
}
