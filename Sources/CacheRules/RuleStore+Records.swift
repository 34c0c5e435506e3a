import GRDB

import struct Foundation.Date

/// A rule as its row.
struct RuleRecord: Codable, FetchableRecord, MutablePersistableRecord {
  static let databaseTableName = "cacheRule"
  var ordinal: Int64?
  var name: String
  var source: String
  var target: String
  var credentialSet: String?
  var managedIdentity: String?

  init(_ rule: CacheRule) {
    name = rule.name.text
    source = rule.source.description
    target = rule.target.description
    switch rule.authentication {
    case .anonymous: break
    case .credentialSet(let set): credentialSet = set.text
    case .managedIdentity(let identity): managedIdentity = identity
    }
  }

  mutating func didInsert(_ inserted: InsertionSuccess) { ordinal = inserted.rowID }

  func rule() throws(RuleRefusal) -> CacheRule {
    var authentication = RuleAuthentication.anonymous
    if let credentialSet {
      authentication = .credentialSet(try ResourceName(credentialSet, of: .credentialSet))
    } else if let managedIdentity {
      authentication = .managedIdentity(managedIdentity)
    }
    return try CacheRule(
      name: name, source: source, target: target, authentication: authentication)
  }
}

/// A credential set as its row.
struct CredentialSetRecord: Codable, FetchableRecord, PersistableRecord {
  static let databaseTableName = "credentialSet"
  var name: String
  var loginServer: String
  var userName: String?
  var password: String?
  var principalID: String
  var healthStatus: String
  var healthCode: String?
  var healthMessage: String?

  init(_ set: CredentialSet) {
    name = set.name.text
    loginServer = set.loginServer
    userName = set.userName?.description
    password = set.password?.description
    principalID = set.principalID
    healthStatus = set.health.status.rawValue
    healthCode = set.health.code
    healthMessage = set.health.message
  }

  func credentialSet() throws(RuleRefusal) -> CredentialSet {
    func secret(_ text: String?) throws(RuleRefusal) -> SecretIdentifier? {
      guard let text else { return nil }
      return try SecretIdentifier(text)
    }
    return try CredentialSet(
      name: try ResourceName(name, of: .credentialSet), loginServer: loginServer,
      userName: try secret(userName), password: try secret(password), principalID: principalID,
      // The table's CHECK knows the same words.
      health: CredentialHealth(
        CredentialHealth.Status(rawValue: healthStatus) ?? .unverified, code: healthCode,
        message: healthMessage))
  }
}

/// A line of the audit log as its row.
struct AuditRecord: Codable, FetchableRecord, PersistableRecord {
  static let databaseTableName = "auditLog"
  var milliseconds: Int64
  var principal: String
  var role: String
  var operation: String
  var subject: String
  var refusal: String?

  func entry() -> AuditEntry? {
    guard let role = Role(rawValue: role), let operation = Operation(rawValue: operation) else {
      return nil
    }
    return AuditEntry(
      time: Date(timeIntervalSince1970: Double(milliseconds) / 1000),
      caller: Caller(principal: principal, role: role), operation: operation, subject: subject,
      refusal: refusal)
  }
}
