import ScenarioFiles
import Statistics
import TestSupport
import Testing

@testable import Experiments

/// The decisions of a plan on candidates whose true values are known, without any simulation.
@Suite("The search of a plan") struct PlanSearchTests {
  /// Candidates that give normal observations.
  struct World {
    struct Truth {
      var cost: Double
      var values: [Double]
    }

    var truths: [Truth]
    var bounds: [(sense: ObjectiveDescription.Sense, bound: Double)]
    var costDeviation = 0.0
    var deviation = 0.1
    var knowsFloors = true
    var minimum = 3
    var maximum = 100

    var objectives: [PlanObjective] {
      bounds.enumerated().map { PlanObjective(Metric("m\($0)", unit: "s"), $1.sense, $1.bound) }
    }

    /// The search at its end, with the most rounds that it may take.
    func search(seed: UInt64 = 1, confidence: Double = 0.95) -> PlanSearch {
      var search = PlanSearch(
        floors: truths.map { knowsFloors ? $0.cost - 4 * costDeviation : nil },
        objectives: objectives,
        schedule: LookSchedule(
          candidates: truths.count, objectives: bounds.count, minimum: minimum, maximum: maximum,
          confidence: confidence))
      var rounds = 0
      while case let demands = search.demands, !demands.isEmpty {
        rounds += 1
        #expect(rounds < 10_000)
        for demand in demands {
          #expect(demand.replications > search.candidates[demand.candidate].replications)
          #expect(demand.replications <= maximum)
          search.observe(
            demand.candidate, findings(demand.candidate, demand.replications, seed: seed),
            replications: demand.replications)
        }
      }
      return search
    }

    /// The first so many observations, the same however often they are asked for.
    private func findings(_ candidate: Int, _ count: Int, seed: UInt64) -> PlanSearch.Findings {
      func series(_ name: String, _ mean: Double, _ deviation: Double, _ stream: UInt64)
        -> MetricSeries
      {
        var generator = SplitMix64(seed: seed &* 1_000_003 &+ UInt64(candidate) &* 101 &+ stream)
        return MetricSeries(
          metric: Metric(name, unit: "s"),
          observations: (0..<count).map { _ in .value(mean + deviation * generator.normal()) })
      }
      let truth = truths[candidate]
      return PlanSearch.Findings(
        objectives: truth.values.enumerated().map {
          series("m\($0)", $1, deviation, UInt64($0) + 1)
        },
        cost: series("cost", truth.cost, costDeviation, 0))
    }

    /// The cheapest candidate that truly meets all, and is the earliest of those that cost as much.
    var bruteForce: Int? {
      let feasible = truths.indices.filter { index in
        zip(objectives, truths[index].values).allSatisfy { objective, value in
          objective.sense == .atMost ? value <= objective.bound : value >= objective.bound
        }
      }
      return feasible.min { (truths[$0].cost, $0) < (truths[$1].cost, $1) }
    }

    var full: Int { truths.count * maximum }
  }

  /// 24 candidates; the dearer, the better in both objectives. Most are far from the bounds, and one
  /// is close.
  private static let ladder = World(
    truths: (0..<24).map {
      World.Truth(
        cost: 100 + 10 * Double($0), values: [3 - 0.11 * Double($0), 0.5 + 0.03 * Double($0)])
    },
    bounds: [(.atMost, 2), (.atLeast, 0.7)])

  @Test("The right answer in 95 of 100 seeds or more, for a small part of the replications")
  func right() {
    for deviation in [0.05, 0.3] {
      var world = Self.ladder
      world.costDeviation = deviation
      world.deviation = 0.08
      var (right, spent) = (0, 0)
      for seed in 1...100 as ClosedRange<UInt64> {
        let search = world.search(seed: seed)
        if PlanConclusion(search).answer == world.bruteForce { right += 1 }
        spent += search.candidates.reduce(0) { $0 + $1.replications }
      }
      #expect(right >= 95, "deviation \(deviation)")
      #expect(Double(spent) < 0.1 * 100 * Double(world.full), "\(spent)")
    }
  }

  @Test("Without knowing any cost beforehand the answer is the same, for more replications")
  func withoutFloors() {
    var world = Self.ladder
    world.costDeviation = 0.5
    let known = world.search()
    world.knowsFloors = false
    let unknown = world.search()
    #expect(PlanConclusion(known).answer == world.bruteForce)
    #expect(PlanConclusion(unknown).answer == world.bruteForce)
    #expect(known.candidates.contains { $0.replications == 0 })
    #expect(unknown.candidates.allSatisfy { $0.replications >= world.minimum })
  }

