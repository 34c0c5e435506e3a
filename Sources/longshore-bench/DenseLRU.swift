import Prefetch

/// An LRU cache over objects that are numbered from 0: links in an array, no hashing.
struct DenseLRU {
  private var order: RecencyList
  private let sizes: [Int64]
  private let capacity: Int64
  private var used: Int64 = 0
  private(set) var lookups = 0
  private(set) var hits = 0

  init(sizes: [Int64], capacity: Int64) {
    self.sizes = sizes
    self.capacity = capacity
    order = RecencyList(count: sizes.count)
  }

  /// Brings near what looking up or inserting `object` will touch.
  @inline(__always)
  mutating func prefetch(_ object: UInt32) {
    order.prefetch(object)
    sizes.span.prefetch(Int(object))
  }

  mutating func lookUp(_ object: UInt32) -> Bool {
    lookups += 1
    guard order.contains(object) else { return false }
    hits += 1
    order.moveToFront(object)
    return true
  }

  mutating func insert(_ object: UInt32) {
    if order.contains(object) { return order.moveToFront(object) }
    let size = sizes[Int(object)]
    guard size <= capacity else { return }
    while used + size > capacity { used -= sizes[Int(order.removeLast())] }
    order.insertAtFront(object)
    used += size
  }
}

/// Some of the numbers from 0 up to a count in the order of their last use: a ring of links through
/// a sentinel, which is the last link.
private struct RecencyList {
  private struct Link: BitwiseCopyable {
    var previous: UInt32
    var next: UInt32
  }

  private static var absent: UInt32 { .max }

  private var links: [Link]

  init(count: Int) {
    links = Array(repeating: Link(previous: Self.absent, next: Self.absent), count: count + 1)
    links[count] = Link(previous: UInt32(count), next: UInt32(count))
  }

  func contains(_ number: UInt32) -> Bool { links[Int(number)].next != Self.absent }

  @inline(__always)
  func prefetch(_ number: UInt32) { links.span.prefetch(Int(number)) }

  mutating func moveToFront(_ number: UInt32) {
    var links = links.mutableSpan
    Self.unlink(number, in: &links)
    Self.linkAtFront(number, in: &links)
  }

  mutating func insertAtFront(_ number: UInt32) {
    var links = links.mutableSpan
    Self.linkAtFront(number, in: &links)
  }

  mutating func removeLast() -> UInt32 {
    var links = links.mutableSpan
    let last = links[links.count - 1].previous
    Self.unlink(last, in: &links)
    links[Int(last)].next = Self.absent
    return last
  }

  @inline(__always)
  private static func unlink(_ number: UInt32, in links: inout MutableSpan<Link>) {
    let link = links[Int(number)]
    links[Int(link.previous)].next = link.next
    links[Int(link.next)].previous = link.previous
  }

  @inline(__always)
  private static func linkAtFront(_ number: UInt32, in links: inout MutableSpan<Link>) {
    let sentinel = links.count - 1
    let first = links[sentinel].next
    links[Int(number)] = Link(previous: UInt32(sentinel), next: first)
    links[Int(first)].previous = number
    links[sentinel].next = number
  }
}
