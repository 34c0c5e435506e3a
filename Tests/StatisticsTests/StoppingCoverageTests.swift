import Statistics
import Testing

/// Whether the whole procedure of a run keeps its word where the answer is known: warm-up by MSER-5,
/// replications added until the precision is reached, the interval at the end.
@Suite("Intervals of runs that end by themselves")
struct StoppingCoverageTests {
  /// Stays in M/M/1 that begins empty, one customer after the other, by Lindley's recursion: no
  /// simulation of ours is in it.
  private static func stays(
    _ count: Int, load: Double, _ generator: inout TestGenerator
  ) -> [Double] {
    var wait = 0.0
    return (0..<count).map { _ in
      let service = generator.exponential()
      let stay = wait + service
      wait = max(0, stay - generator.exponential(mean: 1 / load))
      return stay
    }
  }

  @Test("A steady state's mean: true value inside in 90 of 100 seeds, warm-up and number found")
  func steadyState() throws {
    let load = 0.7
    let truth = try Theory.mm1(arrivalRate: load, meanService: 1).meanStay
    let rule = try PrecisionRule(relativeHalfWidth: 0.05, maximum: 500)
    var (covered, counts, warmUps) = (0, Moments(), Moments())
    for seed in 0..<100 {
      var generator = TestGenerator(seed: seed)
      var replications: [[Double]] = []
      func add(_ count: Int) {
        while replications.count < count {
          replications.append(Self.stays(1_500, load: load, &generator))
        }
      }
      add(5)
      // Averaged over the pilot replications, in intervals of three customers.
      let pilot = (0..<500).map { place in
        replications.joined(place * 3..<(place + 1) * 3) / 15
      }
      guard let truncation = WarmUp.mser5(pilot).truncation else { continue }
      warmUps.add(Double(truncation * 3))
      func means() -> [Double] {
        replications.compactMap { Moments($0.dropFirst(truncation * 3)).mean }
      }
      while case .runUntil(let wanted) = rule.decision([means()]) { add(wanted) }
      counts.add(Double(replications.count))
      let interval = try #require(StudentT.interval(of: means()))
      #expect((interval.relativeHalfWidth ?? 1) <= 0.05, "seed \(seed)")
      if interval.contains(truth) { covered += 1 }
    }
    #expect(covered >= 90, "\(covered) of 100, \(counts), \(warmUps)")
    #expect(warmUps.count >= 98, "a run of 1,500 customers is long enough for nearly all")
    // The variance of such means is some 0.1 of the squared mean: about 20 to 60 are needed.
    #expect((10...120).contains(counts.mean ?? 0), "\(counts)")
  }

  @Test("Several metrics at once, the tightest of them a quantile: all inside in 90 of 100 seeds")
  func severalMetrics() throws {
    let load = 0.5
    let mean = try Theory.mm1(arrivalRate: load, meanService: 1).meanStay
    let p95 = try Theory.mm1StayQuantile(0.95, arrivalRate: load, meanService: 1)
    let rule = try PrecisionRule(relativeHalfWidth: 0.06, maximum: 500)
    let each = Bonferroni.level(each: 2, together: 0.95)
    var covered = 0
    for seed in 100..<200 {
      var generator = TestGenerator(seed: seed)
      var metrics: [[Double]] = [[], []]
      var wanted = rule.minimum
      repeat {
        while metrics[0].count < wanted {
          // Beyond the transient, which at this load is over after some fifty customers.
          let stays = Self.stays(1_600, load: load, &generator).dropFirst(100)
          var histogram = LatencyHistogram()
          for stay in stays { histogram.record(nanoseconds: Int64(stay * 1e9)) }
          metrics[0].append(Moments(stays).mean ?? 0)
          metrics[1].append(Double(histogram.quantile(0.95) ?? 0) / 1e9)
        }
        guard case .runUntil(let more) = rule.decision(metrics) else { break }
        wanted = more
      } while true
      let intervals = metrics.compactMap { StudentT.interval(of: $0, level: each) }
      if intervals.count == 2, intervals[0].contains(mean), intervals[1].contains(p95) {
        covered += 1
      }
    }
    #expect(covered >= 90, "\(covered) of 100")
  }

  @Test("A rate's ratio of sums, with numbers of requests that vary tenfold: 90 of 100 seeds")
  func rates() throws {
    var covered = 0
    for seed in 200..<300 {
      var generator = TestGenerator(seed: seed)
      var estimator = RatioEstimator()
      for _ in 0..<20 {
        // The hit ratio is the better the more requests there are: a mean of ratios would be biased.
        let requests = 20 + Int(generator.uniform() * 180)
        let hits = (0..<requests).reduce(0) { hits, place in
          hits + (generator.uniform() < (place < 20 ? 0.2 : 0.9) ? 1 : 0)
        }
        estimator.add(numerator: Double(hits), denominator: Double(requests))
      }
      // 20 of 109.5 requests in the mean are those that hit with 0.2.
      if estimator.interval()?.contains((20 * 0.2 + 89.5 * 0.9) / 109.5) == true { covered += 1 }
    }
    #expect(covered >= 90, "\(covered) of 100")
  }
}

extension [[Double]] {
  /// The sum of what all have in a range.
  fileprivate func joined(_ range: Range<Int>) -> Double {
    reduce(0) { $0 + $1[range].reduce(0, +) }
  }
}