  @Test("What is surely dearer than answer and runner-up is never run")
  func dearerOnesAreNotRun() {
    let world = World(
      truths: (0..<40).map { World.Truth(cost: Double(10 + $0), values: [1]) },
      bounds: [(.atMost, 9)])
    let search = world.search()
    let conclusion = PlanConclusion(search)
    #expect(conclusion.answer == 0 && conclusion.runnerUp == 1 && conclusion.undecided == [])
    #expect(search.candidates.count { $0.replications > 0 } == PlanSearch.window)
  }

  @Test("All are feasible, none is, and there is but one")
  func extremes() {
    var world = Self.ladder
    world.bounds = [(.atMost, 50), (.atLeast, 0)]
    #expect(PlanConclusion(world.search()).answer == 0)
    world.bounds = [(.atMost, 50), (.atLeast, 9)]
    let none = PlanConclusion(world.search())
    #expect(none.answer == nil && none.isInfeasible && none.frontier.isEmpty == false)
    #expect(none.binding == Array(repeating: 1, count: 24))
    #expect(world.search().candidates.allSatisfy { $0.replications > 0 })
    world = World(truths: [World.Truth(cost: 1, values: [1])], bounds: [(.atMost, 2)])
    let one = PlanConclusion(world.search())
    #expect(one.answer == 0 && one.runnerUp == nil && one.frontier == [0])
  }

  @Test("Equal costs: the earlier candidate is the answer, and whoever follows need not run")
  func ties() {
    let world = World(
      truths: [3, 1.5, 1.4, 1.3, 1.2, 1.1, 1, 1, 1].map { World.Truth(cost: 7, values: [$0]) },
      bounds: [(.atMost, 2)])
    let search = world.search()
    let conclusion = PlanConclusion(search)
    #expect(conclusion.answer == 1 && conclusion.runnerUp == 2)
    #expect(search.candidates[8].replications == 0)
    // Differences below the indifference count as none.
    var close = world
    for index in close.truths.indices { close.truths[index].cost -= 0.0005 * Double(index) }
    #expect(PlanConclusion(close.search()).answer == 1)
    // Above it, the cheaper one is taken.
    for index in close.truths.indices { close.truths[index].cost -= 0.05 * Double(index) }
    #expect(PlanConclusion(close.search()).answer == 8)
  }

  @Test("A bound that is met exactly on average stays open to the last look, and is said to")
  func undecided() {
    let world = World(
      truths: [
        World.Truth(cost: 1, values: [2]), World.Truth(cost: 2, values: [1]),
        World.Truth(cost: 3, values: [1]),
      ], bounds: [(.atMost, 2)])
    let search = world.search(seed: 3)
    let conclusion = PlanConclusion(search)
    #expect(conclusion.answer == 1 && conclusion.undecided == [0])
    #expect(search.candidates[0].replications == 100)
    #expect(search.candidates[1].replications < 50)
  }

  @Test("An event that one replication in twenty sees is not taken for one that never happens")
  func rareEvents() {
    let objective = PlanObjective(Metric("served_share", unit: "1"), .atLeast, 0.97)
    let schedule = LookSchedule(
      candidates: 1, objectives: 1, minimum: 3, maximum: 100, confidence: 0.95)
    var met = 0
    for seed in 1...100 as ClosedRange<UInt64> {
      var generator = SplitMix64(seed: seed)
      let seen = (0..<100).map { _ in generator.uniform() < 0.05 ? 0.0 : 1 }
      var search = PlanSearch(floors: [1], objectives: [objective], schedule: schedule)
      while let demand = search.demands.first {
        func series(_ metric: Metric, _ values: [Double]) -> MetricSeries {
          MetricSeries(
            metric: metric, observations: values.prefix(demand.replications).map { .value($0) })
        }
        search.observe(
          0,
          PlanSearch.Findings(
            objectives: [series(objective.metric, seen)],
            cost: series(Metric("cost", unit: "USD"), Array(repeating: 1, count: 100))),
          replications: demand.replications)
      }
      if search.candidates[0].isFeasible { met += 1 }
    }
    #expect(met <= 5, "\(met) of 100")
  }

  @Test("What is minimised and does not vary is trusted as late as any objective, except a bill")
  func costsThatAgree() {
    let objective = PlanObjective(Metric("latency_p99", unit: "s"), .atMost, 2)
    func search(minimising metric: Metric) -> PlanSearch {
      let schedule = LookSchedule(
        candidates: 2, objectives: 1, minimum: 3, maximum: 100, confidence: 0.95)
      var search = PlanSearch(floors: [nil, nil], objectives: [objective], schedule: schedule)
      while case let demands = search.demands, !demands.isEmpty {
        for demand in demands {
          func series(_ metric: Metric, _ value: (Int) -> Double) -> MetricSeries {
            MetricSeries(
              metric: metric, observations: (0..<demand.replications).map { .value(value($0)) })
          }
          search.observe(
            demand.candidate,
            PlanSearch.Findings(
              objectives: [series(objective.metric) { 1 + 0.01 * Double($0 % 3) }],
              cost: series(metric) { _ in Double(demand.candidate) }),
            replications: demand.replications)
        }
      }
      return search
    }
    let bills = search(minimising: Metric("cost_per_30_days", unit: "USD"))
    #expect(bills.isBeaten(1, by: 0) && bills.candidates[0].replications == 3)
    let failures = search(minimising: Metric("pulls_failed", unit: "pulls"))
    #expect(failures.isBeaten(1, by: 0) && failures.candidates[0].replications >= 59)
  }

