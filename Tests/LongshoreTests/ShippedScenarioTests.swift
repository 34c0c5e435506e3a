import Foundation
import Testing

/// What the comments of the shipped scenarios say is what their runs show.
///
/// All of them together take a minute of an optimised program and many of an unoptimised one, so these
/// tests run a program that is named in the environment, and are skipped where none is.
@Suite("Shipped scenarios") struct ShippedScenarioTests {
  private static let program = ProcessInfo.processInfo.environment["LONGSHORE_RELEASE"]
  private static let scenarios = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Scenarios")

  @Test(
    "A scenario shows what its comment says",
    .enabled(if: program != nil, "LONGSHORE_RELEASE does not name an optimised longshore"),
    arguments: Set(expectations.map(\.scenario)).sorted())
  func shows(scenario: String) throws {
    let expectations = Self.expectations.filter { $0.scenario == scenario }
    let folder = try Self.run(scenario, by: expectations[0].verb)
    defer { try? FileManager.default.removeItem(at: folder) }
    for expectation in expectations {
      let table = try Table(contentsOf: folder.appending(path: expectation.file))
      let rows = table.rows(where: expectation.labels)
      let values = rows.compactMap { $0[expectation.column].flatMap(Double.init) }
      #expect(values.count == 1, "\(expectation)")
      #expect(values.allSatisfy(expectation.range.contains), "\(expectation): \(values)")
    }
  }

  @Test(
    "Every shipped scenario runs",
    .enabled(if: program != nil, "LONGSHORE_RELEASE does not name an optimised longshore"))
  func runs() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.scenarios.path)
    let names = files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
    let told = Set(Self.expectations.map(\.scenario))
    #expect(told.isSubset(of: names))
    for name in names where !told.contains(name) {
      try FileManager.default.removeItem(at: Self.run(name))
    }
  }

  /// Runs a scenario. Returns the folder with its results, which is the caller's to remove.
  private static func run(_ scenario: String, by verb: String = "run") throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    let process = Process()
    process.executableURL = URL(filePath: program ?? "")
    process.arguments = [
      verb, scenarios.appending(path: "\(scenario).yaml").path, "--quiet", "--no-database",
      "--output", folder.path,
    ]
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(scenario)")
    return folder
  }

  /// A figure that a comment states, in the row of a table that these labels pick.
  struct Expectation: CustomStringConvertible {
    var scenario: String
    var file: String
    var labels: [String: String]
    var column: String
    var range: ClosedRange<Double>
    /// The command that shows it; one for all figures of a scenario.
    var verb = "run"

    var description: String {
      let row = labels.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
      return "\(scenario), \(file), \(row.joined(separator: ", ")), \(column) in \(range)"
    }
  }

  /// A CSV file as the program writes it: a field is quoted where it has a comma or a quote.
  struct Table {
    private var header: [String]
    private var records: [[String]]

    init(contentsOf url: URL) throws {
      let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
      header = lines.first.map(Self.fields) ?? []
      records = lines.dropFirst().map(Self.fields)
    }

    func rows(where labels: [String: String]) -> [[String: String]] {
      records.map { Dictionary(uniqueKeysWithValues: zip(header, $0)) }
        .filter { row in labels.allSatisfy { row[$0.key] == $0.value } }
    }

    private static func fields(_ line: Substring) -> [String] {
      var fields = [""]
      var isQuoted = false
      for character in line {
        switch character {
        case "\"": isQuoted.toggle()
        case "," where !isQuoted: fields.append("")
        default: fields[fields.count - 1].append(character)
        }
      }
      return fields
    }
  }
}

