import ImageCatalogue
import SimulationKernel
import Testing

@testable import RegistryModel

/// Images that do not exist, and the memory that they do not.
@Suite struct NegativeCacheTests {
  private func report(
    _ lifetime: Span?, share: Double = 0.3, change: (inout Scenario) -> Void = { _ in }
  ) throws -> RunReport {
    let report = try run(
      smallScenario {
        $0.registry.cache.negativeLifetime = lifetime
        for index in $0.workloads.indices {
          $0.workloads[index].images = ImageSelection(
            repositories: ["docker/node"], unknownShare: share)
          $0.workloads[index].clients.attempts = 1
        }
        change(&$0)
      })
    #expect(report.violations == [])
    return report
  }

  @Test func theShareOfPullsThatFindNothingIsTheOneWritten() throws {
    let report = try report(nil)
    let missing = report.workloads.reduce(0) { $0 + $1.ended[Int(AnswerStatus.notFound.rawValue)] }
    let all = report.workloads.reduce(0) { $0 + $1.ended.reduce(0, +) }
    let share = Double(missing) / Double(all)
    #expect(abs(share - 0.3) < 4 * (0.3 * 0.7 / Double(all)).squareRoot())
    #expect(report.served + missing == all)
    let none = try self.report(nil, share: 0)
    #expect(none.failed == 0)
  }

  @Test func whatIsKnownToBeAbsentIsNotAskedForAgain() throws {
    let forgetful = try report(nil)
    let short = try report(.seconds(30))
    let long = try report(.minutes(10))
    let asked = { (report: RunReport) in
      report.upstreams.reduce(0) { $0 + $1.manifests }
    }
    #expect(forgetful.regions.allSatisfy { $0.handler.knownAbsent == 0 })
    #expect(short.regions.allSatisfy { $0.handler.knownAbsent > 0 })
    #expect(asked(forgetful) > 5 * asked(short))
    #expect(asked(short) > 2 * asked(long))
    // To the clients it is all the same.
    #expect(forgetful.workloads.map(\.ended) == long.workloads.map(\.ended))
  }

  @Test func theOtherPullsAreTheSamePulls() throws {
    let with = try report(.minutes(10))
    let without = try report(.minutes(10), share: 0)
    #expect(with.workloads.map(\.started) == without.workloads.map(\.started))
  }
}
