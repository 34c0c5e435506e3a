public import SimulationKernel

/// What one occurrence of a fault did.
public struct FaultReport: Hashable, Codable, Sendable {
  /// The index of the fault in the scenario.
  public var fault: Int
  public var begin: Instant
  /// Nil: it lasted beyond the run.
  public var end: Instant?
  public var figures: FaultFigures

  /// From its beginning until it was found out.
  public var detectedAfter: Span? { figures.detectedAt.map { max(.zero, $0 - begin) } }
  /// From its beginning until the last request came to what it had put out of service.
  public var movedAfter: Span? { figures.lastMissedAt.map { $0 - begin } }
  /// From its end until the first request was answered there again; of stalled replication, until
  /// the last image came that had waited.
  public var recoveredAfter: Span? {
    guard let end, let again = figures.servedAgainAt ?? figures.caughtUpAt else { return nil }
    return max(.zero, again - end)
  }

  /// The reports of parts of one run, put together.
  static func merged(_ reports: [[FaultReport]]) -> [FaultReport] {
    guard var merged = reports.first else { return [] }
    for report in reports.dropFirst() {
      for index in merged.indices { merged[index].figures.merge(report[index].figures) }
    }
    return merged
  }
}

extension RegistryWorld {
  func faultReports(at now: Instant) -> [FaultReport] {
    guard !faults.occurrences.isEmpty else { return [] }
    var figures = Array(repeating: FaultFigures(), count: faults.occurrences.count)
    var notes = pools.flatMap(\.recorder.watch.notes)
    for endpoint in endpoints { notes += endpoint.watches.flatMap(\.notes) }
    for balancer in balancers { notes += balancer.zones.watches.flatMap(\.notes) }
    notes += frontEnds.flatMap(\.watch.notes)
    notes += balancers.flatMap(\.burdens.notes)
    notes += storages.flatMap(\.watch.notes)
    notes += handlers.flatMap(\.condition.watch.notes)
    notes += handlers.flatMap(\.condition.stalls.notes)
    for handler in handlers { notes += handler.credentials.flatMap(\.watch.notes) }
    notes += links.flatMap(\.watch.notes)
    notes += upstreams.flatMap(\.watch.notes)
    for note in notes { figures[note.occurrence].merge(note.figures) }
    return faults.occurrences.enumerated().compactMap { number, occurrence in
      // Changes are no faults.
      guard plan.faults[occurrence.fault].description != nil, occurrence.begin <= now else {
        return nil
      }
      var its = figures[number]
      let survivors =
        frontEnds.compactMap { $0.utilisation(during: number, at: now) }
        + storages.compactMap { $0.utilisation(during: number, at: now) }
      its.survivorsUtilisation = survivors.max()
      return FaultReport(
        fault: occurrence.fault, begin: occurrence.begin,
        end: occurrence.end.flatMap { $0 <= now ? $0 : nil }, figures: its)
    }
  }
}