extension ShippedScenarioTests {
  /// The figures that the comments state, with room for what they round. Whoever changes what a
  /// scenario shows changes its comment too.
  fileprivate static let expectations: [Expectation] = [
    .summary("herd-joined", "quota_requests_counted", 1...1),
    .latency("herd-joined", "all", "p50", 12...16),
    .summary("herd-separate", "quota_requests_counted", 200...200),
    .summary("herd-separate", "quota_requests_refused", 350...470),
    .summary("herd-separate", "bytes_fetched", 40 * gibibyte...50 * gibibyte),
    .latency("herd-separate", "all", "p99", 38...50),

    .fault("zone-loss", "zone-2", "detected_after", 7...7),
    .fault("zone-loss", "zone-2", "requests_lost", 20...45),
    .fault("zone-loss", "zone-2", "pulls_failed", 0...0),
    .fault("zone-loss", "zone-2", "survivors_utilisation", 0.84...0.95),
    .fault("zone-loss", "zone-2", "writes_lost", 0...0),
    .fault("home-loss", "home-region", "detected_after", 99...119),
    .fault("home-loss", "home-region", "traffic_moved_after", 120...155),
    .fault("home-loss", "home-region", "pulls_failed", 260...340),
    .fault("home-loss-serving", "home-region", "pulls_failed", 0...0),
    .fault("home-loss-serving", "home-region", "worst_latency", 180...330),
    .fault("replica-loss", "eastus", "traffic_moved_after", 120...155),
    .fault("replica-loss", "eastus", "survivors_utilisation", 0.7...0.84),
    .fault("replica-loss", "eastus", "survivors_throttled", 270_000...330_000),
    .fault("replica-loss", "eastus", "pulls_failed", 24_000...30_000),
    .fault("upstream-outage", "docker-hub", "pulls_failed", 0...0),
    .fault("upstream-outage", "docker-hub", "worst_latency", 90...180),
    .fault("upstream-outage-remembered", "docker-hub", "pulls_failed", 0...0),
    .latency("upstream-outage-remembered", "all", "p95", 1.5...3.5),
    .fault("upstream-outage-fail", "docker-hub", "pulls_failed", 2_500...2_900),
    .fault("expired-secret", "expiry", "pulls_failed", 1_400...1_850),
    .unhealthy("expired-secret", "UpstreamAuthenticationFailed", 3_590...3_610),
    .fault("vault-day", "slow", "pulls_failed", 0...0),
    .fault("vault-day", "out", "pulls_failed", 0...0),
    .fault("vault-day", "revoked", "detected_after", 2_990...3_010),
    .fault("vault-day", "revoked", "pulls_failed", 35...85),
    .unhealthy("vault-day", "KeyVaultAccessDenied", 590...610),
    .unhealthy("vault-day", "KeyVaultSecretNotFound", 590...610),
    .fault("regional-endpoint", "region-out", "detected_after", 99...119),
    .latency("regional-endpoint", "global-name", "p50", 0.02...0.035),
    .summary("regional-endpoint", "served_share", of: ["workload": "own-name"], 0.93...0.96),
    .fault("bad-day", "zone-2", "requests_lost", 1...10),
    .fault("bad-day", "slow-front-ends", "pulls_failed", 0...0),
    .fault("bad-day", "cut-link", "pulls_failed", 0...0),
    .fault("bad-day", "america-out", "pulls_failed", 40...90),
    .latency("bad-day", "asia", "p99", 25...35),

    .summary("hot-release", "pulls_too_early", of: ["region": "westeurope"], 0...0),
    .summary("hot-release", "pulls_too_early", of: ["region": "eastus"], 10...30),
    .latency("hot-release", "europe", "p95", 0.6...0.8),
    .latency("hot-release", "asia", "p95", 13...16.5),
    .summary("small-cache", "bytes_saved_share", 0.33...0.37),
    .summary("small-cache-quota", "served_share", of: ["workload": "all"], 0.18...0.38),
    .summary("add-replica", "replica_sync_time", 1_860...2_060),
    .summary("private-registry", "served_share", of: ["workload": "cluster"], 1...1),
    .summary("private-registry", "served_share", of: ["workload": "hosted-runners"], 0...0),
    .summary("private-registry", "bytes_fetched", 1.6 * gibibyte...2 * gibibyte),
    .summary("private-registry-untrusted", "bytes_saved", 0...0),
    .latency("private-registry-untrusted", "cluster", "p50", 0.3...0.36),
    .latency("basic-tier", "scale-out", "p50", 55...75),
    .summary(
      "basic-tier", "requests_throttled_by_region", of: ["region": "westeurope"], 350...450),
    .summary("stale-tags", "stale_manifest_share", of: ["region": "all"], 0...0.003),
    .latency("stale-tags", "all", "p50", 0.18...0.23),
    .summary("stale-tags-never", "stale_manifest_share", of: ["region": "all"], 0.35...0.6),
    .latency("stale-tags-never", "all", "p50", 0.03...0.037),
    .summary("stale-tags-always", "stale_manifest_share", of: ["region": "all"], 0...0),
    .summary("shared-quota", "quota_requests_counted", 200...200),
    .summary("quota-by-address", "quota_requests_refused", 0...0),
    .latency("front-end-capacity", "machines", "p50", 0.5...0.65),
    .latency("release", "america", "p95", 1.1...1.5),
    .latency("release", "asia", "p95", 0.65...0.78),
    .latency("service-2026", "clusters-asia", "p50", 0.25...0.3),
    .latency("no-replicas", "clusters-asia", "p50", 0.35...0.4),
    .latency("mixed-clients", "new-nodes", "p50", 3...3.4),
    .summary("replay", "bytes_saved_share", 0.998...1),
    .branch("what-if", "home-loss", "pulls_started", 0...0),
    .branch("what-if", "key-vault-out", "pulls_started", 0...0),
    .branch("what-if", "home-loss", "pulls_failed", 1_000...1_400),
    .branch("what-if", "key-vault-out", "pulls_failed", 700...1_100),
    .branch("what-if", "docker-hub-out", "pulls_failed", 680...900),
    .branch("what-if", "zone-loss", "pulls_failed", 0...0),
    .summary("small-cache-sieve", "bytes_saved_share", 0.41...0.45),
  ]

