import Prefetch

/// An LRU cache over objects that are numbered from 0: links in an array, no hashing.
struct DenseLRU {
  private struct Link: BitwiseCopyable {
    var previous: UInt32
    var next: UInt32
  }

  private static var absent: UInt32 { .max }

  private var links: [Link]
  private let sizes: [Int64]
  private let capacity: Int64
  private var used: Int64 = 0
  private(set) var lookups = 0
  private(set) var hits = 0

  init(sizes: [Int64], capacity: Int64) {
    self.sizes = sizes
    self.capacity = capacity
    links = Array(
      repeating: Link(previous: Self.absent, next: Self.absent), count: sizes.count + 1)
    links[sizes.count] = Link(previous: UInt32(sizes.count), next: UInt32(sizes.count))
  }

  /// Brings near what looking up or inserting `object` will touch.
  @inline(__always)
  func prefetch(_ object: UInt32) {
    links.span.prefetch(Int(object))
    sizes.span.prefetch(Int(object))
  }

  mutating func lookUp(_ object: UInt32) -> Bool {
    lookups += 1
    guard links[Int(object)].next != Self.absent else { return false }
    hits += 1
    unlink(object)
    putFirst(object)
    return true
  }

  mutating func insert(_ object: UInt32) {
    if links[Int(object)].next != Self.absent {
      unlink(object)
      putFirst(object)
      return
    }
    let size = sizes[Int(object)]
    guard size <= capacity else { return }
    while used + size > capacity {
      let victim = links[sizes.count].previous
      unlink(victim)
      links[Int(victim)].next = Self.absent
      used -= sizes[Int(victim)]
    }
    putFirst(object)
    used += size
  }

  private mutating func unlink(_ object: UInt32) {
    let link = links[Int(object)]
    links[Int(link.previous)].next = link.next
    links[Int(link.next)].previous = link.previous
  }

  private mutating func putFirst(_ object: UInt32) {
    let first = links[sizes.count].next
    links[Int(object)] = Link(previous: UInt32(sizes.count), next: first)
    links[Int(first)].previous = object
    links[sizes.count].next = object
  }
}
