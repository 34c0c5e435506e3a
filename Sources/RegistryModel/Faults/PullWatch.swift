import SimulationKernel

/// What a pool's pulls met during faults: those that were under way at any time of one.
struct PullWatch: Sendable {
  private struct Window {
    var occurrence: Int
    /// The place of its note.
    var note: Int
    var end: Instant?
  }

  private var windows: [Window] = []
  private(set) var notes: [FaultNote] = []

  var isOpen: Bool { !windows.isEmpty }

  mutating func begin(_ occurrence: Int) {
    windows.append(Window(occurrence: occurrence, note: notes.count))
    notes.append(FaultNote(occurrence: occurrence))
  }

  /// - Parameter oldest: When the oldest pull under way started: windows that ended before it can
  ///   be forgotten.
  mutating func end(_ occurrence: Int, at now: Instant, oldest: Instant?) {
    for index in windows.indices where windows[index].occurrence == occurrence {
      windows[index].end = now
    }
    windows.removeAll { window in
      window.end.map { end in oldest.map { end <= $0 } ?? true } ?? false
    }
  }

  /// A pull ends at `now`.
  mutating func ended(startedAt: Instant, isServed: Bool, at now: Instant) {
    for window in windows where window.end.map({ startedAt < $0 }) ?? true {
      if isServed {
        notes[window.note].figures.worstLatency = max(
          notes[window.note].figures.worstLatency ?? .zero, now - startedAt)
      } else {
        notes[window.note].figures.pullsFailed += 1
      }
    }
  }
}
