import Synchronization
import Testing

@testable import Experiments

@Suite("Tasks on several threads")
struct TaskBoardTests {
  private struct Refusal: Error, Equatable { var task: Int }

  @Test("Outputs are in the order of the tasks", arguments: [1, 2, 7])
  func order(workers: Int) throws {
    let squares = try TaskBoard.perform(100, workers: workers) { task, _ in task * task }
    #expect(squares == (0..<100).map { $0 * $0 })
    #expect(try TaskBoard<Int>.perform(0, workers: workers) { task, _ in task } == [])
  }

  @Test("The first refusal by number is thrown, whoever comes first")
  func refusal() {
    // Task 1 refuses only once task 3 has: both are under way at the same time.
    let third = Atomic(false)
    let error = #expect(throws: Refusal.self) {
      try TaskBoard<Int>.perform(4, workers: 4) { task, _ in
        switch task {
        case 3:
          third.store(true, ordering: .releasing)
          throw Refusal(task: 3)
        case 1:
          while !third.load(ordering: .acquiring) {}
          throw Refusal(task: 1)
        default: return task
        }
      }
    }
    #expect(error == Refusal(task: 1))
  }

  @Test("What cannot matter any more gives up; what can goes on")
  func givingUp() {
    let later = Atomic(false)
    let begun = Atomic(0)
    let error = #expect(throws: Refusal.self) {
      try TaskBoard<Int>.perform(1_000, workers: 2) { task, checkWanted in
        begun.add(1, ordering: .relaxed)
        guard task > 0 else {
          while !later.load(ordering: .acquiring) {}
          try checkWanted()
          throw Refusal(task: 0)
        }
        later.store(true, ordering: .releasing)
        while true { try checkWanted() }
      }
    }
    #expect(error == Refusal(task: 0))
    #expect(begun.load(ordering: .relaxed) == 2, "nothing new is begun")
  }
}
