import ContentCache
import SimulationKernel
import Statistics
import Testing

@testable import RegistryModel

@Suite struct TagConflictTests {
  private func move(_ second: Int64, _ tag: UInt32, _ version: UInt16?) -> TagMove {
    TagMove(at: .zero + .seconds(second), tag: TagID(rawValue: tag), version: version)
  }

  @Test func aConflictLastsUntilAllThatKnowTheTagAgree() {
    let moves = [
      [move(1, 7, 0), move(10, 7, 1)],
      [move(2, 7, 0), move(14, 7, 1)],
      [move(20, 7, 1)],
    ]
    let conflicts = TagConflicts(moves, since: .zero)
    #expect(conflicts.count == 1 && conflicts.resolved == 1)
    #expect(conflicts.resolution.max == 4_000_000_000)
  }

  @Test func tagsAreLookedAtOneByOne() {
    let moves = [
      [move(1, 7, 3), move(1, 8, 0), move(5, 8, 1)],
      [move(2, 8, 0), move(2, 9, 5)],
    ]
    let conflicts = TagConflicts(moves, since: .zero)
    // Tag 8 alone, and it is not over.
    #expect(conflicts.count == 1 && conflicts.resolved == 0)
  }

  @Test func whatIsForgottenOrMovesAtOnceIsNoConflict() {
    let moves = [
      [move(1, 7, 0), move(10, 7, 1), move(12, 7, 2)],
      [move(1, 7, 0), move(10, 7, nil), move(12, 7, 2)],
    ]
    #expect(TagConflicts(moves, since: .zero) == TagConflicts())
  }

  @Test func aForgottenTagEndsAConflict() {
    let moves = [[move(1, 7, 0), move(10, 7, 1)], [move(1, 7, 0), move(13, 7, nil)]]
    let conflicts = TagConflicts(moves, since: .zero)
    #expect(conflicts.resolved == 1)
    #expect(conflicts.resolution.max == 3_000_000_000)
  }

  @Test func thoseThatBeganInTheWarmUpAreLeftOut() {
    let moves = [
      [move(1, 7, 0), move(10, 7, 1), move(30, 7, 2)],
      [move(1, 7, 0), move(25, 7, 1), move(31, 7, 2)],
    ]
    let conflicts = TagConflicts(moves, since: .zero + .seconds(20))
    #expect(conflicts.count == 1 && conflicts.resolved == 1)
    #expect(conflicts.resolution.max == 1_000_000_000)
  }
}
