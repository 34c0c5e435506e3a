import Randomness
import SimulationKernel

/// When each fault of a replication begins and ends.
///
/// Faults come from outside: they are drawn before the run, each from a stream of its own, so that
/// compared alternatives meet the same ones. Messages number occurrences by 16 bits, which a plan sees
/// to (`Scenario.mostOccurrences`).
struct FaultSchedule: Sendable {
  struct Occurrence: Hashable, Sendable {
    /// The index of the fault in the plan.
    var fault: Int
    var begin: Instant
    /// Nil: it lasts beyond the run.
    var end: Instant?
  }

  /// In the order of their beginnings.
  let occurrences: [Occurrence]

  /// - Parameter selection: Which of the scenario's faults occur; changes always do.
  init(_ plan: WorldPlan, keys: KeyRing, occurring selection: FaultSelection = .all) {
    let horizon = Instant.zero + plan.scenario.run.duration
    var all: [Occurrence] = []
    for (index, fault) in plan.faults.enumerated()
    where fault.description == nil || selection.contains(index) {
      switch fault.occurrence {
      case .scheduled(let at, let lasts):
        let begin = Instant.zero + at
        guard begin <= horizon else { continue }
        let end = lasts.flatMap { $0 > horizon - begin ? nil : begin + $0 }
        all.append(Occurrence(fault: index, begin: begin, end: end))
      case .random(let between, let repair):
        let name = fault.description?.name ?? ""
        var stream = keys.key("fault/\(name)", "times").stream
        var now = Instant.zero
        while all.count < Int(UInt16.max) - plan.faults.count {
          let up = Span(seconds: Exponential(mean: between.seconds).sample(from: &stream))
          let down = Span(seconds: Exponential(mean: repair.seconds).sample(from: &stream))
          guard up <= horizon - now else { break }
          let begin = now + up
          guard down <= horizon - begin else {
            all.append(Occurrence(fault: index, begin: begin, end: nil))
            break
          }
          now = begin + down
          all.append(Occurrence(fault: index, begin: begin, end: now))
        }
      }
    }
    all.sort { ($0.begin, $0.fault) < ($1.begin, $1.fault) }
    occurrences = Self.delayingChanges(all, plan)
  }

  /// The first instant at which a fault begins, changes left out; nil where none does.
  func firstFault(in plan: WorldPlan) -> Instant? {
    occurrences.first { plan.faults[$0.fault].description != nil }?.begin
  }

  /// When nothing of the home region is left, by whatever faults; in order, and apart.
  private static func homeOutages(
    _ occurrences: [Occurrence], _ plan: WorldPlan
  ) -> [(begin: Instant, end: Instant?)] {
    var changes: [(at: Instant, begins: Bool, zone: UInt8?)] = []
    for occurrence in occurrences {
      let zone: UInt8?
      switch plan.faults[occurrence.fault].effect {
      case .regionOut(.home): zone = nil
      case .zoneOut(.home, let its): zone = its
      default: continue
      }
      changes.append((occurrence.begin, true, zone))
      if let end = occurrence.end { changes.append((end, false, zone)) }
    }
    // Of what happens at once, beginnings come first: the region is not back in between.
    changes.sort { $0.at != $1.at ? $0.at < $1.at : $0.begins && !$1.begins }
    var home = RegionOutage(zones: plan.zones)
    var outages: [(begin: Instant, end: Instant?)] = []
    for change in changes {
      let wasOut = home.isOut
      home.change(change.zone, change.begins)
      if home.isOut, !wasOut { outages.append((change.at, nil)) }
      if wasOut, !home.isOut { outages[outages.count - 1].end = change.at }
    }
    return outages
  }

  /// While the home region is out, no change is made: what would begin or end then does so when
  /// the region is back.
  private static func delayingChanges(
    _ occurrences: [Occurrence], _ plan: WorldPlan
  ) -> [Occurrence] {
    let outages = homeOutages(occurrences, plan)
    guard !outages.isEmpty else { return occurrences }
    /// Nil: not before the end of the run.
    func possible(_ instant: Instant) -> Instant? {
      var instant = instant
      for outage in outages where outage.begin <= instant {
        guard let end = outage.end else { return nil }
        instant = max(instant, end)
      }
      return instant
    }
    return occurrences.compactMap { occurrence in
      guard plan.faults[occurrence.fault].description == nil else { return occurrence }
      var delayed = occurrence
      if occurrence.begin > .zero {
        guard let begin = possible(occurrence.begin) else { return nil }
        delayed.begin = begin
      }
      delayed.end = occurrence.end.flatMap(possible)
      if let end = delayed.end, end <= delayed.begin { return nil }
      return delayed
    }.sorted { ($0.begin, $0.fault) < ($1.begin, $1.fault) }
  }
}
