import Foundation
import ScenarioFiles
import Testing

@testable import Experiments

@Suite("Comparison: table, Markdown, CSV")
struct ComparisonOutputTests {
  private func comparison() throws -> Comparison {
    try Comparison(
      ComparisonTests.side(
        "a|b.yaml",
        [
          ("latency_p99", "s", ComparisonTests.values(1, 2, 3, 4)),
          (
            "served_share", "1",
            [(90, 100), (95, 100), (99, 100), (100, 100)]
              .map { .ratio(numerator: $0.0, denominator: $0.1) }
          ),
          ("bytes_fetched", "bytes", ComparisonTests.values(1024, 1024, 1024, 1024)),
          ("messages", "messages", ComparisonTests.values(10, 11, 9, 10)),
        ]),
      ComparisonTests.side(
        "new.yaml",
        [
          ("latency_p99", "s", ComparisonTests.values(3, 4.5, 5, 6.5)),
          (
            "served_share", "1",
            [(90, 100), (95, 100), (99, 100), (100, 100)]
              .map { .ratio(numerator: $0.0, denominator: $0.1) }
          ),
          ("bytes_fetched", "bytes", ComparisonTests.values(1000, 1100, 1000, 1100)),
          ("messages", "messages", ComparisonTests.values(20, 21, 19, 20)),
        ]), notes: ["A note."])
  }

  @Test("Markdown: the verdict first, then the judged metrics, the rest folded away")
  func markdown() throws {
    let markdown = try comparison().markdown
    #expect(
      markdown.hasPrefix(
        "## new.yaml against a\\|b.yaml\n\n**Regression: latency_p99 is 90.0 ± 28."), "\(markdown)")
    #expect(
      markdown.contains("\n| latency_p99 |  | 2.50 s | 4.75 s | +2.25 ± 0.70 s | +90.0 % | 5 % |"))
    #expect(markdown.contains("\nIdentical in every replication: served_share.\n"))
    let parts = markdown.split(separator: "<details>")
    #expect(parts.count == 2 && parts[1].contains("- A note.\n"))
    #expect(parts[1].contains("\n| messages |  | 10 | 20 | +10 | +100.0 % | 5 % |"))
    #expect(markdown.hasSuffix("\n\n</details>\n"))
  }

  @Test("CSV: a row a metric, judged ones first, with the level of its intervals")
  func csv() throws {
    let lines = try comparison().csv.split(separator: "\n").map(String.init)
    #expect(
      lines.first
        == "metric,workload,region,to_region,upstream,outcome,fault,unit,n,first_mean,"
        + "first_half_width,second_mean,second_half_width,difference,difference_half_width,"
        + "relative_difference,correlation,variance_ratio,tolerance,better,verdict,level,judged")
    let ends = [
      ("latency_p99,,,,,,,s,4,2.5,", ",lower,worse,0.983333,yes"),
      ("served_share,,,,,,,1,4,0.96,", ",higher,identical,0.983333,yes"),
      ("bytes_fetched,,,,,,,bytes,4,1024,0,1050,", ",lower,undecided,0.983333,yes"),
      ("messages,,,,,,,messages,4,10,", ",,changed,0.95,no"),
    ]
    #expect(lines.count == 1 + ends.count)
    for (line, (start, end)) in zip(lines.dropFirst(), ends) {
      #expect(line.hasPrefix(start) && line.hasSuffix(end), "\(line)")
    }
  }

  @Test("The table shows what Markdown shows, in lines that fit, and where the files went")
  func table() throws {
    let text = ComparisonTable(try comparison(), resultsPath: "Results/new-compare").text
    #expect(
      text.hasPrefix("new.yaml (B) against a|b.yaml (A)\nA a|b.yaml: By hand; seed 1, 4 repl"))
    #expect(text.contains("\nRegression: latency_p99 is "))
    #expect(
      text.contains("Other metrics that changed") && text.contains("\n\nA note.\nCommon random"))
    #expect(text.hasSuffix("\n\nTables in Results/new-compare\n"))
  }

  @Test("The folder: both scenarios in the manifest, and nothing of this machine")
  func folder() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try ResultsFolder(path, .compare).replace { try comparison().write(to: $0) }
    let manifest = try String(contentsOfFile: path + "/manifest.json", encoding: .utf8)
    for expected in [
      "\"format\": \"longshore-comparison-1\"", "\"title\": \"new.yaml against a|b.yaml\"",
      "\"pairing\": \"paired\"", "\"verdict\": \"regression\"", "\"first\": {", "\"second\": {",
      "\"scenario\": \"title: By hand\\n\"", "\"seed\": 1", "\"version\": \"\(Version.current)\"",
    ] {
      #expect(manifest.contains(expected), "\(expected)")
    }
  }
}
