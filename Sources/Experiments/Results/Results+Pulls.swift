import RegistryModel
import SimulationKernel

extension Results {
  static let pullsHeader = [
    "replication", "workload", "pull", "image", "node", "region", "started_s", "ended_s",
    "latency_s", "attempts", "outcome",
  ]

  /// `pulls.csv`: every pull that started after the warm-up and ended, in the order in which they
  /// ended, workload after workload, replication after replication.
  ///
  /// - Parameter image: The name of the image with a number.
  func writePulls(to table: inout CSVWriter, image: (UInt32) -> String) throws {
    let measuredFrom = Instant.zero + scenario.run.warmUp
    for replication in replications {
      let report = replication.report
      let number = String(report.replication)
      for workload in report.workloads {
        for pull in workload.pulls where pull.startedAt >= measuredFrom {
          let region = Int(pull.region.index)
          try table.row([
            number, workload.name, String(pull.number), image(pull.tag), String(pull.node),
            region < report.regions.count ? report.regions[region].name : "",
            NumberText.seconds(nanoseconds: pull.startedAt.nanoseconds),
            NumberText.seconds(nanoseconds: pull.endedAt.nanoseconds),
            NumberText.seconds(nanoseconds: (pull.endedAt - pull.startedAt).nanoseconds),
            String(pull.attempts), pull.status.outcome,
          ])
        }
      }
    }
  }
}
