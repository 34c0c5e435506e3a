import Experiments
import Synchronization

/// Shows on standard error how far a run has come: one line that changes on a terminal, a line
/// every few seconds elsewhere.
final class ProgressLine: Sendable {
  private struct State {
    var meter: ProgressMeter
    var shown: ContinuousClock.Instant?
    var isOnScreen = false
  }

  private let state: Mutex<State>
  private let start = ContinuousClock.now
  private let isTerminal: Bool
  private let write: @Sendable (String) -> Void

  /// - Parameter word: What one of the runs is called whose progress is shown.
  init(
    word: String = "replication", isTerminal: Bool = StandardError.isTerminal,
    write: @escaping @Sendable (String) -> Void = StandardError.write
  ) {
    state = Mutex(State(meter: ProgressMeter(word: word)))
    self.isTerminal = isTerminal
    self.write = write
  }

  /// Takes in a report, and shows it if the last one has been there for a while.
  func update(_ progress: RunProgress) {
    state.withLock { state in
      state.meter.update(progress)
      let meter = state.meter
      show(&state) { meter.line(after: $0) }
    }
  }

  /// Shows a text if the last one has been there for a while.
  func update(_ text: () -> String) {
    state.withLock { state in show(&state) { _ in text() } }
  }

  /// Shows what `text` makes of the seconds since the start.
  private func show(_ state: inout State, _ text: (_ seconds: Double) -> String) {
    let pause: Duration = isTerminal ? .milliseconds(100) : .seconds(5)
    let now = ContinuousClock.now
    // A run of less than a pause shows nothing: its table follows at once.
    guard (state.shown ?? start) + pause <= now else { return }
    state.shown = now
    state.isOnScreen = true
    let line = text((now - start) / .seconds(1))
    // Back to the first column, and what is left of a longer line is erased.
    write(isTerminal ? "\r\(line)\u{1B}[K" : line + "\n")
  }

  /// Removes the line from a terminal.
  func finish() {
    state.withLock { state in
      if isTerminal, state.isOnScreen { write("\r\u{1B}[K") }
      state.isOnScreen = false
    }
  }
}
