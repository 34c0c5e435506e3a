import SimulationKernel

/// What a pool's pulls met during faults: those that were under way at any time of one.
struct PullWatch: Sendable {
  private struct Window {
    var occurrence: Int
    var begin: Instant
    var end: Instant?
  }

  private var windows: [Window] = []
  private(set) var notes: [FaultNote] = []
  /// The places of ``notes`` that have a window.
  private var places: [Int] = []

  var isOpen: Bool { !windows.isEmpty }

  mutating func begin(_ occurrence: Int, at now: Instant) {
    windows.append(Window(occurrence: occurrence, begin: now))
    places.append(notes.count)
    notes.append(FaultNote(occurrence: occurrence))
  }

  /// - Parameter oldest: When the oldest pull under way started: windows that ended before it can
  ///   be forgotten.
  mutating func end(_ occurrence: Int, at now: Instant, oldest: Instant?) {
    for index in windows.indices where windows[index].occurrence == occurrence {
      windows[index].end = now
    }
    let oldest = oldest ?? now
    for index in windows.indices.reversed() {
      if let end = windows[index].end, end < oldest || (end == now && oldest == now) {
        windows.remove(at: index)
        places.remove(at: index)
      }
    }
  }

  /// A pull ends at `now`.
  mutating func ended(startedAt: Instant, isServed: Bool, at now: Instant) {
    for (index, window) in windows.enumerated()
    where window.end.map({ startedAt < $0 }) ?? true {
      let place = places[index]
      if isServed {
        let latency = now - startedAt
        notes[place].figures.worstLatency = max(
          notes[place].figures.worstLatency ?? .zero, latency)
      } else {
        notes[place].figures.pullsFailed += 1
      }
    }
  }
}
