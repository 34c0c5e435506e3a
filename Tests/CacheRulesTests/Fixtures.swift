import CacheRules
import Foundation

/// Shorthands of this target's tests.
enum Fixture {
  static let contributor = Caller(principal: "tester", role: .contributor)
  static let time = Date(timeIntervalSince1970: 1_750_000_000)
  static let hubName = "hub-credentials"

  static func hub() throws -> CredentialSet {
    let name = try ResourceName(hubName, of: .credentialSet)
    return try CredentialSet(
      name: name, loginServer: "docker.io",
      principalID: CredentialSet.principalID(of: name, in: "test"))
  }

  /// A rule with the credentials that its upstream asks for.
  static func rule(_ target: String, _ source: String, _ name: String = "rule-one") throws
    -> CacheRule
  {
    let authentication: RuleAuthentication =
      source.hasPrefix("docker.io")
      ? .credentialSet(try ResourceName(hubName, of: .credentialSet)) : .anonymous
    return try CacheRule(
      name: name, source: source, target: target, authentication: authentication)
  }

  static func context(
    _ policy: OverlapPolicy = .ordered, _ repositories: [String] = []
  ) throws -> RuleContext {
    RuleContext(
      policy: policy, repositories: try repositories.map { try RepositoryPath($0) },
      credentialSets: [try hub()])
  }

  /// The refusal that `body` throws, nil where it throws none.
  static func refusal(_ body: () throws -> Void) -> RuleRefusal? {
    do { try body() } catch { return error as? RuleRefusal }
    return nil
  }

  static func storeError(_ body: () throws -> Void) -> RuleStoreError? {
    do { try body() } catch { return error as? RuleStoreError }
    return nil
  }

  /// Runs `body` with a path in a new folder, and removes the folder.
  static func withFolder<Value>(_ body: (URL) throws -> Value) throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }
}
