import SimulationKernel
import TestSupport
import Testing

@testable import RegistryModel

@Suite struct NodeQueuesTests {
  @Test func pullsOfANodeTakeTurnsInOrder() {
    var queues = NodeQueues(nodes: 2, limit: 1)
    // Another node's turns are its own.
    let goes = [(7, 0), (3, 0), (9, 0), (4, 1)].map { queues.enter(UInt32($0.0), node: $0.1) }
    #expect(goes == [true, false, false, true])
    #expect(queues.running == 2 && queues.waiting == 2)
    let next = (0..<3).map { _ in queues.leave(node: 0) }
    #expect(next == [3, 9, nil])
    let again = queues.enter(3, node: 0)
    #expect(again && queues.isSound)
  }

  @Test(arguments: [1, 2, 5], [UInt64(1), 2, 3])
  func turnsAreThoseOfAPlainQueue(limit: Int, seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var queues = NodeQueues(nodes: 3, limit: limit)
    var running = [[UInt32]](repeating: [], count: 3)
    var waiting = running
    var free = Array(UInt32(0)..<40)
    for step in 0..<2_000 {
      let node = random.below(3)
      if random.below(2) == 0, !free.isEmpty {
        let slot = free.remove(at: random.below(free.count))
        let goes = queues.enter(slot, node: UInt32(node))
        #expect(goes == (running[node].count < limit), "step \(step)")
        if goes { running[node].append(slot) } else { waiting[node].append(slot) }
      } else if !running[node].isEmpty {
        free.append(running[node].remove(at: random.below(running[node].count)))
        let next = queues.leave(node: UInt32(node))
        #expect(next == waiting[node].first, "step \(step)")
        if !waiting[node].isEmpty { running[node].append(waiting[node].removeFirst()) }
      }
      #expect(queues.isSound)
      #expect(queues.running == running.joined().count)
      #expect(queues.waiting == waiting.joined().count)
    }
  }
}