  @Test("Costs that chance hides are told to be so")
  func costsThatCannotBeToldApart() throws {
    let world = World(
      truths: [100, 100.4, 140].map { World.Truth(cost: $0, values: [1]) },
      bounds: [(.atMost, 2)], costDeviation: 5, knowsFloors: false, maximum: 24)
    let search = world.search()
    let answer = try #require(PlanConclusion(search).answer)
    #expect(answer < 2 && PlanConclusion(search).ranking.count >= 2)
    #expect(search.cannotBeToldApart(answer, 1 - answer) && !search.areEqual(answer, 1 - answer))
    #expect(search.isBeaten(2, by: answer) && !search.cannotBeToldApart(2, answer))
    // Both were looked at to the last.
    #expect(search.candidates[0].replications == 24 && search.candidates[1].replications == 24)
  }

  @Test("A candidate without a steady state is left out")
  func leftOut() {
    let world = World(
      truths: [1, 2, 3].map { World.Truth(cost: $0, values: [1]) }, bounds: [(.atMost, 2)])
    var search = PlanSearch(
      floors: [1, 2, 3], objectives: world.objectives,
      schedule: LookSchedule(
        candidates: 3, objectives: 1, minimum: 3, maximum: 10, confidence: 0.9))
    search.leaveOut(0)
    #expect(!search.demands.contains { $0.candidate == 0 })
    let conclusion = PlanConclusion(search)
    #expect(conclusion.undecided == [1, 2] && conclusion.binding[0] == nil)
  }

  @Test("Many replications where it is close, few where it is clear")
  func effort() {
    let world = World(
      truths: [3.0, 2.04, 1.0, 1.0].enumerated().map {
        World.Truth(cost: Double($0.offset), values: [$0.element])
      }, bounds: [(.atMost, 2)])
    let search = world.search()
    #expect(PlanConclusion(search).answer == 2)
    #expect(search.candidates[1].replications > 3 * search.candidates[0].replications)
  }

  @Test("Looks double up to the last, and what is stated together is divided among all")
  func looks() {
    let schedule = LookSchedule(
      candidates: 10, objectives: 2, minimum: 3, maximum: 20, confidence: 0.9)
    #expect(schedule.looks == [3, 6, 12, 20])
    #expect(schedule.next(after: 6) == 12 && schedule.next(after: 20) == nil)
    #expect(abs(1 - schedule.objectiveLevel - 0.05 / 80) < 1e-12)
    #expect(abs(1 - schedule.costLevel - 0.05 / 220) < 1e-12)
    #expect(
      LookSchedule(candidates: 1, objectives: 1, minimum: 5, maximum: 5, confidence: 0.9).looks
        == [5])
  }

  @Test("A bound that is reached exactly is kept; slack is of what is allowed")
  func objectives() {
    let share = PlanObjective(Metric("served_share", unit: "1"), .atLeast, 0.999)
    let latency = PlanObjective(Metric("latency_p99", unit: "s"), .atMost, 2)
    func judge(_ mean: Double, _ halfWidth: Double?, count: Int) -> Judgement {
      share.judge(
        share.range(
          ConfidenceInterval(mean: mean, halfWidth: halfWidth, level: 0.9, count: count),
          confidence: 0.95))
    }
    #expect(judge(0.9995, 0.0005, count: 3) == .met)
    #expect(judge(0.999, 0.1, count: 3) == .open && judge(0.9, nil, count: 1) == .open)
    #expect(share.judge(nil) == .open)
    // Replications that all agree are trusted when there are enough, and before where it is clear.
    #expect(judge(0.999, 0, count: 58) == .open && judge(0.999, 0, count: 59) == .met)
    #expect(judge(0, 0, count: 2) == .missed)
    let cost = PlanObjective(Metric("cost", unit: "USD"), .atMost, 2)
    #expect(
      cost.range(.init(mean: 1, halfWidth: 0, level: 0.9, count: 3), confidence: 0.95) == 1...1)
    #expect(
      latency.range(.init(mean: 1, halfWidth: 0, level: 0.9, count: 58), confidence: 0.95) == nil)
    #expect(abs((share.slack(0.9995) ?? 0) - 0.5) < 1e-9)
    #expect(latency.slack(1.5) == 0.25 && latency.slack(3) == -0.5)
    #expect(PlanObjective(Metric("x", unit: "s"), .atMost, 0).slack(1) == nil)
  }
}
