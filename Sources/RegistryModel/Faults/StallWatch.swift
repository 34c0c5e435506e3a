import SimulationKernel

/// What a region sees of stalled replication: when the images came that had waited for its end.
///
/// That it stalls nobody finds out, and no request is lost by it.
struct StallWatch: Sendable {
  private struct Stall: Sendable {
    var occurrence: Int
    /// The region that offers nothing; nil: all of them.
    var source: RegionID?
    var begin: Instant
    var end: Instant?
  }

  private var stalls: [Stall] = []
  private(set) var notes: [FaultNote] = []

  mutating func change(
    _ occurrence: Int, of source: RegionID?, _ begins: Bool, at now: Instant
  ) {
    if begins {
      stalls.append(Stall(occurrence: occurrence, source: source, begin: now))
      notes.append(FaultNote(occurrence: occurrence))
    } else {
      for index in stalls.indices where stalls[index].occurrence == occurrence {
        stalls[index].end = now
      }
    }
  }

  /// An image came from a region that has had it since then.
  mutating func came(since: Instant, from source: RegionID, at now: Instant) {
    for (index, stall) in stalls.enumerated() where stall.source ?? source == source {
      guard let end = stall.end, stall.begin <= since, since < end else { continue }
      notes[index].figures.caughtUpAt = now
    }
  }
}
