import Dispatch
import Synchronization

/// Hands numbered tasks to several threads, and keeps what comes of them in the order of their
/// numbers, so that how many threads there are and who finishes first leaves no trace.
final class TaskBoard<Output: Sendable>: Sendable {
  private struct State {
    var next = 0
    var outputs: [Output?]
    var refusal: (task: Int, error: any Error)?
  }

  private let state: Mutex<State>

  private init(tasks: Int) {
    state = Mutex(State(outputs: Array(repeating: nil, count: max(0, tasks))))
  }

  /// Does all tasks.
  ///
  /// - Parameters:
  ///   - tasks: How many there are.
  ///   - workers: The number of threads; never more than there are tasks.
  ///   - body: Does the task with a number. Now and then it calls `checkWanted`, which throws where
  ///     the task cannot matter any more.
  /// - Returns: One entry a task, in order.
  /// - Throws: The error of the first task, by number, that has one. Later tasks are given up as
  ///   soon as it is found, earlier ones still run to their end, so that the error is the same
  ///   whatever the number of threads.
  static func perform(
    _ tasks: Int, workers: Int,
    _ body: @Sendable (_ task: Int, _ checkWanted: () throws -> Void) throws -> Output
  ) throws -> [Output] {
    let board = TaskBoard(tasks: tasks)
    DispatchQueue.concurrentPerform(iterations: max(1, min(workers, tasks))) { _ in
      while let task = board.next() {
        do {
          let output = try body(task) {
            if !board.wants(task) { throw CancellationError() }
          }
          board.state.withLock { $0.outputs[task] = output }
        } catch {
          board.refuse(error, at: task)
        }
      }
    }
    return try board.outputs()
  }

  /// The task to start now; nil when all have been started or the rest is given up.
  private func next() -> Int? {
    state.withLock { state in
      guard state.refusal == nil, state.next < state.outputs.count else { return nil }
      defer { state.next += 1 }
      return state.next
    }
  }

  /// Whether a task can still matter.
  private func wants(_ task: Int) -> Bool {
    state.withLock { ($0.refusal?.task ?? .max) > task }
  }

  private func refuse(_ error: any Error, at task: Int) {
    state.withLock { state in
      if (state.refusal?.task ?? .max) > task { state.refusal = (task, error) }
    }
  }

  private func outputs() throws -> [Output] {
    let (error, outputs) = state.withLock { ($0.refusal?.error, $0.outputs.compactMap { $0 }) }
    if let error { throw error }
    return outputs
  }
}
