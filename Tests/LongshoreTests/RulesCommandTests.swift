import ArgumentParser
import CacheRules
import Foundation
import Testing

@testable import longshore

@Suite struct RulesCommandTests {
  /// Runs `rules` with arguments, `--store` put at the end, and gives its output.
  func rules(_ store: String, _ arguments: String...) throws -> String {
    let command = try RulesCommand.parseAsRoot(arguments + ["--store", store])
    let work = try #require(command as? any PrintingCommand)
    return try work.output()
  }

  func refusal(_ body: () throws -> String) -> RuleRefusal? {
    do { _ = try body() } catch { return error as? RuleRefusal }
    return nil
  }

  @Test func theWholeLife() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(throws: RuleStoreError.missing(path: path)) { try rules(path, "list") }
    // The set is registered on first use.
    #expect(
      try rules(
        path, "add", "hub-rule", "--source", "docker.io/*", "--target", "hub/*",
        "--credential-set", "hub-set", "--overlap", "refused", "--repository", "other/one")
        == "added hub-rule: hub/* from docker.io/*\n")
    #expect(try rules(path, "credentials", "list").contains("unverified"))
    #expect(
      refusal {
        try rules(
          path, "add", "quay-rule", "--source", "quay.io/a/*", "--target", "hub/a/*",
          "--overlap", "refused")
      }?.code == "TargetRepositoryOverlapsExistingRule")
    _ = try rules(path, "add", "quay-rule", "--source", "quay.io/a/*", "--target", "hub/a/*")
    #expect(
      refusal {
        try rules(
          path, "add", "one-rule", "--source", "quay.io/b", "--target", "b/c",
          "--repository", "x/y", "--repository", "b/c")
      }?.code == "TargetRepositoryAlreadyPresentInRegistry")
    let digest = "sha256:" + String(repeating: "0", count: 64)
    #expect(
      try rules(path, "match", "hub/a/b@\(digest)") == """
        rule      quay-rule (hub/a/* from quay.io/a/*)
        why       the most specific of 2 wildcards that match: quay-rule, hub-rule
        upstream  quay.io/a/b@\(digest)

        """)
    #expect(try rules(path, "match", "hub/nginx").contains("docker.io/library/nginx:latest\n"))
    #expect(throws: RuleRefusal.self) { try rules(path, "match", "other/nginx") }
    #expect(
      try rules(path, "list") == """
          name        target    source        credentials
          hub-rule    hub/*     docker.io/*   hub-set
          quay-rule   hub/a/*   quay.io/a/*

        """)
    #expect(
      try rules(path, "list", "--csv")
        == "name,target,source,credentials\nhub-rule,hub/*,docker.io/*,hub-set\n"
        + "quay-rule,hub/a/*,quay.io/a/*,\n")
    #expect(
      try rules(path, "check") == """
        all rules and credential sets are in order
        credential set hub-set is unverified: its secrets are not named yet

        """)
    #expect(throws: PrintedFailure.self) { try rules(path, "check", "--overlap", "refused") }
    let secret = "https://my-vault.vault.azure.net/secrets/user"
    _ = try rules(path, "credentials", "set", "hub-set", "--user-name-secret", secret)
    #expect(try rules(path, "credentials", "list", "--csv").contains(secret))
    #expect(
      refusal { try rules(path, "credentials", "remove", "hub-set") }?.code == "CredentialSetInUse")
    #expect(try rules(path, "remove", "hub-rule") == "removed hub-rule\n")
    _ = try rules(path, "credentials", "remove", "hub-set")
  }

  /// Runs `body` with a store that holds the set `hub-set`.
  private func withSet(_ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let secrets = "https://my-vault.vault.azure.net/secrets"
    _ = try rules(
      path, "credentials", "add", "hub-set", "--login-server", "docker.io",
      "--user-name-secret", "\(secrets)/user", "--password-secret", "\(secrets)/password")
    try body(path)
  }

  @Test func healthOfCredentials() throws {
    try withSet { path in
      #expect(
        try rules(path, "check").hasSuffix(
          "credential set hub-set is unverified: nobody has read its secrets yet\n"))
      #expect(
        try rules(path, "credentials", "health", "hub-set", "healthy") == "hub-set is healthy\n")
      #expect(try rules(path, "check") == "all rules and credential sets are in order\n")
      #expect(
        try rules(
          path, "credentials", "health", "HUB-SET", "unhealthy", "--code", "SecretExpired",
          "--message", "the password has expired")
          == "hub-set is unhealthy (SecretExpired: the password has expired)\n")
      let shown = try rules(path, "credentials", "show", "hub-set")
      #expect(shown.contains("login server      docker.io\n"))
      #expect(
        shown.hasSuffix("health            unhealthy (SecretExpired: the password has expired)\n"))
      let failure = #expect(throws: PrintedFailure.self) { try rules(path, "check") }
      #expect(
        failure?.output
          == "credential set hub-set: unhealthy (SecretExpired: the password has expired)\n")
      // Other secrets are read anew.
      _ = try rules(
        path, "credentials", "set", "hub-set", "--password-secret",
        "https://my-vault.vault.azure.net/secrets/other")
      #expect(try rules(path, "credentials", "show", "hub-set").contains("unverified"))
      #expect(throws: (any Error).self) {
        try RulesCommand.parseAsRoot(
          ["credentials", "health", "hub-set", "healthy", "--code", "x", "--store", path])
      }
    }
  }

  @Test func whatCannotBeANameIsNotFound() throws {
    try withSet { path in
      #expect(refusal { try rules(path, "remove", "nope") }?.code == "CacheRuleNotFound")
      #expect(
        refusal { try rules(path, "remove", "a b\n") }?.sentence
          == "There is no rule named \"a b\\n\".")
      for verb in [["show"], ["remove"], ["set"], ["health"]] {
        let rest = verb == ["health"] ? ["healthy"] : []
        let arguments = ["credentials"] + verb + ["hub-se"] + rest + ["--store", path]
        let work = try #require(
          try RulesCommand.parseAsRoot(arguments) as? any PrintingCommand)
        #expect(
          refusal { try work.output() }?.sentence.hasPrefix(
            "There is no credential set named hub-se (did you mean hub-set?)") == true)
      }
    }
  }

  @Test func refusalsKeepWhatWasTyped() throws {
    try withSet { path in
      let refusal = #expect(throws: RuleRefusal.self) {
        try rules(path, "match", "myregistry.azurecr.io/hub/redis:7")
      }
      #expect(
        refusal?.description
          == "NoCacheRuleMatches: No rule matches myregistry.azurecr.io/hub/redis:7.")
    }
  }

  @Test func auditLog() throws {
    try withSet { path in
      _ = try? rules(path, "remove", "nope")
      let lines = try rules(path, "audit", "--csv").split(separator: "\n")
      #expect(lines[0] == "time_utc,principal,role,operation,subject,answer")
      let ends = lines.dropFirst().map { $0.split(separator: ",").suffix(3).joined(separator: ",") }
      #expect(
        ends == ["credentials/add,hub-set,done", "rules/remove,nope,CacheRuleNotFound"])
      #expect(lines[1].contains(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z,/))
      // The reading before is in the log, too.
      #expect(try rules(path, "audit", "--last", "1").contains("audit/read"))
    }
  }
}
