import CacheRules
import Foundation
import GRDB
import Testing

@Suite struct RuleStoreTests {
  let caller = Fixture.contributor
  let time = Fixture.time

  @Test func staysAfterReopening() throws {
    try Fixture.withFolder { folder in
      let path = folder.appending(path: "rules.db").path
      let rule = try Fixture.rule("hub/*", "docker.io/*")
      do {
        let store = try RuleStore(path: path, registry: "contoso")
        try store.add(rule, registeringCredentialSet: true, by: caller, at: time)
        try store.add(try Fixture.rule("a/b", "quay.io/a", "rule-two"), by: caller, at: time)
      }
      let store = try RuleStore(path: path, creating: false)
      #expect(store.registry == "contoso")
      #expect(
        try store.ruleSet(by: caller, at: time).rules.map(\.name.text) == ["rule-one", "rule-two"])
      #expect(try store.ruleSet(by: caller, at: time).rules.first == rule)
      let sets = try store.credentialSets(by: caller, at: time)
      #expect(sets.map(\.loginServer) == ["docker.io"] && sets[0].health.status == .unverified)
      #expect(try store.problems(by: caller, at: time).isEmpty)
      try store.remove(try ResourceName("RULE-two"), by: caller, at: time)
      #expect(try store.ruleSet(by: caller, at: time).rules.count == 1)
    }
  }

  @Test func refusedChangeLeavesOnlyItsAuditLine() throws {
    try Fixture.withFolder { folder in
      let store = try RuleStore(path: folder.appending(path: "rules.db").path)
      // The set would be registered before the repository is found to exist.
      let rule = try Fixture.rule("a/b", "docker.io/a/b")
      let taken = [try RepositoryPath("a/b")]
      #expect(
        Fixture.refusal {
          try store.add(
            rule, repositories: taken, registeringCredentialSet: true, by: caller, at: time)
        }?.code == "TargetRepositoryAlreadyPresentInRegistry")
      #expect(try store.credentialSets(by: caller, at: time).isEmpty)
      let nobody = Caller(principal: "eve", role: .none)
      let reader = Caller(principal: "ann", role: .reader)
      #expect(
        Fixture.refusal { _ = try store.ruleSet(by: nobody, at: time) }?.sentence
          == "\"eve\" has the role none, and rules/list needs reader.")
      #expect(try store.ruleSet(by: reader, at: time).rules.isEmpty)
      #expect(
        Fixture.refusal { try store.add(rule, by: reader, at: time) }?.code
          == "AuthorizationFailed")
      #expect(Fixture.refusal { _ = try store.auditLog(by: reader, at: time) } != nil)
      let log = try store.auditLog(by: caller, at: time)
      #expect(
        log.map { "\($0.caller.principal) \($0.operation.rawValue) \($0.refusal ?? "done")" } == [
          "tester rules/add TargetRepositoryAlreadyPresentInRegistry",
          "tester credentials/read done", "eve rules/list AuthorizationFailed",
          "ann rules/list done", "ann rules/add AuthorizationFailed",
          "ann audit/read AuthorizationFailed",
        ])
      #expect(log.allSatisfy { $0.time == time })
    }
  }

  @Test func aMatchIsLoggedWithItsReferenceAndAnswer() throws {
    try Fixture.withFolder { folder in
      let store = try RuleStore(path: folder.appending(path: "rules.db").path)
      let rule = try Fixture.rule("hub/*", "docker.io/*")
      try store.add(rule, registeringCredentialSet: true, by: caller, at: time)
      let reader = Caller(principal: "ann", role: .reader)
      let found = try ImageReference("shop.azurecr.io/hub/redis:7")
      #expect(try store.match(found, by: reader, at: time).rule == rule)
      let missing = try ImageReference("web/redis")
      #expect(
        Fixture.refusal { _ = try store.match(missing, by: reader, at: time) }
          == .noRuleMatches(missing))
      let log = try store.auditLog(by: caller, at: time).dropFirst()
      #expect(
        log.map { "\($0.operation.rawValue) \($0.subject) \($0.refusal ?? "done")" } == [
          "rules/match shop.azurecr.io/hub/redis:7 done",
          "rules/match web/redis:latest NoCacheRuleMatches",
        ])
    }
  }

  @Test func credentialSets() throws {
    try Fixture.withFolder { folder in
      let store = try RuleStore(path: folder.appending(path: "rules.db").path)
      let name = try ResourceName(Fixture.hubName, of: .credentialSet)
      var set = try store.addCredentialSet(name, loginServer: "docker.io", by: caller, at: time)
      #expect(set.principalID == CredentialSet.principalID(of: name, in: "registry"))
      #expect(set.principalID != CredentialSet.principalID(of: name, in: "other"))
      #expect(
        set.principalID.wholeMatch(
          of: /[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
      func code(_ body: () throws -> Void) -> String? { Fixture.refusal(body)?.code }
      #expect(
        code { try store.addCredentialSet(name, loginServer: "docker.io", by: caller, at: time) }
          == "CredentialSetAlreadyExists")
      let other = try ResourceName("mcr-credentials", of: .credentialSet)
      #expect(
        code {
          try store.addCredentialSet(
            other, loginServer: "mcr.microsoft.com", by: caller, at: time)
        } == "UpstreamAuthenticationNotSupported")
      set.userName = try SecretIdentifier("https://my-vault.vault.azure.net/secrets/user")
      set.health = CredentialHealth(.unhealthy, code: "SecretNotFound", message: "no such secret")
      try store.updateCredentialSet(set, by: caller, at: time)
      #expect(try store.credentialSets(by: caller, at: time) == [set])
      let moved = try CredentialSet(
        name: name, loginServer: "quay.io", principalID: set.principalID)
      #expect(
        code { try store.updateCredentialSet(moved, by: caller, at: time) }
          == "CredentialSetLoginServerFixed")
      try store.add(try Fixture.rule("a/b", "docker.io/a/b"), by: caller, at: time)
      #expect(
        code { try store.removeCredentialSet(name, by: caller, at: time) } == "CredentialSetInUse")
      try store.remove(try ResourceName("rule-one"), by: caller, at: time)
      try store.removeCredentialSet(name, by: caller, at: time)
      #expect(
        code { try store.removeCredentialSet(name, by: caller, at: time) }
          == "CredentialSetNotFound")
    }
  }

  @Test func filesThatAreNoStore() throws {
    try Fixture.withFolder { folder in
      func error(_ name: String, creating: Bool = true) -> RuleStoreError? {
        Fixture.storeError {
          _ = try RuleStore(path: folder.appending(path: name).path, creating: creating)
        }
      }
      let absent = folder.appending(path: "absent.db").path
      #expect(error("absent.db", creating: false) == .missing(path: absent))
      #expect(!FileManager.default.fileExists(atPath: absent))
      #expect(
        Fixture.storeError { _ = try RuleStore(path: folder.path) }
          == .isDirectory(path: folder.path))
      #expect(Fixture.storeError { _ = try RuleStore(path: ":memory:") } != nil)
      #expect(Fixture.storeError { _ = try RuleStore(path: "") } != nil)
      #expect(error("no/such/folder/rules.db") != nil)

      // An empty file of someone's is no store, and is none after it was asked for its rules.
      let empty = folder.appending(path: "empty").path
      #expect(FileManager.default.createFile(atPath: empty, contents: nil))
      #expect(error("empty", creating: false) == .missing(path: empty))
      #expect(FileManager.default.contents(atPath: empty) == Data())

      let text = folder.appending(path: "text")
      let words = Data(String(repeating: "no database ", count: 100).utf8)
      try words.write(to: text)
      #expect(error("text") == .notAStore(path: text.path))
      // Nobody writes to it: reading it would never end.
      let pipe = folder.appending(path: "pipe").path
      let made = unsafe mkfifo(pipe, 0o600)
      #expect(made == 0)
      #expect(error("pipe") == .notAStore(path: pipe))
      #expect(try Data(contentsOf: text) == words)

      let foreign = folder.appending(path: "foreign.db").path
      try DatabaseQueue(path: foreign).write { try $0.execute(sql: "CREATE TABLE t (a)") }
      #expect(error("foreign.db") == .notAStore(path: foreign))

      let newer = folder.appending(path: "newer.db").path
      _ = try RuleStore(path: newer)
      try DatabaseQueue(path: newer).write {
        try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('2 something new')")
      }
      #expect(error("newer.db") == .newerSchema(path: newer))
    }
  }

  @Test func lockedStore() throws {
    try Fixture.withFolder { folder in
      let path = folder.appending(path: "rules.db").path
      _ = try RuleStore(path: path)
      try DatabaseQueue(path: path).inDatabase { db in
        try db.execute(sql: "BEGIN EXCLUSIVE")
        #expect(
          Fixture.storeError { _ = try RuleStore(path: path, patience: 0.05) }
            == .locked(path: path))
        try db.execute(sql: "ROLLBACK")
      }
      _ = try RuleStore(path: path, patience: 0.05)
    }
  }

  @Test func checkNamesEveryProblem() throws {
    try Fixture.withFolder { folder in
      let path = folder.appending(path: "rules.db").path
      let store = try RuleStore(path: path)
      try store.add(try Fixture.rule("*", "quay.io/*"), by: caller, at: time)
      try store.add(try Fixture.rule("a/*", "quay.io/a/*", "rule-two"), by: caller, at: time)
      try DatabaseQueue(path: path).write {
        try $0.execute(
          sql: """
            INSERT INTO cacheRule (name, source, target) VALUES ('rule-bad', 'quay.io/x', 'BAD');
            INSERT INTO cacheRule (name, source, target) VALUES ('rule-hub', 'docker.io/x/y', 'x');
            """)
      }
      let problems = try store.problems(policy: .refused, by: caller, at: time)
      #expect(problems.count == 3)
      #expect(problems[0].hasPrefix("rule rule-two: TargetRepositoryOverlapsExistingRule"))
      #expect(problems[1].hasPrefix("rule \"rule-bad\": TargetRepositoryInvalid"))
      #expect(problems[2].hasPrefix("rule rule-hub: EnforceDockerAuthentication"))
      let error = Fixture.storeError { _ = try store.ruleSet(by: caller, at: time) }
      guard case .damaged = error else {
        Issue.record("an unreadable rule must be told, not \(String(describing: error))")
        return
      }
    }
  }

  @Test func aFileOfAFewBytesIsNotWrittenOver() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    for text in ["x", "SQLite", "a short note of somebody else"] {
      try Data(text.utf8).write(to: URL(filePath: path))
      #expect(throws: RuleStoreError.notAStore(path: path)) { try RuleStore(path: path) }
      #expect(try Data(contentsOf: URL(filePath: path)) == Data(text.utf8))
    }
  }
}
