import Foundation
import RegistryModel
import ScenarioFiles
import SimulationKernel
import Testing

@testable import Experiments

/// The committed results of the quickstart, against what the program produces today.
///
/// A debug build takes minutes for all of the replications, so the test runs one of them and compares
/// the fingerprint of its messages. Continuous integration compares the files byte for byte, with the
/// release build.
@Suite("The quickstart's baseline")
struct BaselineTests {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  static let baseline = root.appending(path: "Results/quickstart")

  struct Manifest: Decodable {
    var fingerprints: [String]
    var scenarioHash: String

    enum CodingKeys: String, CodingKey {
      case fingerprints
      case scenarioHash = "scenario_hash"
    }
  }

  @Test(
    .disabled(
      if: ProcessInfo.processInfo.environment["LONGSHORE_RELEASE"] != nil,
      "the optimised program's files are compared byte for byte"))
  func aReplicationHasTheCommittedFingerprint() throws {
    let manifest = try JSONDecoder().decode(
      Manifest.self, from: Data(contentsOf: Self.baseline.appending(path: "manifest.json")))
    let resolved = try ScenarioReader.read(
      path: Self.root.appending(path: "Scenarios/quickstart.yaml").path)
    #expect(resolved.scenarioHash == manifest.scenarioHash)
    var simulation = Simulation(try WorldPlan(resolved), replication: 0)
    simulation.run(until: .zero + resolved.scenario.run.duration)
    let expected = try #require(manifest.fingerprints.first)
    #expect(NumberText.hexadecimal(simulation.fingerprint) == expected)
    #expect(simulation.report.violations == [])
  }
}
