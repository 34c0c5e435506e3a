/// How many layers each machine of a pool is downloading, which decides what each download may use
/// of its bandwidth.
///
/// A download has the machine's bandwidth divided by the layers that the machine downloads when it
/// begins, itself and those of other pulls included, and keeps that share until its end. TCP would
/// share anew whenever one begins or ends: a download that outlasts its neighbours is too slow here,
/// one that gets neighbours later too fast, until layers that begin later have shares of their own.
/// In return, no client need talk to a storage during a download.
struct NodeDownloads: Sendable {
  private struct Node: Sendable {
    /// Attempts at pulls under way, those in back-off or waiting for their turns not included.
    var attempts: UInt32 = 0
    /// Layers asked for, or about to be, that have not been answered.
    var layers: UInt32 = 0
  }

  private var nodes: [Node]

  var nodeCount: Int { nodes.count }

  init(nodes: Int) { self.nodes = Array(repeating: Node(), count: nodes) }

  mutating func attemptBegins(on node: UInt32) { nodes[Int(node)].attempts += 1 }
  mutating func attemptEnds(on node: UInt32) { nodes[Int(node)].attempts -= 1 }

  /// So many layers are asked for.
  mutating func begin(_ layers: Int, on node: UInt32) {
    nodes[Int(node)].layers += UInt32(layers)
  }

  /// A layer was answered, whether it came or not.
  mutating func end(on node: UInt32) { nodes[Int(node)].layers -= 1 }

  /// Whether a machine is busy with one pull only.
  func isAlone(on node: UInt32) -> Bool { nodes[Int(node)].attempts == 1 }

  /// What a download that begins now may use.
  func share(on node: UInt32) -> BandwidthShare { .one(of: Int(nodes[Int(node)].layers)) }

  /// Layers being downloaded by all machines.
  var layers: Int { nodes.reduce(0) { $0 + Int($1.layers) } }
  /// Attempts under way on all machines.
  var attempts: Int { nodes.reduce(0) { $0 + Int($1.attempts) } }
}
