public import SimulationKernel

/// What one actor sees of the faults that befall it.
///
/// It costs nothing while no fault has begun.
struct FaultWatch: Sendable {
  private(set) var notes: [FaultNote] = []
  /// The places of notes that something is still to be written into.
  private var open: [Int] = []

  /// Whether ``lost(at:)`` and ``served(at:)`` would write something.
  var isOpen: Bool { !open.isEmpty }

  mutating func begin(_ occurrence: Int) {
    open.append(notes.count)
    notes.append(FaultNote(occurrence: occurrence))
  }

  /// The fault ends; the first request that is answered afterwards is waited for.
  mutating func end(_ occurrence: Int) {
    for index in open where notes[index].occurrence == occurrence { notes[index].hasEnded = true }
  }

  /// A fault begins or ends.
  mutating func change(_ occurrence: Int, _ begins: Bool) {
    if begins { begin(occurrence) } else { end(occurrence) }
  }

  /// The fault ends, and the actor answers no requests by which its recovery would be seen.
  mutating func close(_ occurrence: Int) {
    open.removeAll { notes[$0].occurrence == occurrence }
  }

  /// Whoever watches the element finds it out, or the first request fails for good.
  mutating func detected(at now: Instant) {
    for index in open where !notes[index].hasEnded && notes[index].figures.detectedAt == nil {
      notes[index].figures.detectedAt = now
    }
  }

  /// A request came and was not answered, because of the fault.
  mutating func lost(at now: Instant) {
    for index in open where !notes[index].hasEnded {
      notes[index].figures.lastMissedAt = now
      notes[index].figures.requestsLost += 1
    }
  }

  /// A request came although the fault is to keep it away.
  mutating func stillAsked(at now: Instant) {
    for index in open where !notes[index].hasEnded { notes[index].figures.lastMissedAt = now }
  }

  /// A request is answered: the first after the end of a fault ends what it caused.
  mutating func served(at now: Instant) {
    guard open.contains(where: { notes[$0].hasEnded }) else { return }
    for index in open where notes[index].hasEnded { notes[index].figures.servedAgainAt = now }
    open.removeAll { notes[$0].hasEnded }
  }

  mutating func wrote(off layers: Int, occurrence: Int) {
    for index in open where notes[index].occurrence == occurrence {
      notes[index].figures.writesLost += layers
    }
  }
}

/// What an actor wrote down of one occurrence.
struct FaultNote: Sendable {
  var occurrence: Int
  var hasEnded = false
  var figures = FaultFigures()
}

/// What one occurrence of a fault did, put together from what the actors saw.
public struct FaultFigures: Hashable, Sendable {
  /// When it was first found out: by a probe, or by a request that failed.
  public var detectedAt: Instant?
  /// When the last request came that it left unanswered, or that it was to keep away.
  public var lastMissedAt: Instant?
  /// When the first request was answered after its end.
  public var servedAgainAt: Instant?
  /// Requests that it left unanswered.
  public var requestsLost = 0
  /// Layers that were written and are gone.
  public var writesLost = 0
  /// Pulls that were under way during the fault and failed for good.
  public var pullsFailed = 0
  /// The longest of those that were served, from their start.
  public var worstLatency: Span?
  /// The highest utilisation of what had to do the work instead, averaged over the fault.
  public var survivorsUtilisation: Double?

  public init() {}

  /// Adds what another actor saw.
  mutating func merge(_ other: FaultFigures) {
    func pick<T>(_ a: T?, _ b: T?, _ choose: (T, T) -> T) -> T? {
      guard let a, let b else { return a ?? b }
      return choose(a, b)
    }
    detectedAt = pick(detectedAt, other.detectedAt, min)
    lastMissedAt = pick(lastMissedAt, other.lastMissedAt, max)
    servedAgainAt = pick(servedAgainAt, other.servedAgainAt, min)
    requestsLost += other.requestsLost
    writesLost += other.writesLost
    pullsFailed += other.pullsFailed
    worstLatency = pick(worstLatency, other.worstLatency, max)
    survivorsUtilisation = pick(survivorsUtilisation, other.survivorsUtilisation, max)
  }
}
