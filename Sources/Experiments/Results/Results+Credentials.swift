import CacheRules
import RegistryModel
import SimulationKernel

extension Results {
  static let credentialsHeader = [
    "credential_set", "upstream", "region", "status", "code", "figure", "unit", "replications",
    "mean", "half_width",
  ]

  /// `credentials.csv`: how each region knew each credential set to be, in the order in which rules
  /// name the sets: the share of replications that ended so, and for how long a set was unhealthy for
  /// each reason. Reasons that no replication knew have no rows.
  func writeCredentials(to table: inout CSVWriter) throws {
    let regions = scenario.registry.regions
    for (set, credential) in scenario.usedCredentials.enumerated() {
      for (region, name) in regions.enumerated() {
        func row(
          _ status: String, _ code: String, _ figure: String, _ unit: String, _ found: Estimate?
        )
          throws
        {
          guard let estimate = found, estimate.range != 0...0 else { return }
          try table.row(
            [
              credential.name, credential.host, name, status, code, figure, unit,
              String(estimate.count),
            ] + estimate.fields)
        }
        func ended(_ status: CredentialHealth.Status, _ code: String?) -> Estimate? {
          mean { report in
            let health = report.regions[region].credentialHealth
            guard health.indices.contains(set) else { return nil }
            return health[set].status == status && health[set].code == code ? 1 : 0
          }
        }
        for status in [CredentialHealth.Status.unverified, .healthy] {
          try row(status.rawValue, "", "ended_so", "1", ended(status, nil))
        }
        let unhealthy = CredentialHealth.Status.unhealthy
        for (index, code) in RegionReport.credentialCodes.enumerated() {
          try row(unhealthy.rawValue, code, "ended_so", "1", ended(unhealthy, code))
          let time = mean { report in
            let times = report.regions[region].unhealthyTimes
            return times.indices.contains(set) ? times[set][index].seconds : nil
          }
          try row(unhealthy.rawValue, code, "unhealthy_time", "s", time)
        }
      }
    }
  }
}
