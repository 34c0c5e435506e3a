import SimulationKernel

/// The pulls that wait at their machines because these pull only so many images at once.
///
/// A machine takes its pulls first in, first out. A pull that waits for its next attempt has left
/// its turn to the next one, as the kubelet's does: an image in back-off is not in the puller's
/// queue. Pure: it says who may go, the ``ClientPool`` lets it go. Memory follows the machines and
/// the pulls under way; nothing is allocated on the way of a pull.
struct NodeQueues: Sendable {
  private struct Node: Sendable {
    var running: UInt32 = 0
    var first = UInt32.max
    var last = UInt32.max
  }

  private let limit: UInt32
  private var nodes: [Node]
  /// Indexed by slot: the next one that waits at the same machine.
  private var next: [UInt32] = []

  /// - Parameter limit: Pulls at once, at least 1.
  init(nodes: Int, limit: Int) {
    self.limit = UInt32(clamping: max(1, limit))
    self.nodes = Array(repeating: Node(), count: nodes)
  }

  /// A pull wants to begin. Returns whether it may do so now; otherwise it waits.
  mutating func enter(_ slot: UInt32, node: UInt32) -> Bool {
    let place = Int(node)
    if nodes[place].running < limit {
      nodes[place].running += 1
      return true
    }
    while next.count <= Int(slot) { next.append(.max) }
    next[Int(slot)] = .max
    if nodes[place].first == .max {
      nodes[place].first = slot
    } else {
      next[Int(nodes[place].last)] = slot
    }
    nodes[place].last = slot
    return false
  }

  /// A pull has ended or waits for its next attempt. Returns the one that may begin in its place.
  mutating func leave(node: UInt32) -> UInt32? {
    let place = Int(node)
    let slot = nodes[place].first
    guard slot != .max else {
      nodes[place].running -= 1
      return nil
    }
    nodes[place].first = next[Int(slot)]
    if nodes[place].first == .max { nodes[place].last = .max }
    return slot
  }

  /// Whether no machine pulls more at once than it may, and none lets a pull wait without need.
  var isSound: Bool {
    nodes.allSatisfy { $0.running <= limit && ($0.first == .max || $0.running == limit) }
  }

  /// Pulls that are not waiting.
  var running: Int { nodes.reduce(0) { $0 + Int($1.running) } }

  /// Pulls that wait.
  var waiting: Int {
    nodes.reduce(0) { sum, node in
      var (slot, count) = (node.first, 0)
      while slot != .max { (slot, count) = (next[Int(slot)], count + 1) }
      return sum + count
    }
  }
}
