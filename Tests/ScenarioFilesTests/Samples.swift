import Foundation
import RegistryModel
import ScenarioFiles
import Testing

/// Documents that several tests use.
enum Samples {
  /// The least that is a scenario.
  static let small = """
    registry:
      home: westeurope
    rules:
      - name: microsoft
        source: mcr.microsoft.com/*
        target: mcr/*
    workloads:
      - name: builds
        region: westeurope
        arrivals:
          steady: 60/min

    """

  /// A scenario that writes out something of every kind.
  static let large = """
    title: "Everything at once"
    profile: acr-2026
    behaviour: {tagFreshness: every-pull, overlappingWildcards: ordered}
    registry:
      home: westeurope
      replicas: [eastus]
      cache: {capacity: 1.5TiB, policy: "lru-ttl:7d"}
      frontEnds:
        servers: 8
        serviceTime: {median: 2.5ms, sigma: 0}
    rules:
      - {name: docker-hub, source: docker.io/library/*, target: hub/*, credentialSet: docker}
      - {name: microsoft, source: mcr.microsoft.com/*, target: mcr/*}
    upstreams:
      - host: docker.io
        quota: {requests: 200, window: 6h}
        failureRate: 0.1%
    catalogue: {popularityExponent: 0.9}
    workloads:
      - name: day
        region: westeurope
        images: {repositories: [hub/*], popularityExponent: 1.2}
        arrivals: {timeOfDay: {mean: 60/min, swing: 60%, peak: "13:00"}}
      - name: pipelines
        region: eastus
        clients: {nodes: 40, layerStore: none, bandwidth: 1Gbit/s}
        arrivals: {bursts: {rate: 0.3/s, meanPulls: 10, within: 5s}}
      - name: surge
        region: eastus
        arrivals: {scaleOut: {at: 3h, image: "hub/node:latest"}}
      - name: release
        region: eastus
        arrivals: {rollingDeployment: {at: 90min, image: "mcr/dotnet/aspnet:10.0", batch: 20}}
      - name: loop
        region: francecentral
        arrivals: {closedLoop: {meanPause: 1s}}
      - name: pods
        region: eastus
        clients: {kind: aks, nodes: 30}
        images: {unknownShare: 0.5%}
        arrivals:
          scaleOut: {at: 1h, images: ["hub/node:latest"], every: 2h, nodes: 5, fresh: true}
      - name: week
        region: eastus
        clients: {imagePulls: parallel, maxParallelImagePulls: 3}
        arrivals: {week: {mean: 5/min, firstDay: friday}}
    run: {seed: 18446744073709551615, duration: 0.5d}

    """

  /// What a document says.
  static func scenario(_ text: String) throws -> Scenario {
    try ScenarioReader.read(text: text, path: "s.yaml").scenario
  }

  /// The mistakes of a document, a line each; empty where there are none.
  static func mistakes(_ text: String) -> [String] {
    do {
      _ = try ScenarioReader.read(text: text, path: "s.yaml")
      return []
    } catch {
      return error.diagnostics.map(\.description)
    }
  }
}

/// A folder for a test's files, gone afterwards.
func withFolder(_ files: [String: String], _ body: (String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("longshore-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  for (name, text) in files {
    try Data(text.utf8).write(to: folder.appendingPathComponent(name))
  }
  try body(folder.path)
}
