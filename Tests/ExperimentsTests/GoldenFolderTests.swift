import Foundation
import RegistryModel
import ScenarioFiles
import Testing

@testable import Experiments

/// Every file that a run writes, byte for byte, for a scenario of seconds.
///
/// When the model or the files change on purpose, the folder is written anew:
/// `longshore run Tests/Golden/two-regions.yaml --output Tests/Golden/two-regions --pulls`.
@Suite("Golden folder: the bytes of result files")
struct GoldenFolderTests {
  static let golden = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Golden")

  @Test func aRunWritesTheCommittedBytes() throws {
    let resolved = try ScenarioReader.read(
      path: Self.golden.appending(path: "two-regions.yaml").path)
    let plan = try WorldPlan(resolved)
    let results = try resolved.replicated(recording: Recording(pulls: true))
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    try results.write(
      to: ResultsFolder(folder.path),
      provenance: Provenance(
        scenarioText: resolved.canonicalYAML, scenarioHash: resolved.scenarioHash),
      imageNames: { plan.content.images[Int($0)].reference })

    let committed = Self.golden.appending(path: "two-regions")
    let names = try FileManager.default.contentsOfDirectory(atPath: committed.path).sorted()
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == names)
    for name in names {
      let expected = try String(contentsOf: committed.appending(path: name), encoding: .utf8)
      let written = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
      let difference = zip(
        written.split(separator: "\n", omittingEmptySubsequences: false),
        expected.split(separator: "\n", omittingEmptySubsequences: false)
      ).first { $0 != $1 }
      #expect(
        written == expected,
        """
        \(name) differs: \(difference.map { "\"\($0)\", not \"\($1)\"" } ?? "in length"); write \
        the folder anew if this is meant
        """)
    }
  }
}
