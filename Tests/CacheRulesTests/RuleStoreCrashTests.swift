import CacheRules
import Foundation
import GRDB
import Testing

@Suite struct RuleStoreCrashTests {
  /// The probe, built beside the tests.
  static func probe(_ arguments: String...) -> (process: Process, output: Pipe, errors: Pipe) {
    let process = Process()
    process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().appending(path: "rulestore-crash-probe")
    process.arguments = arguments
    let output = Pipe()
    let errors = Pipe()
    process.standardOutput = output
    process.standardError = errors
    return (process, output, errors)
  }

  static func text(_ pipe: Pipe) throws -> String {
    String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
  }

  /// A change that a process is killed at; the raw value is the probe's word.
  enum Change: String, CaseIterable, Sendable {
    case add, replace, update, remove
    case addSet = "add-set"
    case changeSet = "change-set"
    case removeSet = "remove-set"

    /// How many changes one store takes.
    static let count = 60

    /// The word of the probe that makes what is there before the first change, if anything.
    var preparation: Change? {
      switch self {
      case .add, .addSet: nil
      case .replace, .update, .remove: .add
      case .changeSet, .removeSet: .addSet
      }
    }

    /// How the log calls it.
    var operation: CacheRules.Operation {
      switch self {
      case .add, .replace: .addRule
      case .update: .updateRule
      case .remove: .removeRule
      case .addSet: .addCredentialSet
      case .changeSet: .updateCredentialSet
      case .removeSet: .removeCredentialSet
      }
    }

    /// Whether the change of a number has been made to a store's rules and sets.
    func isMade(_ number: Int, _ rules: [CacheRule], _ sets: [CredentialSet]) -> Bool {
      let rule = rules.first { $0.name.text == "rule-\(number)" }
      let set = sets.first { $0.name.text == "set-\(number)" }
      switch self {
      case .add: return rule != nil
      case .replace:
        return rule?.source.description == "quay.io/second/\(number)"
          && rule?.target.description == "moved/\(number)"
      case .update: return rule.map { $0.authentication != .anonymous } ?? false
      case .remove: return rule == nil
      case .addSet: return set != nil
      case .changeSet:
        return set?.password?.name == "number-\(number)" && set?.health.status == .healthy
      case .removeSet: return set == nil
      }
    }

    /// How many rules, and sets besides `quay-set`, there are after so many changes.
    func counts(after made: Int) -> (rules: Int, sets: Int) {
      switch self {
      case .add: (made, 0)
      case .replace, .update: (Self.count, 0)
      case .remove: (Self.count - made, 0)
      case .addSet: (0, made)
      case .changeSet: (0, Self.count)
      case .removeSet: (0, Self.count - made)
      }
    }
  }

  /// Fills a new store with what a change starts from, in one process that is left alone.
  private func prepare(_ change: Change, _ path: String) throws {
    _ = try RuleStore(path: path).addCredentialSet(
      try ResourceName("quay-set", of: .credentialSet), loginServer: "quay.io",
      by: Fixture.contributor, at: Fixture.time)
    guard let preparation = change.preparation else { return }
    let (process, output, errors) = Self.probe(path, preparation.rawValue, "0", "\(Change.count)")
    try process.run()
    _ = try Self.text(output)
    #expect(try Self.text(errors) == "")
    process.waitUntilExit()
  }

  /// Kills a process that makes changes one after the other, at moments spread over its writing. Each
  /// time all that was confirmed is there, at most the one more that was being made, nothing by
  /// halves, and as many lines of the log.
  @Test(arguments: Change.allCases)
  func killedWhileChanging(change: Change) throws {
    try Fixture.withFolder { folder in
      let path = folder.appending(path: "rules.db").path
      try prepare(change, path)
      let logged = try RuleStore(path: path).auditLog(by: Fixture.contributor, at: Fixture.time)
        .count { $0.operation == change.operation }
      var made = 0
      for round in 0..<8 where made < Change.count {
        let (process, output, _) = Self.probe(path, change.rawValue, "\(made)", "\(Change.count)")
        try process.run()
        // Until the first confirmation it may still be opening the store; then odd microseconds.
        var lines = Data()
        if round % 4 != 3 { lines = output.fileHandleForReading.availableData }
        usleep(UInt32(round * 1_713 + 211))
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        lines += try output.fileHandleForReading.readToEnd() ?? Data()
        let confirmed = made + String(decoding: lines, as: UTF8.self).split(separator: "\n").count

        made = try check(change, path, "round \(round)", confirmed: confirmed, logged: logged)
      }
      #expect(made > 4)
    }
  }

  /// Checks a store after a kill; returns how many changes have been made.
  private func check(
    _ change: Change, _ path: String, _ round: Comment, confirmed: Int, logged: Int
  ) throws -> Int {
    let store = try RuleStore(path: path)
    let rules = try store.ruleSet(by: Fixture.contributor, at: Fixture.time).rules
    let sets = try store.credentialSets(by: Fixture.contributor, at: Fixture.time)
    let isMade = (0..<Change.count).map { change.isMade($0, rules, sets) }
    let made = isMade.count { $0 }
    let areInOrder = !isMade.prefix(made).contains(false)
    #expect(areInOrder, round)
    #expect(made == confirmed || made == confirmed + 1, round)
    let (ruleCount, setCount) = change.counts(after: made)
    #expect(rules.count == ruleCount && sets.count == 1 + setCount, round)
    let log = try store.auditLog(by: Fixture.contributor, at: Fixture.time)
    let entries = log.count { $0.operation == change.operation }
    #expect(entries == logged + made, round)
    let problems = try store.problems(by: Fixture.contributor, at: Fixture.time)
    #expect(problems == [], round)
    return made
  }

  /// Two processes that make the store and add at once: both get everything in.
  @Test func twoAtOnce() throws {
    try Fixture.withFolder { folder in
      let path = folder.appending(path: "rules.db").path
      let probes = [
        Self.probe(path, "add", "0", "40"), Self.probe(path, "add", "40", "80"),
      ]
      for probe in probes { try probe.process.run() }
      for probe in probes {
        let errors = try Self.text(probe.errors)
        probe.process.waitUntilExit()
        #expect(probe.process.terminationStatus == 0, "\(errors)")
      }
      let store = try RuleStore(path: path)
      #expect(try store.ruleSet(by: Fixture.contributor, at: Fixture.time).rules.count == 80)
      #expect(try store.problems(by: Fixture.contributor, at: Fixture.time) == [])
    }
  }

  @Test func unwritable() throws {
    try Fixture.withFolder { folder in
      let path = folder.appending(path: "rules.db").path
      _ = try RuleStore(path: path)
      try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: path)
      try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.path)
      let (process, output, errors) = Self.probe(path, "unprivileged")
      try process.run()
      process.waitUntilExit()
      #expect(try Self.text(output).isEmpty)
      #expect(try Self.text(errors).contains("cannot be written"))
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
    }
  }
}
