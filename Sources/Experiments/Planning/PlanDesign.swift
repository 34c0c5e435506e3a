import Foundation
import RegistryModel
public import ScenarioFiles

/// A plan that is read and checked, before anything runs: its candidates, each with the scenarios
/// that its objectives need, and its objectives with the metrics that they are about.
public struct PlanDesign: Sendable {
  /// One combination of the knobs' values.
  struct Candidate: Sendable {
    let point: SweepPoint
    /// What is run of it, in the order of ``PlanDesign/faults``.
    let alternatives: [Alternative]
    /// The least that it can cost, known beforehand; nil where nothing is.
    let floor: Double?
    /// The objectives, those that the floor decides judged.
    let settled: [Judgement]
  }

  /// The scenario with the plan that is asked of it.
  public let resolved: ResolvedScenario
  public let objectives: [PlanObjective]
  /// What is to be as small as possible.
  public let cost: Metric
  /// Under which fault each of a candidate's scenarios stands; nil, always the first: none.
  let faults: [String?]
  let candidates: [Candidate]
  let schedule: LookSchedule

  /// How many candidates there are.
  public var count: Int { candidates.count }

  /// Reads and checks every candidate.
  ///
  /// - Parameters:
  ///   - resolved: A scenario with a plan.
  ///   - workers: The number of threads; nil: one a processor.
  /// - Throws: The mistakes of the first candidate, in the order of the knobs, that has some; a
  ///   ``ScenarioRefusal`` where there is no plan, no candidate, no such metric, or a bound of
  ///   another kind than its metric.
  /// - Complexity: Each candidate is read and compiled once for each of its scenarios.
  public init(_ resolved: ResolvedScenario, workers: Int? = nil) throws {
    guard let plan = resolved.experiment.plan, !plan.objectives.isEmpty else {
      let hasKnobs = !(resolved.experiment.plan?.knobs.groups.isEmpty ?? true)
      throw ScenarioRefusal(
        hasKnobs
          ? "the plan has knobs and no objective; expected one, such as --objective 'latency_p99<=2s'"
          : "there is nothing to plan; expected a section 'plan' with objectives and knobs, or "
            + "--objective and --knob", at: Place(file: resolved.path))
    }
    let points = try plan.points()
    guard !points.isEmpty else {
      throw ScenarioRefusal(
        "no combination of the knobs' values meets the condition; expected at least one",
        at: plan.knobs.condition?.place ?? Place(file: resolved.path))
    }
    var faults: [String?] = [nil]
    for objective in plan.objectives where !faults.contains(objective.fault) {
      faults.append(objective.fault)
    }
    self.faults = faults
    let known = faults
    let read = try TaskBoard.perform(
      points.count, workers: workers ?? ProcessInfo.processInfo.activeProcessorCount
    ) { index, _ in
      try Reading(points[index], of: resolved, plan, under: known)
    }
    self.resolved = resolved
    objectives = read[0].objectives
    cost = read[0].cost
    candidates = read.map(\.candidate)
    schedule = LookSchedule(
      candidates: points.count, objectives: plan.objectives.count, minimum: plan.minimum,
      maximum: max(plan.minimum, plan.maximum), confidence: plan.confidence)
  }

  /// The search before anything ran.
  var search: PlanSearch {
    PlanSearch(
      floors: candidates.map(\.floor), objectives: objectives, schedule: schedule,
      settled: candidates.map(\.settled))
  }
}

/// What reading a candidate gives.
private struct Reading: Sendable {
  let objectives: [PlanObjective]
  let cost: Metric
  let candidate: PlanDesign.Candidate

  init(
    _ point: SweepPoint, of resolved: ResolvedScenario, _ plan: PlanDescription,
    under faults: [String?]
  ) throws {
    let name = "candidate \(point.index + 1)"
    let alternatives = try faults.map { fault in
      try Alternative(
        fault.map { "\(name) under \($0)" } ?? name,
        try resolved.with(point.changes, onlyFault: fault))
    }
    let idle = try alternatives.map { IdleReport(try WorldPlan($0.resolved)) }
    let metrics = idle.map(\.metrics)
    let objectives = try plan.objectives.map { objective in
      do {
        let metrics = metrics[faults.firstIndex(of: objective.fault) ?? 0]
        return try PlanObjective(objective, among: metrics)
      } catch {
        throw ScenarioRefusal("\(error)", at: objective.place(in: resolved.path))
      }
    }
    self.objectives = objectives
    let cost: Metric
    do {
      cost = try metrics[0].series(plan.minimise).metric
    } catch {
      throw ScenarioRefusal("\(error)", at: Place(file: resolved.path))
    }
    guard !resolved.scenario.run.isWarmUpAutomatic || !cost.growsWithTime else {
      throw ScenarioRefusal(
        "'\(cost)' grows with the time that is measured, which is shorter for candidates that take "
          + "longer to warm up; minimise what does not, such as cost_per_30_days, or state "
          + "'run: warmUp'", at: Place(file: resolved.path))
    }
    self.cost = cost
    let floor = idle[0].floor(of: cost)
    candidate = PlanDesign.Candidate(
      point: point, alternatives: alternatives, floor: floor,
      settled: objectives.map { objective in
        guard let floor, objective.fault == nil, objective.metric == cost,
          objective.sense == .atMost, floor > objective.bound
        else { return .open }
        return .missed
      })
  }
}
