import GRDB
import Words

public import struct Foundation.Date

extension RuleStore {
  /// All credential sets by name; they hold addresses of secrets, never secrets.
  public func credentialSets(by caller: Caller, at time: Date) throws -> [CredentialSet] {
    try access(.readCredentialSets, "", by: caller, at: time) { db in try credentialSets(db) }
  }

  /// The credential set of a name.
  public func credentialSet(
    _ name: ResourceName, by caller: Caller, at time: Date
  ) throws -> CredentialSet {
    try access(.readCredentialSets, name.text, by: caller, at: time) { db in
      try credentialSet(name, db)
    }
  }

  /// Adds a credential set with an identity of its own and unverified health.
  @discardableResult
  public func addCredentialSet(
    _ name: ResourceName, loginServer: String, userName: SecretIdentifier? = nil,
    password: SecretIdentifier? = nil, by caller: Caller, at time: Date
  ) throws -> CredentialSet {
    try access(.addCredentialSet, name.text, by: caller, at: time) { db in
      if try CredentialSetRecord.fetchOne(db, key: name.text) != nil {
        throw RuleRefusal.credentialSetExists(name)
      }
      let set = try CredentialSet(
        name: name, loginServer: loginServer, userName: userName, password: password,
        principalID: CredentialSet.principalID(of: name, in: registry))
      try CredentialSetRecord(set).insert(db)
      return set
    }
  }

  /// Changes a set's secrets or health; its login server and identity are fixed for life.
  public func updateCredentialSet(
    _ set: CredentialSet, by caller: Caller, at time: Date
  ) throws {
    try access(.updateCredentialSet, set.name.text, by: caller, at: time) { db in
      guard let old = try CredentialSetRecord.fetchOne(db, key: set.name.text) else {
        throw try notFound(set.name, db)
      }
      guard old.loginServer == set.loginServer, old.principalID == set.principalID else {
        throw RuleRefusal.loginServerFixed(set.name)
      }
      try CredentialSetRecord(set).update(db)
    }
  }

  /// Changes a set's secrets or health as `change` does, in one transaction with the reading.
  @discardableResult
  public func changeCredentialSet(
    _ name: ResourceName, by caller: Caller, at time: Date,
    _ change: (inout CredentialSet) -> Void
  ) throws -> CredentialSet {
    try access(.updateCredentialSet, name.text, by: caller, at: time) { db in
      var set = try credentialSet(name, db)
      change(&set)
      try CredentialSetRecord(set).update(db)
      return set
    }
  }

  /// Removes a set that no rule uses.
  public func removeCredentialSet(
    _ name: ResourceName, by caller: Caller, at time: Date
  ) throws {
    try access(.removeCredentialSet, name.text, by: caller, at: time) { db in
      guard try CredentialSetRecord.fetchOne(db, key: name.text) != nil else {
        throw try notFound(name, db)
      }
      let users = try ruleSet(db).rules.filter { $0.authentication == .credentialSet(name) }
      if !users.isEmpty {
        throw RuleRefusal.credentialSetInUse(name, by: users.map(\.name).sorted())
      }
      _ = try CredentialSetRecord.deleteOne(db, key: name.text)
    }
  }

  func credentialSets(_ db: Database) throws -> [CredentialSet] {
    do {
      return try CredentialSetRecord.fetchAll(db, sql: "SELECT * FROM credentialSet ORDER BY name")
        .map { try $0.credentialSet() }
    } catch let refusal as RuleRefusal {
      throw RuleStoreError.damaged(path: path, detail: refusal.sentence)
    }
  }

  private func credentialSet(_ name: ResourceName, _ db: Database) throws -> CredentialSet {
    guard let set = try credentialSets(db).first(where: { $0.name == name }) else {
      throw try notFound(name, db)
    }
    return set
  }

  private func notFound(_ name: ResourceName, _ db: Database) throws -> RuleRefusal {
    let names = try String.fetchAll(db, sql: "SELECT name FROM credentialSet ORDER BY name")
    return .credentialSetNotFound(name, nearest: NearestWord.to(name.text, among: names))
  }
}
