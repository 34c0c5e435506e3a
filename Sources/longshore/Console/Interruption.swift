import Dispatch
import Experiments
import Foundation

/// Ends a run that the user (SIGINT, from Ctrl-C) or the system (SIGTERM) wants to end.
///
/// Whatever the simulation is doing, the process takes away what it has half written, says so in
/// one line, and exits with 128 plus the signal's number, as shells expect. A second signal of the
/// kind ends it at once.
final class Interruption {
  private let sources: [any DispatchSourceSignal]

  /// Watches for both signals until the object is released.
  ///
  /// - Parameter beforeMessage: What is done before the line is written, such as clearing progress.
  init(beforeMessage: @escaping @Sendable () -> Void) {
    // A queue of its own: those that simulate are busy.
    let queue = DispatchQueue(label: "longshore.interruption")
    sources = [(SIGINT, "SIGINT"), (SIGTERM, "SIGTERM")].map { number, name in
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        _ = signal(number, SIG_DFL)
        ResultsFolder.abandonAll { isWritten in
          beforeMessage()
          StandardError.write(
            "ended by \(name); "
              + (isWritten
                ? "the results were complete and stay\n" : "no results were written or changed\n"))
          _exit(128 + number)
        }
      }
      source.activate()
      // The source sees the signal; the default action must not come first.
      _ = signal(number, SIG_IGN)
      return source
    }
  }

  deinit { for source in sources { source.cancel() } }
}
