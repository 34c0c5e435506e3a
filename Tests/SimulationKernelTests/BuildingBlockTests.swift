import Randomness
import Testing

@testable import SimulationKernel

@Suite("Time")
struct TimeTests {
  @Test("Seconds are rounded to the nearest nanosecond and never overflow")
  func rounding() {
    #expect(Span(seconds: 1.5).nanoseconds == 1_500_000_000)
    #expect(Span(seconds: 0.4e-9) == .zero && Span(seconds: 0.6e-9) == .nanoseconds(1))
    #expect(Span(seconds: -0.6e-9) == .nanoseconds(-1))
    #expect(Span(seconds: 1e300) == .maximum && Span(seconds: -.infinity) == .minimum)
    #expect(Span(seconds: .nan) == .zero)
    #expect(Span.hours(.max) == .maximum && Span.hours(.min) == .minimum)
    #expect(Span.hours(1) * -2 == .seconds(-7_200))
    #expect(Instant.distantFuture + .hours(1) == .distantFuture)
    #expect(Instant.zero - .minimum == .distantFuture)
    #expect((Instant.zero + .minutes(2)) - (.zero + .seconds(30)) == .milliseconds(90_000))
    #expect(Span.microseconds(3).seconds == 3e-6)
  }
}

@Suite("Recorders")
struct RecorderTests {
  @Test("A tally agrees with the sums, and merged tallies with one")
  func tally() {
    var stream = RandomStream(key: 9)
    let values = (0..<1_000).map { _ in 1e6 + stream.uniform() }
    var whole = Tally()
    var parts = [Tally(), Tally(), Tally()]
    for (index, value) in values.enumerated() {
      whole.add(value)
      parts[index % 7 == 0 ? 0 : 1].add(value)
    }
    var merged = Tally()
    for part in parts { merged.merge(part) }
    let mean = values.reduce(0, +) / 1_000
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 999
    for tally in [whole, merged] {
      #expect(tally.count == 1_000)
      #expect(abs(tally.mean - mean) < 1e-8)
      #expect(abs(tally.variance - variance) < 1e-8)
      #expect(tally.minimum == values.min() && tally.maximum == values.max())
    }
    #expect(Tally().variance == 0)
  }

  @Test("The reset of a level starts its average anew and leaves the level alone")
  func level() {
    var level = TimeWeightedLevel()
    level.set(4, at: .zero + .seconds(10))
    level.set(1, at: .zero + .seconds(20))
    #expect(level.mean(at: .zero + .seconds(40)) == 1.5 && level.maximum == 4)
    level.reset(at: .zero + .seconds(40))
    #expect(level.level == 1 && level.maximum == 1)
    level.add(2, at: .zero + .seconds(50))
    #expect(level.level == 3 && level.mean(at: .zero + .seconds(60)) == 2)
    #expect(level.integral(at: .zero + .seconds(60)) == 40)
  }

  @Test("The integral of a count is exact, however large")
  func count() {
    var (count, stays, now) = (TimeWeightedCount(), UInt128(0), Instant.zero)
    var stream = RandomStream(key: 4)
    for _ in 0..<1_000 {
      let (level, span) = (Int(stream.below(1 << 40)), Int64(stream.below(1 << 50)))
      count.set(level, at: now)
      now += .nanoseconds(span)
      stays += UInt128(level) * UInt128(span)
    }
    #expect(count.exactIntegral(at: now) == stays && stays > UInt128(UInt64.max))
    #expect(abs(count.integral(at: now) / (Double(stays) / 1e9) - 1) < 1e-15)
    #expect(abs(count.mean(at: now) / (Double(stays) / Double(now.nanoseconds)) - 1) < 1e-15)
    count.reset(at: now)
    #expect(count.maximum == count.level && count.exactIntegral(at: now) == 0)
  }
}

