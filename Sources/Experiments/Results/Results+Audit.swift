import RegistryModel
import SimulationKernel

extension Results {
  static let auditHeader = [
    "replication", "time_s", "region", "identity", "credential_set", "secret", "version", "outcome",
  ]

  /// `audit.csv`: every access to the key vault, in order of time, replication after replication.
  ///
  /// Secrets are named by their identifiers; version 0 is the newest, which was asked for and not
  /// given.
  func writeAudit(to table: inout CSVWriter, sets: [CredentialSetPlan]) throws {
    for replication in replications {
      let report = replication.report
      for access in report.vaultAccesses {
        let set = sets[Int(access.set.index)]
        try table.row([
          String(report.replication), NumberText.seconds(nanoseconds: access.time.nanoseconds),
          report.regions[Int(access.region.index)].name, set.identity, set.description.name,
          set.description.identifier(of: access.secret), String(access.version),
          access.outcome.label,
        ])
      }
    }
  }
}
