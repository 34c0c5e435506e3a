import GRDB

public import struct Foundation.Date

extension RuleStore {
  /// All rules, in order of their making, ready for lookups.
  public func ruleSet(by caller: Caller, at time: Date) throws -> RuleSet {
    try access(.listRules, "", by: caller, at: time) { db in try ruleSet(db) }
  }

  /// The rule that answers for a pull, and why. The registry in front of the reference is left out
  /// of account.
  ///
  /// - Throws: ``RuleRefusal/noRuleMatches(_:)`` where none does, or ``RuleStoreError``.
  public func match(
    _ reference: ImageReference, by caller: Caller, at time: Date
  ) throws -> RuleMatch {
    try access(.matchRule, reference.description, by: caller, at: time) { db in
      guard let match = try ruleSet(db).match(reference.repository) else {
        throw RuleRefusal.noRuleMatches(reference)
      }
      return match
    }
  }

  /// Adds a rule.
  ///
  /// - Parameters:
  ///   - rule: The rule.
  ///   - replacing: Whether a rule of the same name gives way.
  ///   - policy: Whether wildcard targets may overlap.
  ///   - repositories: The repositories that exist in the registry.
  ///   - registeringCredentialSet: Whether a set that the rule names and that does not exist is
  ///     registered for the rule's upstream, unverified and with its secrets to be named later.
  ///   - caller: Who asks.
  ///   - time: When, for the audit log.
  /// - Throws: ``RuleRefusal`` or ``RuleStoreError``; the rules are then as they were.
  public func add(
    _ rule: CacheRule, replacing: Bool = false, policy: OverlapPolicy = .ordered,
    repositories: [RepositoryPath] = [], registeringCredentialSet: Bool = false,
    by caller: Caller, at time: Date
  ) throws {
    try access(.addRule, rule.name.text, by: caller, at: time) { db in
      var rules = try ruleSet(db)
      if registeringCredentialSet, case .credentialSet(let name) = rule.authentication,
        try CredentialSetRecord.fetchOne(db, key: name.text) == nil,
        let upstream = Upstream.at(rule.source.host), upstream.takesCredentialSet
      {
        let set = try CredentialSet(
          name: name, loginServer: rule.source.host,
          principalID: CredentialSet.principalID(of: name, in: registry))
        try CredentialSetRecord(set).insert(db)
      }
      let replaced = rules.rule(named: rule.name) != nil
      let context = RuleContext(
        policy: policy, repositories: repositories, credentialSets: try credentialSets(db))
      try rules.add(rule, replacing: replacing, in: context)
      if replaced {
        try write(rule, db)
      } else {
        var record = RuleRecord(rule); try record.insert(db)
      }
    }
  }

  /// Changes a rule's authentication and nothing else; see ``RuleSet/update(_:in:)``.
  public func update(
    _ rule: CacheRule, repositories: [RepositoryPath] = [], by caller: Caller, at time: Date
  ) throws {
    try access(.updateRule, rule.name.text, by: caller, at: time) { db in
      var rules = try ruleSet(db)
      try rules.update(
        rule,
        in: RuleContext(repositories: repositories, credentialSets: try credentialSets(db)))
      try write(rule, db)
    }
  }

  /// Removes a rule and returns it; what it cached stays as ordinary repositories.
  @discardableResult
  public func remove(_ name: ResourceName, by caller: Caller, at time: Date) throws -> CacheRule {
    try access(.removeRule, name.text, by: caller, at: time) { db in
      var rules = try ruleSet(db)
      let rule = try rules.remove(name)
      try db.execute(sql: "DELETE FROM cacheRule WHERE name = ?", arguments: [name.text])
      return rule
    }
  }

  /// Looks the whole store over and says everything that is wrong with it: the file's pages and
  /// foreign keys, rows that cannot be read, unhealthy credential sets, and each rule against all
  /// rules made before it.
  ///
  /// - Returns: A sentence a problem, none where all is well.
  public func problems(
    policy: OverlapPolicy = .ordered, repositories: [RepositoryPath] = [], by caller: Caller,
    at time: Date
  ) throws -> [String] {
    try access(.checkRules, "", by: caller, at: time) { db in
      var problems = try String.fetchAll(db, sql: "PRAGMA integrity_check")
        .filter { $0 != "ok" }.map { "file: \($0)" }
      for row in try Row.fetchAll(db, sql: "PRAGMA foreign_key_check") {
        problems.append("table \(row[0] ?? "?"): a row names a credential set that is not there")
      }
      var sets: [CredentialSet] = []
      for record in try CredentialSetRecord.fetchAll(
        db, sql: "SELECT * FROM credentialSet ORDER BY name")
      {
        do {
          let set = try record.credentialSet()
          sets.append(set)
          if set.health.status == .unhealthy {
            problems.append("credential set \(set.name): \(set.health)")
          }
        } catch {
          problems.append("credential set \(quoted(record.name)): \(error)")
        }
      }
      let context = RuleContext(policy: policy, repositories: repositories, credentialSets: sets)
      var before = RuleSet()
      for record in try RuleRecord.fetchAll(db, sql: "SELECT * FROM cacheRule ORDER BY ordinal") {
        do {
          let rule = try record.rule()
          let refusals = before.refusals(adding: rule, in: context)
          problems += refusals.map { "rule \(rule.name): \($0)" }
          let clash = before.rules.contains { $0.target == rule.target || $0.name == rule.name }
          if !clash { before.append(rule) }
        } catch {
          problems.append("rule \(quoted(record.name)): \(error)")
        }
      }
      return problems
    }
  }

  func ruleSet(_ db: Database) throws -> RuleSet {
    let records = try RuleRecord.fetchAll(db, sql: "SELECT * FROM cacheRule ORDER BY ordinal")
    do {
      var rules: [CacheRule] = []
      rules.reserveCapacity(records.count)
      for record in records { rules.append(try record.rule()) }
      return try RuleSet(checked: rules)
    } catch {
      // A refusal of what is stored is no answer to the caller but damage to the file.
      throw RuleStoreError.damaged(path: path, detail: error.sentence)
    }
  }

  private func write(_ rule: CacheRule, _ db: Database) throws {
    let record = RuleRecord(rule)
    try db.execute(
      sql: """
        UPDATE cacheRule SET source = ?, target = ?, credentialSet = ?, managedIdentity = ?
        WHERE name = ?
        """,
      arguments: [
        record.source, record.target, record.credentialSet, record.managedIdentity, record.name,
      ])
  }
}
