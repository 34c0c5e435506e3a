import Foundation
import Testing

@testable import RequestLog

/// Files that tell when tags change.
@Suite struct TagChangeLogTests {
  private func read(_ text: String) throws(RequestLogError) -> TagChangeLog {
    try TagChangeLog(bytes: Array(text.utf8), name: "changes.csv")
  }

  @Test func secondsCountFromTheStartOfTheRun() throws {
    let log = try read(
      "time,repository,tag\r\n90.5,docker.io/library/node,latest\n\n"
        + "60,mcr.microsoft.com/dotnet/sdk,10.0")
    #expect(log.changes.map(\.time) == [90_500_000_000, 60_000_000_000])
    #expect(log.changes.map(\.host) == ["docker.io", "mcr.microsoft.com"])
    #expect(log.changes.map(\.path) == ["library/node", "dotnet/sdk"])
    #expect(log.changes.map(\.tag) == ["latest", "10.0"])
    #expect(log.changes.map(\.line) == [2, 4])
    #expect(try read("time,repository,tag\n").changes.isEmpty)
  }

  @Test func timestampsCountFromTheEarliest() throws {
    let log = try read(
      """
      time,repository,tag
      2026-08-01T12:00:30.25Z,docker.io/library/node,latest
      2026-08-01T14:00:00+02:00,docker.io/library/redis,latest
      """)
    #expect(log.changes.map(\.time) == [30_250_000_000, 0])
  }

  @Test(arguments: [
    ("", "changes.csv:1: the file is empty; expected the header time,repository,tag"),
    ("at,image\n", "changes.csv:1: the header is 'at,image'; expected time,repository,tag"),
    ("1,docker.io/a", "changes.csv:2: 2 fields; expected 3: time,repository,tag"),
    ("-1,docker.io/a,b", "changes.csv:2: column time is '-1'; expected seconds such as 12.5"),
    (
      "2026-13-01T00:00:00Z,docker.io/a,b",
      "changes.csv:2: column time is '2026-13-01T00:00:00Z'; expected a timestamp such as "
        + "2026-08-01T12:00:00Z"
    ),
    (
      "1,docker.io/a,b\n2026-08-01T12:00:00Z,docker.io/a,b",
      "changes.csv:3: column time is '2026-08-01T12:00:00Z'; expected seconds such as 12.5, as in "
        + "the lines before"
    ),
    (
      "1,library/node,b",
      "changes.csv:2: column repository is 'library/node'; expected a host and a path such as "
        + "docker.io/library/nginx"
    ),
    (
      "1,docker.io/Node,b",
      "changes.csv:2: column repository is 'docker.io/Node'; expected a host and a path such as "
        + "docker.io/library/nginx"
    ),
    ("1,docker.io/a,", "changes.csv:2: column tag is ''; expected a tag such as latest"),
  ])
  func mistakesAreNamedWithLineAndColumn(text: String, expected: String) {
    let whole = text.first?.isNumber == true || text.first == "-" ? "time,repository,tag\n" : ""
    #expect(throws: RequestLogError.self) { try read(whole + text) }
    do { _ = try read(whole + text) } catch { #expect(error.description == expected) }
  }

  @Test func lengthsAreLimited() {
    let line = String(repeating: "x", count: ByteSource.longestLine + 1)
    #expect(throws: RequestLogError.self) { try read("time,repository,tag\n" + line) }
    let text = "time,repository,tag\n" + String(repeating: "1,a.b/c,d\n", count: 4)
    do {
      _ = try TagChangeLog(ByteSource(bytes: Array(text.utf8), name: "changes.csv"), most: 3)
      Issue.record("more changes were read than may be")
    } catch {
      #expect(error.description == "changes.csv:5: there are more than 3 changes")
    }
  }
}
