import Statistics
import Testing

@Suite("Theory")
struct TheoryTests {
  @Test func singleServers() throws {
    let queue = try Theory.mm1(arrivalRate: 0.8, meanService: 1)
    #expect(close(queue.meanStay, 5) && close(queue.meanWait, 4))
    #expect(close(queue.meanPresent, 4) && close(queue.meanWaiting, 3.2))
    #expect(close(queue.utilisation, 0.8))
    let general = try Theory.mg1(arrivalRate: 0.8, meanService: 1, squaredVariation: 1)
    #expect(close(general.meanWait, 4))
    let constant = try Theory.mg1(arrivalRate: 0.8, meanService: 1, squaredVariation: 0)
    #expect(close(constant.meanWait, 2))
    let shared = try Theory.mg1ProcessorSharing(arrivalRate: 0.8, meanService: 1)
    #expect(close(shared.meanStay, 5))
    let large = try Theory.mg1ProcessorSharingStay(size: 3, arrivalRate: 0.8, meanService: 1)
    #expect(close(large, 15))
    let median = try Theory.mm1StayQuantile(0.5, arrivalRate: 0.8, meanService: 1)
    #expect(close(median, 3.4657359, 1e-7))
  }

  @Test func erlangsFormulas() throws {
    // From the sums a^k/k!, by hand: B(2, 1) = 0.5/2.5, B(3, 2) = (8/6)/(19/3).
    #expect(close(try Theory.erlangB(offeredLoad: 1, servers: 2), 0.2))
    #expect(close(try Theory.erlangB(offeredLoad: 2, servers: 3), 4.0 / 19))
    // Traffic tables: 4.46 erlangs on 10 lines lose 1 %, 84.1 on 100 lose 1 %.
    #expect(close(try Theory.erlangB(offeredLoad: 4.461, servers: 10), 0.01, 2e-5))
    #expect(close(try Theory.erlangB(offeredLoad: 84.06, servers: 100), 0.01, 2e-5))
    #expect(try Theory.erlangB(offeredLoad: 3, servers: 0) == 1)
    #expect(close(try Theory.erlangC(offeredLoad: 1, servers: 2), 1.0 / 3))
    #expect(close(try Theory.erlangC(offeredLoad: 2, servers: 3), 4.0 / 9))
    let queue = try Theory.mmc(arrivalRate: 2, meanService: 1, servers: 3)
    #expect(close(queue.meanWait, 4.0 / 9) && close(queue.meanPresent, 2 + 8.0 / 9))
    let stations = try Theory.tandem(
      arrivalRate: 2, stations: [.init(meanService: 1, servers: 3), .init(meanService: 0.25)])
    #expect(close(stations.reduce(0) { $0 + $1.meanStay }, 13.0 / 9 + 0.5))
  }

