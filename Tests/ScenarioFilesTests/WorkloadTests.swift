import Foundation
import ImageCatalogue
import RegistryModel
import RequestLog
import SimulationKernel
import Testing

@testable import ScenarioFiles

/// Kinds of clients, deployments and weeks, as scenario files say them.
@Suite struct WorkloadTests {
  /// The small sample with other clients or arrivals.
  static func sample(clients: String? = nil, arrivals: String = "steady: 60/min") -> String {
    Samples.small.replacing(
      "    arrivals:\n      steady: 60/min",
      with: (clients.map { "    clients: \($0)\n" } ?? "") + "    arrivals:\n      \(arrivals)")
  }

  @Test(arguments: ClientKind.allCases)
  func aKindSetsDefaultsAndSaysSo(kind: ClientKind) throws {
    let text = Self.sample(clients: "{parallelLayers: 5, kind: \(kind.rawValue)}")
    let resolved = try ScenarioReader.read(text: text, path: "s.yaml")
    var expected = kind.defaults
    expected.parallelLayers = 5
    #expect(resolved.scenario.workloads[0].clients == expected)
    // What the kind sets differently says that it does, and from where.
    let path = "workloads.0.clients"
    let generic = ClientKind.generic.defaults
    func says(_ key: String, isSet: Bool) {
      let origin = resolved.origin(of: "\(path).\(key)")?.description ?? ""
      if isSet {
        #expect(origin.hasPrefix("default (kind \(kind.rawValue), "), "\(key): \(origin)")
      }
    }
    says("nodes", isSet: expected.nodes != generic.nodes)
    says("layerStore", isSet: expected.layerStore != generic.layerStore)
    says("imagePulls", isSet: expected.imagePulls != generic.imagePulls)
    says("bandwidth", isSet: expected.bandwidth != generic.bandwidth)
    says("attempts", isSet: expected.attempts != generic.attempts)
    says("backoff", isSet: expected.backoff != generic.backoff)
    says("backoffLimit", isSet: expected.backoffLimit != generic.backoffLimit)
    says("backoffJitter", isSet: expected.backoffJitter != generic.backoffJitter)
    #expect(try Samples.scenario(resolved.canonicalYAML) == resolved.scenario)
    // What is written stays written.
    #expect(resolved.origin(of: "\(path).parallelLayers")?.description.contains("s.yaml") == true)
  }

  @Test func everyValueOfAKindCanBeStated() throws {
    let read = try Samples.scenario(
      Self.sample(
        clients: "{kind: aks, attempts: 3, imagePulls: parallel, maxParallelImagePulls: 4, "
          + "backoff: 1s}"))
    let clients = read.workloads[0].clients
    #expect(clients.attempts == 3 && clients.mostPullsAtOnce == 4 && clients.backoff == .seconds(1))
    let stated = try Samples.scenario(Self.sample(clients: "{kind: vm, attempts: unlimited}"))
    #expect(stated.workloads[0].clients.attempts == nil)
  }

