import ArgumentParser
import CacheRules
import Foundation
import Testing

@testable import longshore

@Suite struct RulesCommandTests {
  /// Runs `rules` with arguments, `--store` put at the end, and gives its output.
  func rules(_ store: String, _ arguments: String...) throws -> String {
    let command = try RulesCommand.parseAsRoot(arguments + ["--store", store])
    let work = try #require(command as? any RulesCommand.Work)
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
    #expect(throws: RulesCommand.Failure.self) { try rules(path, "match", "other/nginx") }
    #expect(
      try rules(path, "list") == """
        name       target   source       credentials
        hub-rule   hub/*    docker.io/*  hub-set
        quay-rule  hub/a/*  quay.io/a/*

        """)
    #expect(
      try rules(path, "list", "--csv")
        == "name,target,source,credentials\r\nhub-rule,hub/*,docker.io/*,hub-set\r\n"
        + "quay-rule,hub/a/*,quay.io/a/*,\r\n")
    _ = try rules(path, "check")
    #expect(throws: RulesCommand.Failure.self) { try rules(path, "check", "--overlap", "refused") }
    let secret = "https://my-vault.vault.azure.net/secrets/user"
    _ = try rules(path, "credentials", "set", "hub-set", "--user-name-secret", secret)
    #expect(try rules(path, "credentials", "list", "--csv").contains(secret))
    #expect(
      refusal { try rules(path, "credentials", "remove", "hub-set") }?.code == "CredentialSetInUse")
    #expect(try rules(path, "remove", "hub-rule") == "removed hub-rule\n")
    _ = try rules(path, "credentials", "remove", "hub-set")
  }
}
