import Randomness
import Testing

@testable import SimulationKernel

/// A link by brute force: rates by bisection, time in `Double`, one step a change.
struct FluidLink {
  var capacity: Double
  var flows: [(tag: UInt64, left: Double, cap: Double)] = []
  var now = 0.0

  var rates: [Double] {
    let wanted = flows.reduce(0) { $0 + $1.cap }
    if wanted <= capacity { return flows.map(\.cap) }
    var (low, high) = (0.0, capacity)
    for _ in 0..<60 {
      let level = (low + high) / 2
      if flows.reduce(0, { $0 + min($1.cap, level) }) > capacity {
        high = level
      } else {
        low = level
      }
    }
    return flows.map { min($0.cap, low) }
  }

  /// Lets time pass and returns the ends on the way.
  mutating func advance(to time: Double) -> [(tag: UInt64, time: Double)] {
    var ends: [(tag: UInt64, time: Double)] = []
    while true {
      let rates = rates
      let spans = zip(flows, rates).map { $1 > 0 ? $0.left / $1 : .infinity }
      let first = spans.min() ?? .infinity
      let step = min(first, time - now)
      for index in flows.indices { flows[index].left -= rates[index] * step }
      now += step
      guard first <= step, let index = spans.firstIndex(of: first) else { return ends }
      ends.append((flows.remove(at: index).tag, now))
    }
  }
}

@Suite("Shared link")
struct SharedLinkTests {
  @Test("Flows with different caps end when a brute-force fluid model says")
  func heterogeneousCaps() {
    for seed in UInt64(1)...8 {
      var stream = RandomStream(key: seed)
      var link = SharedLink(capacity: 1_000_000)
      var fluid = FluidLink(capacity: 1_000_000)
      let caps: [Int64?] = [nil, 50_000, 200_000, 400_000, 3_000_000]
      var names: [UInt64: SharedLink.Flow] = [:]
      var now = Instant.zero
      var (sent, removed): (Int64, Int64) = (0, 0)
      var ends: [UInt64: Double] = [:]
      var expected: [UInt64: Double] = [:]

      func pass(to time: Instant) {
        while let next = link.nextCompletion, next <= time {
          var found = 0
          while let end = link.popCompleted(at: next) {
            ends[end.tag] = next.seconds
            found += 1
          }
          #expect(found > 0, "an announced end came, seed \(seed)")
        }
        for end in fluid.advance(to: time.seconds) { expected[end.tag] = end.time }
        now = time
      }

      for tag in UInt64(0)..<60 {
        pass(to: now + .nanoseconds(Int64(stream.below(400_000_000))))
        switch stream.below(12) {
        case 0:
          let capacity = Int64(200_000 + stream.below(1_500_000))
          link.setCapacity(capacity, at: now)
          fluid.capacity = Double(capacity)
        case 1:
          guard let index = fluid.flows.indices.last, let flow = names[fluid.flows[index].tag]
          else { continue }
          let tag = fluid.flows[index].tag
          // An end that is due this very nanosecond may be seen by one model only.
          guard link.isActive(flow) else { continue }
          fluid.flows.remove(at: index)
          removed += link.remove(flow, at: now) ?? 0
          let again = link.remove(flow, at: now)
          #expect(again == nil && ends[tag] == nil, "seed \(seed)")
        default:
          let bytes = Int64(1_000 + stream.below(300_000))
          let cap = caps[Int(stream.below(5))]
          names[tag] = link.start(bytes: bytes, cap: cap, tag: tag, at: now)
          fluid.flows.append((tag, Double(bytes), cap.map(Double.init) ?? 1e18))
          sent += bytes
        }
      }
      pass(to: now + .seconds(100))
      #expect(link.flowCount == 0 && link.nextCompletion == nil, "seed \(seed)")
      #expect(ends.count == expected.count, "seed \(seed)")
      for (tag, time) in expected {
        #expect(abs((ends[tag] ?? .infinity) - time) < 1e-6, "seed \(seed), flow \(tag)")
      }
      #expect(link.bytesEnded == link.bytesCarried(at: now))
      #expect(removed <= link.bytesEnded && link.bytesEnded <= sent, "seed \(seed)")
    }
  }

  @Test("Flows whose cap changes go on from what they have got")
  func changedCaps() {
    var link = SharedLink(capacity: 1_000_000_000)
    let slow = link.start(bytes: 500_000_000, cap: 125_000_000, tag: 1, at: .zero)
    _ = link.start(bytes: 500_000_000, cap: 250_000_000, tag: 2, at: .zero)
    _ = link.start(bytes: 3_000_000_000, tag: 3, at: .zero)
    let second = Instant.zero + .seconds(1)
    // A cap that nobody has changes nothing.
    link.changeCap(from: 300_000_000, to: 1, at: second)
    // The first two are of one class from now on; 375 and 250 MB are left of them.
    link.changeCap(from: 125_000_000, to: 250_000_000, at: second)
    #expect(link.bytesCarried(by: slow, at: second) == 125_000_000)
    #expect(link.nextCompletion == .zero + .seconds(2))
    let first = link.popCompleted(at: .zero + .seconds(2))
    #expect(first?.tag == 2)
    // Nothing but the link holds the first one back now, of which half is its; then it stands still.
    link.changeCap(from: 250_000_000, to: 900_000_000, at: .zero + .seconds(2))
    #expect(link.nextCompletion == .zero + .milliseconds(2_250))
    link.changeCap(from: 900_000_000, to: 0, at: .zero + .milliseconds(2_100))
    #expect(link.bytesCarried(by: slow, at: .zero + .seconds(60)) == 425_000_000)
    // The last has the link for itself: 1,825 MB are left of it.
    let end = Instant.zero + .milliseconds(3_925)
    #expect(link.nextCompletion == end)
    let last = link.popCompleted(at: end)
    #expect(last?.tag == 3 && link.nextCompletion == nil && link.flowCount == 1)
    link.changeCap(from: 0, to: 150_000_000, at: .zero + .seconds(10))
    let resumed = link.popCompleted(at: .zero + .seconds(11))
    #expect(resumed?.tag == 1 && link.flowCount == 0)
    #expect(link.bytesEnded == 4_000_000_000)
  }

  @Test("Every byte is counted once, and a cut link stands still")
  func conservation() {
    var link = SharedLink(capacity: 1_000_000_000)
    let flow = link.start(bytes: 1_000_000_000, tag: 1, at: .zero)
    _ = link.start(bytes: 500_000_000, tag: 2, at: .zero)
    #expect(link.nextCompletion == .zero + .seconds(1))
    link.setCapacity(0, at: .zero + .milliseconds(500))
    #expect(link.nextCompletion == nil)
    #expect(link.bytesCarried(by: flow, at: .zero + .seconds(60)) == 250_000_000)
    link.setCapacity(2_000_000_000, at: .zero + .seconds(60))
    #expect(link.nextCompletion == .zero + .milliseconds(60_250))
    let first = link.popCompleted(at: .zero + .milliseconds(60_250))
    #expect(first?.tag == 2 && first?.bytes == 500_000_000)
    #expect(link.nextCompletion == .zero + .milliseconds(60_500))
    let carried = link.remove(flow, at: .zero + .milliseconds(60_400))
    #expect(carried == 800_000_000 && link.bytesEnded == 1_300_000_000)
    #expect(!link.isActive(flow))
    let empty = link.start(bytes: 0, tag: 3, at: .zero + .seconds(70))
    #expect(link.nextCompletion == .zero + .seconds(70) && link.isActive(empty))
    let last = link.popCompleted(at: .zero + .seconds(70))
    #expect(last?.tag == 3)
  }
}
