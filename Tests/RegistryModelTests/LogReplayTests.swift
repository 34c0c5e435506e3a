import Foundation
import ImageCatalogue
import RequestLog
import SimulationKernel
import Testing

@testable import RegistryModel

/// A registry's access log of some clients: pulls in the first minutes, a few bytes each.
let sampleLog: String = {
  func line(_ second: Int, _ client: Int, _ path: String, _ bytes: Int) -> String {
    let time = String(format: "%02d:%02d", second / 60, second % 60)
    return
      "10.0.0.\(client) - - [01/Mar/2024:00:\(time) +0000] \"GET /v2/\(path) HTTP/1.1\" 200 \(bytes)\n"
  }
  return (0..<12).map { pull in
    let (second, client, app) = (7 * pull, pull % 5, "app\(pull % 3)")
    return line(second, client, "\(app)/manifests/1.0", 900)
      + line(second + 1, client, "\(app)/blobs/base", 3_000_000)
      + line(second + 1, client, "\(app)/blobs/top-\(app)", 500_000)
  }.joined()
}()

/// A scenario that replays a log, ready to run.
func replayPlan(
  log text: String = sampleLog, _ change: (inout Scenario, inout LogReplay) -> Void = { _, _ in }
) throws -> WorldPlan {
  var replay = LogReplay(file: "a.log", upstream: "docker.io/library")
  var scenario = smallScenario { scenario in
    scenario.run = RunDescription(
      duration: .minutes(10), warmUp: .zero, replications: 1, timelineInterval: .minutes(1))
  }
  change(&scenario, &replay)
  scenario.workloads[0].arrivals = .replay(replay)
  var content = LoggedContent()
  var reader = try RequestLogReader(bytes: Array(text.utf8), name: "a.log")
  let log = try PullLog(
    reading: &reader, upstream: replay.upstream,
    window: .init(from: replay.from.nanoseconds, until: replay.until?.nanoseconds), into: &content)
  let catalogue = ImageCatalogue.popularImages.adding(
    content.images.map {
      .init(repository: $0.repository, tag: $0.tag, manifestBytes: $0.bytes, layers: $0.layers)
    }, layers: content.layers.map { ($0.digest, $0.bytes!) })
  return try WorldPlan(
    scenario, catalogue: catalogue, logs: [scenario.workloads[0].name: log])
}

@Suite struct LogReplayTests {
  private func run(_ plan: WorldPlan) -> RunReport {
    var simulation = Simulation(plan, replication: 0, recordsPulls: true)
    simulation.run(until: .zero + plan.scenario.run.duration)
    let report = simulation.report
    #expect(report.violations == [])
    return report
  }

  private func starts(_ report: RunReport) -> [Span] {
    report.workloads[0].pulls.sorted { $0.number < $1.number }.map { $0.startedAt - .zero }
  }

  @Test func pullsStartAtTheTimesOfTheLog() throws {
    let report = run(try replayPlan())
    #expect(starts(report) == (0..<12).map { .seconds(7 * $0) })
    #expect(report.workloads[0].served == 12)
    let shifted = run(
      try replayPlan {
        $1.speedUp = 2
        $1.shift = .seconds(30)
      })
    #expect(starts(shifted) == (0..<12).map { .seconds(30) + .milliseconds(3_500 * $0) })
    let part = run(
      try replayPlan {
        $1.from = .seconds(7)
        $1.until = .seconds(21)
      })
    #expect(starts(part).filter { $0 <= .seconds(14) } == [.zero, .seconds(7), .seconds(14)])
    #expect(part.workloads[0].started == 3)
  }

  @Test func whatComesLaterThanAnyInstantNeverComes() throws {
    let late = sampleLog + sampleLog.replacing("Mar/2024", with: "Apr/2025")
    let report = run(try replayPlan(log: late) { $1.speedUp = 0.001 })
    // Of the first month, a thousand times as slow, the run sees the first pull alone.
    #expect(starts(report) == [.zero])
  }

