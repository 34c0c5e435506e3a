import Dispatch
import Foundation
import Synchronization

/// Pieces of work that are decided by their numbers alone, on several threads.
enum OrderedWork {
  private struct State<Result: Sendable>: Sendable {
    var next = 0
    var done = 0
    var results: [Result?]
  }

  /// The results of the pieces 0..<`count`, in this order.
  ///
  /// - Parameters:
  ///   - count: The number of pieces; none for a negative one.
  ///   - workers: Threads; nil: one a processor.
  ///   - piece: Does the piece of a number.
  ///   - progress: Called after each piece, from any of the threads, with the number of those done.
  static func map<Result: Sendable>(
    _ count: Int, workers: Int? = nil, _ piece: @Sendable (Int) -> Result,
    progress: @Sendable (Int) -> Void = { _ in }
  ) -> [Result] {
    let count = max(0, count)
    let state = Mutex(State<Result>(results: Array(repeating: nil, count: count)))
    let threads = workers ?? ProcessInfo.processInfo.activeProcessorCount
    DispatchQueue.concurrentPerform(iterations: max(1, min(threads, count))) { _ in
      while let number = Self.next(state) {
        let result = piece(number)
        let done = state.withLock { state in
          state.results[number] = result
          state.done += 1
          return state.done
        }
        progress(done)
      }
    }
    return state.withLock { $0.results.compactMap { $0 } }
  }

  private static func next<Result>(_ state: borrowing Mutex<State<Result>>) -> Int? {
    state.withLock { state in
      guard state.next < state.results.count else { return nil }
      defer { state.next += 1 }
      return state.next
    }
  }
}
