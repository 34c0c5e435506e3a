import Foundation
import ScenarioFiles
import Statistics
import Testing

@testable import Experiments
@testable import RegistryModel

@Suite("Figures of a replication, encoded and decoded")
struct ReplicationFiguresEncodingTests {
  /// Everything that a report can tell of: faults, credentials, tags that change, a quota, failures,
  /// replication, a throttled tier, nodes that queue.
  static let eventful = """
    title: An eventful hour
    profile: acr-2026
    registry:
      home: westeurope
      replicas: [eastus]
      zones: 2
      cache: {capacity: 2GiB, policy: lru}
    rules:
      - name: docker-hub
        source: docker.io/library/*
        target: hub/*
        credentialSet: docker-hub
    upstreams:
      - host: docker.io
        quota: {requests: 40, window: 30min}
    catalogue:
      tagChanges: {rate: 40/d, share: 60%, changedLayers: 25%}
    workloads:
      - name: europe
        region: westeurope
        clients: {nodes: 10}
        arrivals: {steady: 10/min}
      - name: america
        region: eastus
        arrivals: {steady: 6/min}
    run:
      duration: 1h
      warmUp: 1s
      replications: 2
      timelineInterval: 5min
    faults:
      - name: zone
        what: {zoneOut: {region: westeurope, zone: 1}}
        when: {once: {at: 15min, lasts: 5min}}
      - name: vault
        what: {keyVaultOut: everywhere}
        when: {once: {at: 25min, lasts: 10min}}
      - name: upstream
        what: {upstreamOut: docker.io}
        when: {once: {at: 50min, lasts: for-good}}
    """

  private func files(_ results: Results) throws -> [String: Data] {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    try results.write(
      to: ResultsFolder(folder.path),
      provenance: Provenance(scenarioText: "title: x\n", scenarioHash: "0f"))
    var files: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      files[name] = try Data(contentsOf: folder.appending(path: name))
    }
    return files
  }

  @Test("Results from decoded figures are those from fresh ones, byte for byte")
  func roundTrip() throws {
    let resolved = try ScenarioReader.read(text: Self.eventful, path: "eventful.yaml")
    let fresh = try resolved.replicated().replications
    let decoded = try fresh.map { try ReplicationFigures(encoded: try $0.encoded) }

    // The scenario has what this is about.
    let report = try #require(fresh.first?.report)
    #expect(report.faults.count == 3)
    #expect(report.faults.contains { $0.end == nil })
    #expect(report.regions.contains { $0.handler.credentials.secretReads > 0 })
    #expect(report.regions.contains { $0.handler.tagAnswers > 0 })
    #expect(report.upstreams.contains { $0.refused > 0 && $0.quota != nil })
    #expect(report.workloads.contains { $0.failed > 0 })

    let expected = try files(Results(scenario: resolved.scenario, replications: fresh))
    let found = try files(Results(scenario: resolved.scenario, replications: decoded))
    #expect(found.keys.contains("faults.csv") && found.keys.contains("credentials.csv"))
    #expect(found.keys.sorted() == expected.keys.sorted())
    for (name, bytes) in expected { #expect(found[name] == bytes, "\(name)") }
    for (one, other) in zip(fresh, decoded) {
      #expect(try one.encoded == other.encoded)
      #expect(other.report.workloads.allSatisfy { $0.latency.isEmpty && $0.nodeWait.isEmpty })
      #expect(one.report.regions == other.report.regions)
      #expect(one.report.faults == other.report.faults)
      #expect(one.report.upstreams == other.report.upstreams)
      #expect(one.report.links == other.report.links)
      #expect(one.served == other.served && one.failed == other.failed)
    }
  }

  @Test("The numbers that JSON makes trouble with come back bit for bit")
  func oddNumbers() throws {
    var report = try #require(ConstructedReports.two.first)
    report.fingerprint = .max
    report.messages = (1 << 53) + 1
    report.regions[0].handler.evictedBytes = .min
    let odd = [
      -0.0, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 0.1 + 0.2,
      1 / 3, 0x1p63,
    ]
    for value in odd {
      report.regions[0].frontEndUtilisation = value
      report.regions[0].timeline = odd.map {
        TimelineSample(interval: 3, metric: .cacheBytes, value: $0)
      }
      let back = try ReplicationFigures(encoded: try ReplicationFigures(report).encoded).report
      #expect(back.fingerprint == .max && back.messages == (1 << 53) + 1)
      #expect(back.regions[0].handler.evictedBytes == .min)
      #expect(back.regions[0].frontEndUtilisation.bitPattern == value.bitPattern)
      #expect(back.regions[0].timeline.map(\.value.bitPattern) == odd.map(\.bitPattern))
    }
    report.regions[0].frontEndUtilisation = .nan
    let back = try ReplicationFigures(encoded: try ReplicationFigures(report).encoded).report
    #expect(back.regions[0].frontEndUtilisation.isNaN)
  }

  @Test("What is no encoded figures is refused, however much of it is")
  func damage() throws {
    let whole = try ReplicationFigures(try #require(ConstructedReports.two.first)).encoded
    for count in stride(from: 0, to: whole.count, by: 101) {
      #expect(throws: (any Error).self) { try ReplicationFigures(encoded: whole.prefix(count)) }
    }
  }
}
