import ArgumentParser
import CacheRules
import Foundation

extension RulesCommand {
  /// `longshore rules audit`: who did what to the store.
  struct Audit: PrintingCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the audit log: who asked for what, when, and with what answer.",
      discussion: "Every access is recorded, refused ones and this one too. Times are UTC.")
    @OptionGroup var options: StoreOption
    @Option(help: "How many of the newest entries.") var last = 1_000
    @Flag(help: "Write CSV instead of a table.") var csv = false

    func validate() throws {
      guard last >= 1 else { throw ValidationError("--last \(last): expected at least 1.") }
    }

    func output() throws -> String {
      let entries = try options.open().auditLog(
        last: last, by: RulesCommand.caller, at: Date())
      let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
      let rows = entries.map { entry in
        [
          entry.time.formatted(style), entry.caller.principal, entry.caller.role.rawValue,
          entry.operation.rawValue, entry.subject, entry.refusal ?? "done",
        ]
      }
      return try render(
        ["time_utc", "principal", "role", "operation", "subject", "answer"], rows, csv: csv)
    }

    func run() throws { try perform() }
  }
}
