import Dispatch
import Experiments
import Foundation

/// Ends a run that the user (SIGINT, from Ctrl-C), the system (SIGTERM) or the end of a terminal
/// (SIGHUP) wants to end.
///
/// Whatever the simulation is doing, the process takes away what it has half written, says so in
/// one line, and exits with 128 plus the signal's number, as shells expect. A second signal of the
/// kind ends it at once.
final class Interruption {
  private let sources: [any DispatchSourceSignal]

  /// Watches for these signals until the object is released.
  ///
  /// - Parameter beforeMessage: What is done before the line is written, such as clearing progress.
  init(beforeMessage: @escaping @Sendable () -> Void) {
    // A queue of its own: those that simulate are busy.
    let queue = DispatchQueue(label: "longshore.interruption")
    sources = [(SIGHUP, "SIGHUP"), (SIGINT, "SIGINT"), (SIGTERM, "SIGTERM")].compactMap {
      number, name in
      // The source sees the signal; the default action must not come first.
      let former = signal(number, SIG_IGN)
      // Whoever starts a program with nohup wants it to outlive the terminal.
      if number == SIGHUP, Self.isIgnoring(former) { return nil }
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
      return source
    }
  }

  private static func isIgnoring(_ handler: sig_t?) -> Bool {
    // Functions cannot be compared, and this one is a number.
    unsafe unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  deinit { for source in sources { source.cancel() } }
}