  private static let gibibyte = 1_073_741_824.0
}

extension ShippedScenarioTests.Expectation {
  /// In `summary.csv`.
  fileprivate static func summary(
    _ scenario: String, _ metric: String, of labels: [String: String] = [:],
    _ range: ClosedRange<Double>
  ) -> Self {
    Self(
      scenario: scenario, file: "summary.csv",
      labels: labels.merging(["metric": metric]) { $1 }, column: "mean", range: range)
  }

  /// In `latency.csv`, of pulls that were served, in seconds.
  fileprivate static func latency(
    _ scenario: String, _ workload: String, _ statistic: String, _ range: ClosedRange<Double>
  ) -> Self {
    Self(
      scenario: scenario, file: "latency.csv",
      labels: [
        "workload": workload, "region": "all", "outcome": "served", "statistic": statistic,
      ], column: "mean", range: range)
  }

  /// In `faults.csv`.
  fileprivate static func fault(
    _ scenario: String, _ fault: String, _ figure: String, _ range: ClosedRange<Double>
  ) -> Self {
    Self(
      scenario: scenario, file: "faults.csv", labels: ["fault": fault, "figure": figure],
      column: "mean", range: range)
  }

  /// In `branches.csv` of `longshore whatif`, of the whole run: the difference from the undisturbed.
  fileprivate static func branch(
    _ scenario: String, _ branch: String, _ metric: String, _ range: ClosedRange<Double>
  ) -> Self {
    Self(
      scenario: scenario, file: "branches.csv",
      labels: ["branch": branch, "metric": metric, "workload": "all"], column: "difference",
      range: range, verb: "whatif")
  }

  /// In `credentials.csv`, in seconds.
  fileprivate static func unhealthy(
    _ scenario: String, _ code: String, _ range: ClosedRange<Double>
  ) -> Self {
    Self(
      scenario: scenario, file: "credentials.csv",
      labels: ["code": code, "figure": "unhealthy_time"], column: "mean", range: range)
  }
}