  @Test func refusalsNameTheParameter() throws {
    let error = #expect(throws: StatisticsError.self) {
      try Theory.mm1(arrivalRate: 2, meanService: 1)
    }
    #expect(error?.description.contains("load") == true)
    #expect(throws: StatisticsError.self) { try Theory.mm1(arrivalRate: -1, meanService: 1) }
    #expect(throws: StatisticsError.self) { try Theory.mm1(arrivalRate: .nan, meanService: 1) }
    #expect(throws: StatisticsError.self) { try Theory.erlangB(offeredLoad: -1, servers: 1) }
    #expect(throws: StatisticsError.self) { try Theory.erlangC(offeredLoad: 3, servers: 3) }
    #expect(throws: StatisticsError.self) { try Theory.lru(popularity: [], capacity: 1) }
    #expect(throws: StatisticsError.self) { try Theory.lru(popularity: [0, 0], capacity: 1) }
    #expect(throws: StatisticsError.self) {
      try Theory.lru(popularity: [1, 2], sizes: [1], capacity: 1)
    }
    #expect(throws: StatisticsError.self) { try Theory.tandem(arrivalRate: 1, stations: []) }
    #expect(throws: StatisticsError.self) { try Theory.availability(meanUp: 0, meanDown: 1) }
  }

  @Test func cheAgreesWithAnLRUCache() throws {
    let objects = 300
    let weights = (1...objects).map { 1 / Double($0) }
    let total = weights.reduce(0, +)
    var cumulative: [Double] = []
    for weight in weights { cumulative.append((cumulative.last ?? 0) + weight / total) }
    let theory = try Theory.lru(popularity: weights, capacity: 40)

    // An exact LRU cache: an object is present if fewer than 40 others were asked for since, which
    // the list of contents in order of last use says.
    var random = TestGenerator(seed: 17)
    var contents: [Int] = []
    var (hits, counted) = (0, 0)
    var (perObject, asked) = ([Int](repeating: 0, count: 10), [Int](repeating: 0, count: 10))
    for request in 0..<60_000 {
      let u = random.uniform()
      var (low, high) = (0, objects - 1)
      while low < high {
        let middle = (low + high) / 2
        if cumulative[middle] < u { low = middle + 1 } else { high = middle }
      }
      let position = contents.lastIndex(of: low)
      if let position { contents.remove(at: position) }
      contents.append(low)
      if contents.count > 40 { contents.removeFirst() }
      guard request >= 5_000 else { continue }
      counted += 1
      if position != nil { hits += 1 }
      guard low < 10 else { continue }
      asked[low] += 1
      if position != nil { perObject[low] += 1 }
    }
    #expect((Double(hits) / Double(counted) - theory.hitRatio).magnitude < 0.01)
    for object in 0..<10 {
      let ratio = Double(perObject[object]) / Double(asked[object])
      let gap = (ratio - theory.hitProbabilities[object]).magnitude
      #expect(gap < 0.04, "object \(object): \(ratio)")
    }
    // The defining equation: the probabilities of presence add up to the capacity.
    #expect(close(theory.hitProbabilities.reduce(0, +), 40, 1e-9))
  }

  @Test func cheAtItsEdges() throws {
    let all = try Theory.lru(popularity: [3, 1, 0], capacity: 2)
    #expect(all.hitRatio == 1 && all.hitProbabilities == [1, 1, 0])
    let none = try Theory.lru(popularity: [3, 1], capacity: 0)
    #expect(none.hitRatio == 0 && none.characteristicTime == 0)
    let sized = try Theory.lru(popularity: [1, 1, 1], sizes: [1, 2, 3], capacity: 3)
    #expect(close(sized.hitRatio, 0.5) && close(sized.byteHitRatio, 0.5))
    let skewed = try Theory.lru(popularity: [1, 1e-300], capacity: 1.5)
    #expect(skewed.hitRatio.isFinite)
  }

  @Test func exactLRU() throws {
    // King's sum over the orders in which the contents were last used, for small catalogues.
    func king(_ shares: [Double], _ capacity: Int) -> Double {
      func sum(_ order: [Int], _ probability: Double, _ rest: Double) -> Double {
        if order.count == capacity { return probability * order.reduce(0) { $0 + shares[$1] } }
        return shares.indices.filter { !order.contains($0) }.reduce(0) {
          $0 + sum(order + [$1], probability * shares[$1] / rest, rest - shares[$1])
        }
      }
      return sum([], 1, 1)
    }
    for shares in [[0.5, 0.3, 0.15, 0.05], [0.9, 0.05, 0.03, 0.0199, 0.0001], [0.25, 0.75]] {
      for capacity in 1..<shares.count {
        let exact = try Theory.exactLRUHitRatio(popularity: shares, capacity: capacity)
        #expect(close(exact, king(shares, capacity), 1e-12), "\(shares), \(capacity)")
      }
    }
    // One place holds the object asked for last; equal objects are there in equal shares.
    #expect(close(try Theory.exactLRUHitRatio(popularity: [6, 3, 1], capacity: 1), 0.46, 1e-12))
    let equal = [Double](repeating: 1, count: 40)
    for capacity in [1, 10, 20, 36, 39] {
      let share = try Theory.exactLRUHitRatio(popularity: equal, capacity: capacity)
      #expect(close(share, Double(capacity) / 40, 1e-12), "\(capacity)")
    }
    #expect(try Theory.exactLRUHitRatio(popularity: [1, 2, 0], capacity: 2) == 1)
    #expect(try Theory.exactLRUHitRatio(popularity: [1, 2], capacity: 0) == 0)
    let zipf = (1...300).map { 1 / Double($0) }
    let exact = try Theory.exactLRUHitRatio(popularity: zipf, capacity: 40)
    #expect(close(exact, try Theory.lru(popularity: zipf, capacity: 40).hitRatio, 3e-3))
    #expect(throws: StatisticsError.self) {
      try Theory.exactLRUHitRatio(popularity: [], capacity: 1)
    }
    #expect(throws: StatisticsError.self) {
      try Theory.exactLRUHitRatio(popularity: [1, -1], capacity: 1)
    }
    #expect(throws: StatisticsError.self) {
      try Theory.exactLRUHitRatio(popularity: [1], capacity: -1)
    }
  }

  @Test func cachesWithLifetimes() throws {
    #expect(
      try Theory.timeToLiveHitRatio(requestRate: 2, lifetime: 1.5, rule: .fromFetch) == 0.75)
    let renewed = try Theory.timeToLiveHitRatio(
      requestRate: 2, lifetime: 1.5, rule: .renewedByRequest)
    #expect(close(renewed, 0.950212931632))
  }

  @Test func availabilities() throws {
    #expect(close(try Theory.availability(meanUp: 99, meanDown: 1), 0.99))
    let two = try Theory.availability(atLeast: 2, of: 3, each: 0.9)
    #expect(close(two, 0.972))
    #expect(try Theory.availability(atLeast: 0, of: 3, each: 0.9) == 1)
    #expect(try Theory.availability(atLeast: 4, of: 3, each: 0.9) == 0)
    // From the start: λ = μ = 1, ∫(1 + e^(−2t))/2 over 0…1 = 1/2 + (1 − e^(−2))/4.
    let short = try Theory.meanAvailability(meanUp: 1, meanDown: 1, horizon: 1)
    #expect(close(short, 0.5 + (1 - 0.1353352832366127) / 4))
    let long = try Theory.meanAvailability(meanUp: 99, meanDown: 1, horizon: 1e9)
    #expect(close(long, 0.99, 1e-6))
  }
}
