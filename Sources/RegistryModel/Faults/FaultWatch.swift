public import SimulationKernel

/// What one actor sees of the faults that befall it.
///
/// It costs nothing while no fault has begun. What is noticed goes to those faults that have the
/// symptom (``FaultSymptoms``).
struct FaultWatch: Sendable {
  private(set) var notes: [FaultNote] = []
  /// The places of notes that something is still to be written into.
  private var open: [Int] = []

  /// Whether anything that is noticed would be written down.
  var isOpen: Bool { !open.isEmpty }

  mutating func begin(_ occurrence: Int, _ symptoms: FaultSymptoms) {
    open.append(notes.count)
    notes.append(FaultNote(occurrence: occurrence, symptoms: symptoms))
  }

  /// The fault ends; the first request that is answered afterwards is waited for.
  mutating func end(_ occurrence: Int) {
    for index in open where notes[index].occurrence == occurrence { notes[index].hasEnded = true }
  }

  /// A fault begins or ends.
  mutating func change(_ occurrence: Int, _ symptoms: FaultSymptoms, _ begins: Bool) {
    if begins { begin(occurrence, symptoms) } else { end(occurrence) }
  }

  /// The fault ends, and the actor answers no requests by which its recovery would be seen.
  mutating func close(_ occurrence: Int) {
    open.removeAll { notes[$0].occurrence == occurrence }
  }

  /// Whoever watches the element finds it out, or the first request fails for good.
  mutating func detected(_ symptoms: FaultSymptoms, at now: Instant) {
    note(symptoms) { $0.detectedAt = $0.detectedAt ?? now }
  }

  /// A request came and was not answered, because of the fault.
  mutating func lost(_ symptoms: FaultSymptoms, at now: Instant) {
    note(symptoms) {
      $0.lastMissedAt = now
      $0.requestsLost += 1
    }
  }

  /// A request that had come before is cut.
  mutating func cut(_ symptoms: FaultSymptoms) { note(symptoms) { $0.requestsLost += 1 } }

  /// So many requests that had come before are cut by one fault.
  mutating func cut(_ requests: Int, by occurrence: Int) {
    for index in open where notes[index].occurrence == occurrence {
      notes[index].figures.requestsLost += requests
    }
  }

  /// A request came although the fault is to keep it away.
  mutating func stillAsked(at now: Instant) { note(.diversion) { $0.lastMissedAt = now } }

  /// A request is answered as it would not be during faults with these symptoms: the first after the
  /// end of one ends what that caused.
  mutating func served(_ symptoms: FaultSymptoms, at now: Instant) {
    func isOver(_ note: FaultNote) -> Bool {
      note.hasEnded && !note.symptoms.isDisjoint(with: symptoms)
    }
    guard open.contains(where: { isOver(notes[$0]) }) else { return }
    for index in open where isOver(notes[index]) { notes[index].figures.servedAgainAt = now }
    open.removeAll { isOver(notes[$0]) }
  }

  private mutating func note(
    _ symptoms: FaultSymptoms, _ write: (inout FaultFigures) -> Void
  ) {
    for index in open
    where !notes[index].hasEnded && !notes[index].symptoms.isDisjoint(with: symptoms) {
      write(&notes[index].figures)
    }
  }

  /// A fault elsewhere begins whose requests come here.
  mutating func beginBurden(_ occurrence: Int) {
    begin(occurrence, [])
    notes[notes.count - 1].figures.survivorsThrottled = 0
  }

  /// A request is turned away because there are too many.
  mutating func throttled() {
    for index in open { notes[index].figures.survivorsThrottled? += 1 }
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
  var symptoms: FaultSymptoms = []
  var hasEnded = false
  var figures = FaultFigures()
}

/// What one occurrence of a fault did, put together from what the actors saw.
public struct FaultFigures: Hashable, Codable, Sendable {
  /// When it was first found out: by a probe, or by a request that failed.
  public var detectedAt: Instant?
  /// When the last request came that it left unanswered, or that it was to keep away.
  public var lastMissedAt: Instant?
  /// When the first request was answered after its end.
  public var servedAgainAt: Instant?
  /// Requests that it left unanswered, or whose connections it cut.
  public var requestsLost = 0
  /// Layers that were written and are gone.
  public var writesLost = 0
  /// Pulls that were under way during the fault and failed for good.
  public var pullsFailed = 0
  /// The longest of those that were served, from their start.
  public var worstLatency: Span?
  /// The highest utilisation of what had to do the work instead, averaged over the fault.
  public var survivorsUtilisation: Double?
  /// Requests that the other regions throttled during the fault; nil where it moves none to them.
  public var survivorsThrottled: Int?
  /// When the last image came that had waited for its end.
  public var caughtUpAt: Instant?

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
    survivorsThrottled = pick(survivorsThrottled, other.survivorsThrottled, +)
    caughtUpAt = pick(caughtUpAt, other.caughtUpAt, max)
  }
}