@Suite("Token bucket")
struct TokenBucketTests {
  @Test("Waiting as long as told is enough, and a nanosecond less is not")
  func waiting() {
    for seed in UInt64(1)...30 {
      var stream = RandomStream(key: seed)
      let capacity = Int64(1 + stream.below(50))
      var bucket = TokenBucket(
        tokensPerPeriod: Int64(1 + stream.below(1_000)),
        period: .nanoseconds(Int64(1 + stream.below(1_000_000_007))), capacity: capacity)
      var now = Instant.zero
      var taken: Int64 = 0
      for _ in 0..<300 {
        now += .nanoseconds(Int64(stream.below(3_000_000)))
        let wanted = Int64(1 + stream.below(UInt64(capacity)))
        switch bucket.take(wanted, at: now) {
        case .granted: taken += wanted
        case .wait(let span):
          #expect(span > .zero, "seed \(seed)")
          #expect(bucket.available(at: now + span - .nanoseconds(1)) < wanted, "seed \(seed)")
          #expect(bucket.available(at: now + span) >= wanted, "seed \(seed)")
        case .never: Issue.record("what fits is never impossible, seed \(seed)")
        }
        // No more than the burst and what arrived since, by exact arithmetic.
        let most =
          Int128(capacity) + Int128(now.nanoseconds) * Int128(bucket.tokensPerPeriod)
          / Int128(bucket.period.nanoseconds)
        #expect(Int128(taken) <= most, "seed \(seed)")
      }
    }
  }

  @Test("A steady taker gets exactly the rate")
  func rate() {
    // 7 tokens in 1 s: a period that no whole number of nanoseconds divides.
    var bucket = TokenBucket(tokensPerPeriod: 7, period: .seconds(1), capacity: 2)
    var now = Instant.zero
    var granted = 0
    while now <= .zero + .seconds(1_000) {
      switch bucket.take(at: now) {
      case .granted: granted += 1
      case .wait(let span): now += span
      case .never: Issue.record("one token fits")
      }
    }
    #expect(granted == 7_000 + 2)
  }

  @Test("What can never be granted is said at once")
  func never() {
    var bucket = TokenBucket(tokensPerPeriod: 10, period: .minutes(1), capacity: 5)
    let tooMany = bucket.take(6, at: .zero)
    #expect(tooMany == .never)
    var dry = TokenBucket(tokensPerPeriod: 0, period: .minutes(1), capacity: 1)
    let grants = [dry.take(at: .zero), dry.take(at: .zero + .hours(9))]
    #expect(grants == [.granted, .never])
  }
}

@Suite("Queues with servers")
struct ServerQueueTests {
  @Test("A queue with a limit refuses, and a changed number of servers takes effect at once")
  func limits() {
    var queue = ServerQueue<Int>(servers: 1, limit: 2)
    let admissions = (0..<4).map { queue.arrive($0, at: .zero) }
    #expect(admissions == [.serve, .wait, .wait, .refuse])
    #expect(queue.busyCount == 1 && queue.waitingCount == 2)
    let started = queue.setServers(2, at: .zero + .seconds(1))
    #expect(started == [1] && queue.busyCount == 2)
    let none = queue.setServers(1, at: .zero + .seconds(2))
    #expect(none.isEmpty && queue.busyCount == 2)
    // The server that was taken away serves nobody after the one it has.
    let first = queue.finish(at: .zero + .seconds(3))
    let second = queue.finish(at: .zero + .seconds(4))
    let third = queue.finish(at: .zero + .seconds(5))
    #expect(first == nil && second == 2 && third == nil)
    #expect(queue.busy.integral(at: .zero + .seconds(5)) == 1 + 2 * 2 + 1 + 1)
    _ = (0..<3).map { queue.arrive($0, at: .zero + .seconds(6)) }
    let removed = queue.removeWaiting(at: .zero + .seconds(6))
    #expect(removed == [1, 2] && queue.waitingCount == 0)
  }
}
