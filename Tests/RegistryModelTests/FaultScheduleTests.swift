import ImageCatalogue
import SimulationKernel
import Statistics
import Testing

@testable import RegistryModel

/// When faults and changes happen, and which cannot.
@Suite struct FaultScheduleTests {
  /// When the one change of a scenario happens that is asked for after 10 minutes; nil: never.
  private func change(_ faults: [FaultDescription]) throws -> Span? {
    let scenario = smallScenario {
      $0.run.duration = .minutes(40)
      $0.faults = faults
      $0.changes = [ChangeDescription(at: .minutes(10), kind: .takeOutOfRouting("eastus"))]
    }
    let plan = try WorldPlan(scenario, catalogue: .popularImages)
    let changes = RegistryWorld(plan, replication: 0).faults.occurrences.filter {
      plan.faults[$0.fault].description == nil
    }
    #expect(changes.count <= 1)
    return changes.first.map { $0.begin - .zero }
  }

  private func zone(_ zone: Int, _ at: Int64, _ lasts: Int64?) -> FaultDescription {
    once(.zoneOut(region: "westeurope", zone: zone), at: at, lasts: lasts, name: "\(zone) \(at)")
  }

  private func region(_ name: String, _ at: Int64, _ lasts: Int64?) -> FaultDescription {
    once(.regionOut(region: name), at: at, lasts: lasts, name: "\(name) \(at)")
  }

  @Test func aChangeWaitsForTheHomeRegionHoweverItIsLost() throws {
    #expect(try change([]) == .minutes(10))
    #expect(try change([region("westeurope", 8, 7)]) == .minutes(15))
    // The last of its zones counts, and the first to come back.
    #expect(try change([zone(1, 5, 20), zone(2, 6, 10), zone(3, 9, 30)]) == .minutes(16))
    // Two zones are not all, nor are those of another region.
    #expect(try change([zone(1, 5, 20), zone(2, 6, 10)]) == .minutes(10))
    #expect(try change([zone(1, 5, 3), zone(2, 6, 10), zone(3, 9, 30)]) == .minutes(10))
    #expect(try change([region("eastus", 8, 7)]) == .minutes(10))
    // A zone's fault takes over from the region's, at the same instant too.
    #expect(
      try change([region("westeurope", 8, 7), zone(1, 9, 6), zone(2, 9, 8), zone(3, 9, 20)])
        == .minutes(15))
    #expect(
      try change([region("westeurope", 8, 7), zone(1, 9, 11), zone(2, 9, 8), zone(3, 9, 20)])
        == .minutes(17))
    #expect(
      try change([region("westeurope", 8, 7), region("westeurope", 15, 4)]) == .minutes(19))
    #expect(try change([zone(1, 5, nil), zone(2, 6, nil), zone(3, 9, nil)]) == nil)
  }

  // MARK: Theory

  /// An alternating renewal process is down for MTTR / (MTBF + MTTR) of the time.
  @Test func randomFaultsLastForTheirShareOfTheTime() throws {
    let scenario = smallScenario {
      $0.run.duration = .hours(2_000)
      $0.faults = [
        FaultDescription(
          name: "random", kind: .regionOut(region: "eastus"),
          occurrence: .random(meanTimeBetween: .hours(9), meanTimeToRepair: .hours(1)))
      ]
    }
    let plan = try WorldPlan(scenario, catalogue: .popularImages)
    var shares: [Double] = []
    for replication in UInt32(0)..<40 {
      let schedule = RegistryWorld(plan, replication: replication).faults
      let end = Instant.zero + scenario.run.duration
      let down = schedule.occurrences.reduce(0.0) { $0 + (($1.end ?? end) - $1.begin).seconds }
      shares.append(down / scenario.run.duration.seconds)
    }
    let interval = StudentT.interval(of: shares)!
    #expect(abs(interval.mean - 0.1) < interval.halfWidth!)
    #expect(interval.halfWidth! < 0.01)
    // Another fault does not move the times of this one.
    var more = scenario
    more.faults.insert(
      FaultDescription(
        name: "other", kind: .healthMonitorOut,
        occurrence: .random(meanTimeBetween: .hours(5), meanTimeToRepair: .hours(5))), at: 0)
    let other = RegistryWorld(try WorldPlan(more, catalogue: .popularImages), replication: 0)
      .faults.occurrences.filter { $0.fault == 1 }.map(\.begin)
    #expect(other == RegistryWorld(plan, replication: 0).faults.occurrences.map(\.begin))
  }

  // MARK: What cannot be

  @Test func moreFaultsThanCanBeNumberedAreRefused() {
    let scenario = smallScenario {
      $0.faults = [
        FaultDescription(
          name: "flicker", kind: .healthMonitorOut,
          occurrence: .random(
            meanTimeBetween: .milliseconds(10), meanTimeToRepair: .milliseconds(10)))
      ]
    }
    #expect(scenario.faultRefusal?.sentence.hasPrefix("some 48000 occurrences") == true)
    #expect(throws: PlanError.self) { try WorldPlan(scenario, catalogue: .popularImages) }
  }

  @Test(
    arguments: [
      (.zoneOut(region: "westeurope", zone: 4), "there is no zone 4"),
      (.regionOut(region: "westus"), "is no region of the registry"),
      (.linkImpaired(from: "eastus", to: "eastus", share: 0), "leads to another region"),
      (.upstreamOut(host: "quay.io"), "is no upstream of the scenario"),
    ] as [(FaultDescription.Kind, String)])
  func aFaultOfWhatIsNotThereIsRefused(kind: FaultDescription.Kind, words: String) {
    let scenario = smallScenario { $0.faults = [once(kind, at: 1, lasts: 1)] }
    do {
      _ = try WorldPlan(scenario, catalogue: .popularImages)
      Issue.record("it was taken")
    } catch {
      #expect(error.sentence.contains(words), "\(error)")
    }
  }
}
