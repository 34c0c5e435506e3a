import Foundation
public import RegistryModel

extension Results {
  /// Writes all tables and the manifest, for ``ResultsFolder/replace(_:)``.
  ///
  /// - Parameters:
  ///   - pending: Where to; results of an earlier run are replaced.
  ///   - provenance: What the manifest says of the scenario.
  ///   - trace: For `trace.json`, what it shows; nil: no such file.
  ///   - auditedSets: For `audit.csv`, the credential sets that it names; nil: no such file.
  ///   - imageNames: For `pulls.csv`, the name of the image with a number; nil: no such file.
  /// - Throws: ``ResultsFolderError``.
  public func write(
    to pending: PendingResults, provenance: Provenance, trace: MessageTrace? = nil,
    auditedSets: [CredentialSetPlan]? = nil, imageNames: ((UInt32) -> String)? = nil
  ) throws {
    let writer = pending.writer
    try writer.table("summary.csv", Self.summaryHeader) { try writeSummary(to: &$0) }
    try writer.table("replications.csv", Self.replicationsHeader) {
      try writeReplications(to: &$0)
    }
    try writer.table("latency.csv", Self.latencyHeader) { try writeLatency(to: &$0) }
    try writer.table("hit_rate.csv", Self.hitRateHeader) { try writeHitRates(to: &$0) }
    try writer.table("timeline.csv", Self.timelineHeader) { try writeTimeline(to: &$0) }
    if !scenario.faults.isEmpty {
      try writer.table("faults.csv", Self.faultsHeader) { try writeFaults(to: &$0) }
    }
    if !scenario.usedCredentials.isEmpty {
      try writer.table("credentials.csv", Self.credentialsHeader) { try writeCredentials(to: &$0) }
    }
    try writer.table("cost.csv", Self.costHeader) { try writeCost(to: &$0) }
    if let imageNames {
      try writer.table("pulls.csv", Self.pullsHeader) {
        try writePulls(to: &$0, image: imageNames)
      }
    }
    if let auditedSets {
      try writer.table("audit.csv", Self.auditHeader) {
        try writeAudit(to: &$0, sets: auditedSets)
      }
    }
    if let trace {
      try writer.pieces("trace.json") { try TraceFile(trace).write(to: $0) }
    }
    try writer.text(ResultsFolder.manifest, manifest(provenance).text)
  }

  func manifest(_ provenance: Provenance) -> StableJSON {
    var members: [String: StableJSON] = [
      "replications": .integer(Int64(replications.count)),
      "fingerprints": .array(
        replications.map { .string(NumberText.hexadecimal($0.report.fingerprint)) }),
    ]
    members["shuffled_ties"] = provenance.shuffledTies.map { .unsigned($0) }
    return provenance.manifest(
      of: .run, title: scenario.title, seed: scenario.run.seed, fingerprint: fingerprintText,
      members)
  }
}
