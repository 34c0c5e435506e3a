import Experiments
import Foundation

/// Writes to a results database until it is killed, and prints the number of each write once it is
/// confirmed.
///
/// `results-crash-probe DATABASE store FROM TO` stores replications with these numbers, the last
/// excluded; `… record FROM TO` records experiments with so many metrics that a transaction takes
/// several pages.
@main struct Probe {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count == 5, let from = Int(arguments[3]), let to = Int(arguments[4]) else {
      exit(64)
    }
    do {
      let database = try ResultsDatabase(path: arguments[1])
      for number in from..<to {
        switch arguments[2] {
        case "store": try database.store(replication(number), of: run)
        case "record": try record(number, in: database)
        default: exit(64)
        }
        // Straight to the pipe: a number that is read was confirmed.
        FileHandle.standardOutput.write(Data("\(number)\n".utf8))
      }
    } catch {
      FileHandle.standardError.write(Data("\(error)\n".utf8))
      exit(1)
    }
  }

  static let run = RunKey(identity: String(repeating: "5a", count: 16), program: "probe")

  static func replication(_ number: Int) -> StoredReplication {
    let byte = UInt8(truncatingIfNeeded: number)
    return StoredReplication(
      number: number, fingerprint: UInt64(number),
      figures: Data(repeating: byte, count: 50_000))
  }

  static func record(_ number: Int, in database: ResultsDatabase) throws {
    let experiment = ExperimentRecord(
      verb: "run", title: "Experiment \(number)", scenario: "probe.yaml",
      scenarioText: "title: probe\n", scenarioHash: "", seed: UInt64.max, replications: 1,
      started: Date(timeIntervalSince1970: 0), folder: "", verdict: "stable", fingerprint: "",
      program: "probe")
    let metrics = (0..<200).map { place in
      ExperimentMetric(
        Metric("metric_\(place)", unit: "1"), count: 1, mean: Double(number), halfWidth: nil)
    }
    let parameters = [ExperimentParameter(key: "number", value: "\(number)")]
    try database.record(experiment, parameters: parameters, metrics: metrics)
  }
}
