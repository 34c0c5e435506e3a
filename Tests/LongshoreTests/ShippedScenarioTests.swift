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
    let folder = try Self.run(scenario)
    defer { try? FileManager.default.removeItem(at: folder) }
    for expectation in Self.expectations where expectation.scenario == scenario {
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
  private static func run(_ scenario: String) throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    let process = Process()
    process.executableURL = URL(filePath: program ?? "")
    process.arguments = [
      "run", scenarios.appending(path: "\(scenario).yaml").path, "--quiet", "--output", folder.path,
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