  @Test func requestsForManifestsAreThoseOfTheKindUnlessStated() throws {
    for (clients, stated, made) in [
      ("{nodes: 5}", nil, 2), ("{kind: aks}", nil, 3),
      ("{kind: aks, manifestRequests: 1}", 1, 1), ("{manifestRequests: 16}", 16, 16),
    ] as [(String, Int?, Int)] {
      let resolved = try ScenarioReader.read(text: Self.sample(clients: clients), path: "s.yaml")
      let workload = resolved.scenario.workloads[0]
      #expect(workload.clients.manifestRequests == stated && workload.manifestRequests == made)
      let explained = Explanation(resolved, key: "workloads").description
      #expect(
        explained.contains("manifestRequests: " + (stated.map(String.init) ?? "by-kind, \(made)")))
      #expect(try Samples.scenario(resolved.canonicalYAML) == resolved.scenario)
    }
    for number in ["0", "17", "1.5", "many"] {
      #expect(throws: (any Error).self) {
        try Samples.scenario(Self.sample(clients: "{manifestRequests: \(number)}"))
      }
    }
  }

  @Test func deploymentsAreRead() throws {
    let scaleOut = try Samples.scenario(
      Self.sample(
        arrivals:
          "scaleOut: {at: 1h, images: [\"mcr/dotnet/aspnet:10.0\", \"mcr/dotnet/sdk:10.0\"], "
          + "every: 2h, nodes: 7, fresh: true}"))
    #expect(
      scaleOut.workloads[0].arrivals
        == .scaleOut(
          ScaleOut(
            at: .hours(1), images: ["mcr/dotnet/aspnet:10.0", "mcr/dotnet/sdk:10.0"],
            within: .seconds(30), every: .hours(2), nodes: 7, fresh: true)))
    let rolling = try Samples.scenario(
      Self.sample(
        arrivals: "rollingDeployment: {at: 1h, image: \"mcr/dotnet/sdk:10.0\", waits: true}"))
    #expect(
      rolling.workloads[0].arrivals
        == .rollingDeployment(
          RollingDeployment(
            at: .hours(1), image: "mcr/dotnet/sdk:10.0", batch: 25, pause: .seconds(60),
            waits: true)))
    let week = try Samples.scenario(
      Self.sample(arrivals: "week: {mean: 5/min, weekend: 20%, firstDay: saturday}"))
    #expect(
      week.workloads[0].arrivals
        == .week(WeeklyLoad(mean: .perMinute(5), weekend: 0.2, firstDay: .saturday)))
    for scenario in [scaleOut, rolling, week] {
      #expect(try Samples.scenario(ScenarioReader.canonicalYAML(of: scenario)) == scenario)
    }
  }

  @Test(arguments: [
    ("scaleOut: {at: 1h}", "the key 'image' is missing in 'workloads.0.arrivals.scaleOut'"),
    (
      "scaleOut: {at: 1h, image: \"mcr/dotnet/sdk:10.0\", images: [\"mcr/dotnet/sdk:10.0\"]}",
      "'image' and 'images' stand here"
    ),
    (
      "scaleOut: {at: 1h, images: [\"mcr/dotnet/sdk:10.0\", \"mcr/dotnet/sdk:10.0\"]}",
      "an image stands twice"
    ),
    (
      "scaleOut: {at: 1h, images: [\"mcr/dotnet/sdk:10.0\", \"mcr/dotnet/skd:10.0\"]}",
      "did you mean 'mcr/dotnet/sdk'?"
    ),
    ("scaleOut: {at: 1h, image: \"mcr/dotnet/sdk:10.0\", nodes: 101}", "101 nodes of 100"),
    ("scaleOut: {at: 1h, image: \"mcr/dotnet/sdk:10.0\", fresh: ture}", "did you mean 'true'?"),
    ("scaleOut: {at: 1h, image: \"mcr/dotnet/sdk:10.0\", fresh: 1}", "expected true or false"),
    ("rollingDeployment: {at: 11h, image: \"mcr/dotnet/sdk:10.0\"}", "begins after the end"),
    ("week: {mean: 1/min, hours: [1, 2]}", "2 weights; expected 24"),
    (
      "week: {mean: 1/min, hours: [\(Array(repeating: "0", count: 24).joined(separator: ", "))]}",
      "all weights are 0"
    ),
    ("week: {mean: 1/min, firstDay: friyay}", "did you mean 'friday'?"),
    ("replay: {file: no.log, upstream: mcr.microsoft.com}", "there is no such file"),
    ("replay: {file: no.log}", "the key 'upstream' is missing"),
    (
      "replay: {file: no.log, upstream: mcr.microsoft.com, shift: 10h}",
      "the log begins after the end"
    ),
    ("replay: {file: a, upstream: b, from: 1h, until: 1h}", "it is not after the beginning"),
    ("replay: {file: a, upstream: b, sample: 0%}", "no client is kept"),
    ("replay: {file: a, upstream: b, format: jsno}", "did you mean 'json'?"),
  ])
  func mistakesAreNamed(arrivals: String, expected: String) {
    let mistakes = Samples.mistakes(Self.sample(arrivals: arrivals))
    #expect(mistakes.contains { $0.contains(expected) }, "\(mistakes)")
  }

  private static let log = """
    10.0.0.1 - - [01/Mar/2024:00:00:00 +0000] "GET /v2/app/manifests/1 HTTP/1.1" 200 900
    10.0.0.1 - - [01/Mar/2024:00:00:01 +0000] "GET /v2/app/blobs/x HTTP/1.1" 307 0
    10.0.0.2 - - [01/Mar/2024:00:00:02 +0000] "HEAD /v2/app/manifests/1 HTTP/1.1" 200 0
    10.0.0.2 - - [01/Mar/2024:00:01:00 +0000] "GET /v2/app/blobs/y HTTP/1.1" 200 7777

    """

  private static func replay(_ keys: String = "") -> String {
    sample(
      arrivals: "replay: {file: logs/a.log, upstream: mcr.microsoft.com/team\(keys)}")
  }

  @Test func aLogIsFoundBesideTheScenarioAndBringsItsImages() throws {
    try withFolder(["s.yaml": Self.replay(", unknownLayerSize: 5MB, loop: true")]) { folder in
      let logs = "\(folder)/logs"
      try FileManager.default.createDirectory(atPath: logs, withIntermediateDirectories: true)
      try Data(Self.log.utf8).write(to: URL(filePath: "\(logs)/a.log"))
      let resolved = try ScenarioReader.read(path: "\(folder)/s.yaml")
      #expect(
        resolved.notes == [
          "workload builds: 4 requests of the log are 2 pulls by 2 clients; left out: HEADs 1"
        ])
      let catalogue = try CatalogueLoading.load(
        resolved.scenario.catalogue, seed: 1, folder: folder)
      let loading = try LogLoading(of: resolved.scenario, into: catalogue, folder: folder)
      #expect(loading.catalogue.imageCount == catalogue.imageCount + 2)
      #expect(Array(loading.catalogue.layerBytes.suffix(2)) == [5_000_000, 7_777])
      #expect(loading.catalogue.repository(named: "mcr.microsoft.com/team/app") != nil)
      let plan = try WorldPlan(
        resolved.scenario, catalogue: loading.catalogue, logs: loading.logs)
      var simulation = Simulation(plan, replication: 0)
      simulation.run(until: .zero + .minutes(2))
      #expect(simulation.report.violations == [])
      #expect(simulation.report.workloads[0].started > 2)
    }
  }

  @Test func aMistakeInALogIsNamedWithItsLine() throws {
    let bad = Self.log + "not a request\n"
    try withFolder(["s.yaml": Self.replay(), "other.yaml": ""]) { folder in
      let logs = "\(folder)/logs"
      try FileManager.default.createDirectory(atPath: logs, withIntermediateDirectories: true)
      func mistakes(_ log: String) throws -> String {
        try Data(log.utf8).write(to: URL(filePath: "\(logs)/a.log"))
        do {
          _ = try ScenarioReader.read(path: "\(folder)/s.yaml")
          return ""
        } catch {
          return error.diagnostics.map(\.description).joined(separator: "\n")
        }
      }
      #expect(try mistakes(bad).contains("logs/a.log:5: there is no time in brackets"))
      #expect(try mistakes("").contains("none of 0 requests is part of a pull"))
      #expect(try mistakes(Self.log.replacing("GET", with: "HEAD")).contains("none of 4 requests"))
      #expect(try mistakes(Self.log) == "")
    }
  }

  @Test func aSampleNeedsClients() throws {
    let table = "time_s,method,kind,object,bytes\n0,GET,blob,x,100\n"
    try withFolder([
      "s.yaml": Self.replay(", sample: 50%").replacing("logs/a.log", with: "a.csv"), "a.csv": table,
    ]) { folder in
      do {
        _ = try ScenarioReader.read(path: "\(folder)/s.yaml")
        Issue.record("a sample of no clients was taken")
      } catch {
        #expect("\(error)".contains("the log names no clients to choose from"))
      }
    }
  }
}
