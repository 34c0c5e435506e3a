/// A border of a partition, named after the partition that sends over it.
@frozen
public struct Boundary: Hashable, BitwiseCopyable, Sendable {
  /// The sending partition.
  public let sender: UInt32

  /// Creates the boundary over which partition `sender` sends.
  @inlinable
  public init(sender: UInt32) { self.sender = sender }
}

/// A message on its way from one partition of the model to another.
@frozen
public struct Crossing<Message: SimulationMessage>: BitwiseCopyable, Sendable {
  /// When the message is received.
  public let time: Instant
  /// The partition that sent it.
  public let sender: UInt32
  /// Grows with every message that the sending partition sends to others.
  public let number: UInt64
  /// What was sent.
  public let message: Message

  @inlinable
  init(time: Instant, sender: UInt32, number: UInt64, message: Message) {
    self.time = time
    self.sender = sender
    self.number = number
    self.message = message
  }

  /// The order of receiving: by time, then by sending partition, then by order of sending in it.
  ///
  /// None of the three depends on which partitions are run together, and in what turns.
  @inlinable
  public static func precedes(_ a: Crossing, _ b: Crossing) -> Bool {
    if a.time != b.time { return a.time < b.time }
    if a.sender != b.sender { return a.sender < b.sender }
    return a.number < b.number
  }
}

/// Pending messages between partitions: a binary heap in the order of receiving.
///
/// Few messages cross, and their order needs more than a time; so they stay out of the agenda.
@frozen
@usableFromInline
struct CrossingLane<Message: SimulationMessage>: Sendable {
  @usableFromInline var heap: [Crossing<Message>] = []

  @inlinable
  init() {}

  /// When the first of them is due; ``Instant/distantFuture`` if there is none.
  @usableFromInline var nextTime = Instant.distantFuture

  @inlinable
  mutating func insert(_ crossing: Crossing<Message>) {
    var place = heap.count
    heap.append(crossing)
    while place > 0 {
      let parent = (place - 1) / 2
      guard Crossing.precedes(crossing, heap[parent]) else { break }
      heap[place] = heap[parent]
      place = parent
    }
    heap[place] = crossing
    nextTime = heap[0].time
  }

  /// Removes and returns the first; the lane must not be empty.
  @inlinable
  mutating func removeFirst() -> Crossing<Message> {
    let first = heap[0]
    let last = heap.removeLast()
    if !heap.isEmpty {
      var place = 0
      while true {
        var child = 2 * place + 1
        guard child < heap.count else { break }
        if child + 1 < heap.count, Crossing.precedes(heap[child + 1], heap[child]) { child += 1 }
        guard Crossing.precedes(heap[child], last) else { break }
        heap[place] = heap[child]
        place = child
      }
      heap[place] = last
    }
    nextTime = heap.first?.time ?? .distantFuture
    return first
  }
}
