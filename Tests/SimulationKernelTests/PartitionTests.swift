import Randomness
import Testing

@testable import SimulationKernel

/// Regions that work among themselves and send each other messages, all on a coarse clock so that
/// local messages and crossings are often for the same instant.
struct Regions: World {
  struct Message: SimulationMessage {
    var region: UInt32
    var value: UInt32
    var fingerprint: UInt64 { UInt64(region) << 32 | UInt64(value) }
  }

  struct Region {
    var stream: RandomStream
    var log: UInt64 = 1
    var received = 0
  }

  static let lookahead = Span.nanoseconds(40)
  var regions: [Region]

  init(seed: UInt64, count: Int) {
    regions = (0..<count).map {
      Region(stream: RandomStream(key: seed, entity: UInt64($0)))
    }
  }

  mutating func receive(_ message: Message, in context: inout Context<Message>) {
    let index = Int(message.region)
    regions[index].received += 1
    regions[index].log =
      (regions[index].log ^ UInt64(bitPattern: context.now.nanoseconds) &* 31
        ^ UInt64(message.value)) &* 0xD134_2543_DE82_EF95
    // What is sent depends on all that was received so far, in its order.
    let mood = regions[index].log >> 60
    let next = Message(
      region: message.region, value: UInt32(truncatingIfNeeded: regions[index].stream.next()))
    context.send(next, after: .nanoseconds(Int64(10 * (mood % 4) + (mood == 0 ? 10 : 0))))
    if mood < 5 {
      var crossing = next
      crossing.region = UInt32(regions[index].stream.below(UInt64(regions.count)))
      let delay = Self.lookahead + .nanoseconds(Int64(10 * (mood % 3)))
      context.send(crossing, after: delay, crossing: Boundary(sender: message.region))
    }
    if regions[index].received > 20, mood > 11 {
      // Some messages end here, so that the number of pending ones stays bounded.
      context.cancel(context.sendCancellable(next, after: .nanoseconds(5)))
    }
  }

  static func start(_ simulation: inout Simulation<Regions>, region: Int) {
    for value in UInt32(0)..<2 {
      simulation.schedule(
        Message(region: UInt32(region), value: value), at: Instant(nanoseconds: 10))
    }
  }
}

@Suite("Partitions")
struct PartitionTests {
  @Test("Each region's history is the same in one simulation and in one for each region")
  func agreement() {
    for seed in UInt64(1)...20 {
      let count = 2 + Int(seed % 4)
      let end = Int64(400)
      var whole = Simulation(Regions(seed: seed, count: count))
      for region in 0..<count { Regions.start(&whole, region: region) }
      whole.run(until: Instant(nanoseconds: end))

      var parts: [Simulation<Regions>] = []
      for region in 0..<count {
        var part = Simulation(Regions(seed: seed, count: count))
        part.isPartition = true
        Regions.start(&part, region: region)
        parts.append(part)
      }
      var window = Int64(0)
      while window <= end {
        // A window is the lookahead, its end excluded.
        window = min(window + Regions.lookahead.nanoseconds, end + 1)
        // The order in which partitions run and exchange must not matter, so it changes.
        var crossings: [Crossing<Regions.Message>] = []
        for turn in 0..<count {
          let region = (turn * (seed % 2 == 0 ? 1 : count - 1) + Int(window)) % count
          parts[region].run(until: Instant(nanoseconds: window - 1))
          crossings += parts[region].takeCrossings()
        }
        for crossing in crossings.reversed() {
          parts[Int(crossing.message.region)].insert(crossing)
        }
        if window == end + 1 { break }
      }
      #expect(whole.messagesProcessed > 200, "seed \(seed)")
      for region in 0..<count {
        let (one, other) = (whole.world.regions[region], parts[region].world.regions[region])
        #expect(one.received == other.received, "seed \(seed), region \(region)")
        #expect(one.log == other.log, "seed \(seed), region \(region)")
        #expect(one.stream == other.stream, "seed \(seed), region \(region)")
      }
    }
  }

  @Test("Crossings are received by time, sender and number, before all else of their instant")
  func order() {
    var context = Context(Timeline<Numbered>())
    context.send(Numbered(number: 100), after: .seconds(1))
    for (number, sender) in [(1, 3), (2, 1), (3, 3), (4, 2), (5, 1)] as [(UInt32, UInt32)] {
      context.send(
        Numbered(number: number), after: .seconds(1), crossing: Boundary(sender: sender))
    }
    context.send(Numbered(number: 0), after: .milliseconds(999))
    var numbers: [UInt32] = []
    while let delivery = context.timeline.next(notAfter: .distantFuture) {
      numbers.append(delivery.message.number)
    }
    #expect(numbers == [0, 2, 5, 4, 1, 3, 100])
  }
}