  @Test func eachPullAsksForWhatTheLogShows() throws {
    let plan = try replayPlan()
    let report = run(plan)
    #expect(report.workloads[0].layersDownloaded.requests == 24)
    #expect(report.workloads[0].layersDownloaded.bytes == 12 * 3_500_000)
    // The node's own store plays no part in it.
    #expect(report.workloads[0].layersKept == 0)
    // Each address is a node, each repository an image behind the rule.
    let pulls = report.workloads[0].pulls.sorted { $0.number < $1.number }
    #expect(pulls.map(\.node) == (0..<12).map { UInt32($0 % 5) })
    let names = pulls.map { plan.content.images[Int($0.tag)].reference }
    #expect(names == (0..<12).map { "docker/app\($0 % 3):1.0" })
    // One fetch of each: three manifests, a base, three tops.
    #expect(report.upstreams[0].bytesSent >= 3_000_000 + 3 * 500_000)
  }

  @Test func twoLapsAreTwiceThePulls() throws {
    let once = run(try replayPlan())
    let twice = run(
      try replayPlan {
        $0.run.duration = .seconds(2 * 78) - .nanoseconds(1)
        $1.loops = true
      })
    #expect(twice.workloads[0].started == 2 * once.workloads[0].started)
    let times = (0..<24).map { Span.seconds(78 * ($0 / 12) + 7 * ($0 % 12)) }
    #expect(Set(starts(twice)).isSubset(of: times))
  }

  @Test func otherWorkloadsDoNotPullTheLogsImages() throws {
    let plan = try replayPlan()
    let added = plan.workloads[0].images
    #expect(added.count == 3)
    for workload in plan.workloads.dropFirst() {
      #expect(workload.images.count == 66 && Set(workload.images).isDisjoint(with: added))
    }
    // What they pull is what they pulled before.
    let alone = try WorldPlan(
      smallScenario { $0.run = plan.scenario.run }, catalogue: .popularImages)
    var simulation = Simulation(alone, replication: 0, recordsPulls: true)
    simulation.run(until: .zero + plan.scenario.run.duration)
    let report = run(plan)
    for (one, other) in zip(report.workloads, simulation.report.workloads).dropFirst() {
      #expect(one.started == other.started)
      #expect(
        one.pulls.sorted { $0.number < $1.number }.prefix(50).map(\.startedAt)
          == other.pulls.sorted { $0.number < $1.number }.prefix(50).map(\.startedAt))
    }
  }

  @Test func twoRunsAreEqual() throws {
    let plan = try replayPlan { $1.loops = true }
    #expect(run(plan).fingerprint == run(plan).fingerprint)
  }

  @Test func aLogDoesNotLeanOnTheOrderOfTies() throws {
    let plan = try replayPlan { scenario, replay in
      replay.loops = true
      scenario.workloads.removeLast(2)
      scenario.workloads[0].clients = ClientKind.aks.defaults
      scenario.workloads[0].clients.nodes = 2
    }
    func pulls(_ shuffledTies: UInt64?) -> RunReport {
      var simulation = Simulation(
        plan, replication: 0, recordsPulls: true, shuffledTies: shuffledTies)
      simulation.run(until: .zero + plan.scenario.run.duration)
      #expect(simulation.report.violations == [])
      return simulation.report
    }
    let straight = pulls(nil)
    for seed in UInt64(1)...4 {
      let shuffled = pulls(seed)
      #expect(starts(shuffled) == starts(straight))
      #expect(shuffled.workloads[0].layersDownloaded == straight.workloads[0].layersDownloaded)
    }
  }

  @Test func aManifestWithoutLayersIsAPull() throws {
    let text = sampleLog.split(separator: "\n").filter { $0.contains("manifests") }
      .joined(separator: "\n")
    let report = run(try replayPlan(log: text))
    #expect(report.workloads[0].served == 12)
    #expect(report.workloads[0].layersDownloaded.requests == 0)
  }

  @Test func whatCannotBeReplayedIsRefused() {
    func refusal(_ text: String, _ change: (inout Scenario, inout LogReplay) -> Void) -> String {
      do {
        _ = try replayPlan(log: text, change)
        return ""
      } catch {
        return "\(error)"
      }
    }
    #expect(
      refusal(sampleLog) { $1.upstream = "ghcr.io/team" }.contains(
        "arrivals.replay.upstream: no rule maps 'ghcr.io/team/app0:1.0' of the log; expected a rule "
          + "with source 'ghcr.io/team/*'"))
    #expect(refusal("\n") { _, _ in }.contains("the log holds no pull"))
    let instant = String(sampleLog.split(separator: "\n")[0])
    #expect(refusal(instant) { $1.loops = true }.contains("all of the log is at one instant"))
  }
}
