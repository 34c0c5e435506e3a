import Foundation
import LocalFiles
import ScenarioFiles
import SimulationKernel

/// What `longshore run` left in a folder.
public struct RecordedRun: Sendable {
  /// What it found.
  public let results: ComparedResults
  /// Its scenario; nil where its text, of another version, cannot be read any more.
  let scenario: ResolvedScenario?
  /// The warm-up of its replications; nil where its folder does not tell.
  let warmUp: Span?

  /// What a comparison needs of `manifest.json`.
  private struct Manifest: Decodable {
    var format: String
    var version: String
    var title: String
    var scenario: String
    var scenarioHash: String
    var seed: UInt64
    var replications: Int
    var fingerprint: String
    var shuffledTies: UInt64?
  }

  /// The most bytes of a file that are read: metrics of 10,000 replications are some 100 MB.
  private static let largestFile = 1 << 30

  /// Reads a folder.
  ///
  /// - Throws: ``ComparisonRefusal`` for a folder of something else, or ``ResultsFolderError`` for a
  ///   table that is none of ours.
  public init(path: String) throws {
    let shown = LocalPath.shortened(path)
    guard let text = try Self.file(ResultsFolder.manifest, in: path) else {
      throw ComparisonRefusal(
        "\(shown) holds no results: there is no \(ResultsFolder.manifest); expected a folder that "
          + "'longshore run' wrote, or a scenario file")
    }
    let manifest = try Self.manifest(text, shown: shown)
    guard let table = try Self.file("replications.csv", in: path) else {
      throw ComparisonRefusal(
        "\(shown) has no replications.csv, by which runs are compared, since an earlier version "
          + "wrote it; run its scenario again")
    }
    let observations = try ObservationTable(csv: table, file: "\(shown)/replications.csv")
    guard observations.replications == manifest.replications else {
      throw ComparisonRefusal(
        "\(shown): replications.csv has \(observations.replications) replications, and "
          + "\(ResultsFolder.manifest) says \(manifest.replications); run its scenario again")
    }
    results = ComparedResults(
      name: URL(filePath: path).lastPathComponent, title: manifest.title, isRecorded: true,
      scenarioText: manifest.scenario, scenarioHash: manifest.scenarioHash, seed: manifest.seed,
      fingerprint: manifest.fingerprint, version: manifest.version,
      shuffledTies: manifest.shuffledTies, observations: observations)
    scenario = try? ScenarioReader.read(text: manifest.scenario, path: path)
    warmUp = try Self.file("summary.csv", in: path).flatMap(Self.warmUp)
  }

  private static func manifest(
    _ bytes: [UInt8], shown: String
  ) throws(ComparisonRefusal) -> Manifest {
    struct Format: Decodable { var format: String }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let data = Data(bytes)
    let format = (try? decoder.decode(Format.self, from: data))?.format ?? ""
    guard format == ResultsKind.run.format else {
      let verb = ResultsKind(format: format).map { "'longshore \($0.rawValue)'" }
      throw ComparisonRefusal(
        "\(shown) holds results of \(verb ?? "another program"); expected those of 'longshore run'")
    }
    guard let manifest = try? decoder.decode(Manifest.self, from: data) else {
      throw ComparisonRefusal(
        "\(shown)/\(ResultsFolder.manifest) is incomplete; run its scenario again")
    }
    return manifest
  }

  /// The bytes of a file; nil where there is none of that name.
  private static func file(_ name: String, in folder: String) throws -> [UInt8]? {
    let path = LocalPath.join(folder, name)
    do {
      guard try LocalPath.kindIfAny(of: path) != nil else { return nil }
      return try InputFile(path, expected: "a file of results").read(upToCount: largestFile)
    } catch {
      throw ComparisonRefusal("\(LocalPath.shortened(path)): \(error)")
    }
  }

  /// The warm-up as the rows of `summary.csv` have it.
  private static func warmUp(_ summary: [UInt8]) -> Span? {
    guard var reader = try? CSVReader(summary, header: ["warm_up_s"]),
      let seconds = (try? reader.next()).flatMap({ $0.fields.first.flatMap(Double.init) }),
      seconds >= 0, seconds.isFinite
    else { return nil }
    return Span(seconds: seconds)
  }
}
