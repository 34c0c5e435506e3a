import Words

extension RuleSet {
  /// Everything that speaks against adding a rule, the gravest first. Linear in rules and
  /// repositories.
  ///
  /// - Parameters:
  ///   - rule: The rule.
  ///   - replacing: Whether a rule of the same name gives way.
  ///   - context: What the rule is checked against.
  /// - Returns: All refusals, none where the rule may be added.
  public func refusals(
    adding rule: CacheRule, replacing: Bool = false, in context: RuleContext
  ) -> [RuleRefusal] {
    var found: [RuleRefusal] = []
    let old = self.rule(named: rule.name)
    if old != nil, !replacing { found.append(.nameTaken(rule.name)) }
    if old == nil, rules.count >= Self.maximumCount { found.append(.tooManyRules) }
    found += Self.authenticationRefusal(of: rule, in: context).map { [$0] } ?? []
    for other in rules where other.name != rule.name {
      if other.target == rule.target {
        found.append(.targetShared(rule.target, with: other.name))
      } else if context.policy == .refused, rule.isWildcard, other.isWildcard,
        rule.target.includes(other.target) || other.target.includes(rule.target)
      {
        found.append(.overlap(rule.target, with: other.name, other.target))
      }
    }
    // `library/*` answers for what is below `library`, so a repository `library` does not hinder.
    // A replaced rule with the same target meets only the repositories that it cached itself.
    if old?.target != rule.target,
      let existing = context.repositories.first(where: { rule.target.matches($0) })
    {
      if case .exact(let path) = rule.target {
        found.append(.targetExists(path))
      } else {
        found.append(.prefixExists(rule.target, existing))
      }
    }
    if let old, let refusal = credentialLoss(from: old, to: rule, in: context) {
      found.append(refusal)
    }
    return found
  }

  /// Adds a rule.
  ///
  /// - Parameters:
  ///   - rule: The rule.
  ///   - replacing: Whether a rule of the same name gives way. The service overwrites without
  ///     asking; here that has to be said.
  ///   - context: What the rule is checked against.
  /// - Throws: The first of ``refusals(adding:replacing:in:)``.
  public mutating func add(
    _ rule: CacheRule, replacing: Bool = false, in context: RuleContext
  ) throws(RuleRefusal) {
    if let refusal = refusals(adding: rule, replacing: replacing, in: context).first {
      throw refusal
    }
    if let index = rules.firstIndex(where: { $0.name == rule.name }) {
      replace(at: index, with: rule)
    } else {
      append(rule)
    }
  }

  /// Changes a rule's authentication; a rule with another source or target is refused.
  public mutating func update(_ rule: CacheRule, in context: RuleContext) throws(RuleRefusal) {
    guard let index = rules.firstIndex(where: { $0.name == rule.name }) else {
      throw notFound(rule.name)
    }
    let old = rules[index]
    guard old.source == rule.source, old.target == rule.target else {
      throw .fixedForLife(rule.name)
    }
    if let refusal = credentialLoss(from: old, to: rule, in: context) { throw refusal }
    if let refusal = Self.authenticationRefusal(of: rule, in: context) { throw refusal }
    replace(at: index, with: rule)
  }

  /// Removes a rule; what it cached stays as ordinary repositories.
  @discardableResult
  public mutating func remove(_ name: ResourceName) throws(RuleRefusal) -> CacheRule {
    guard let index = rules.firstIndex(where: { $0.name == name }) else { throw notFound(name) }
    let rule = rules[index]
    remove(at: index)
    return rule
  }

  func notFound(_ name: ResourceName) -> RuleRefusal {
    .ruleNotFound(name, nearest: NearestWord.to(name.text, among: rules.map(\.name.text)))
  }

  /// What speaks against a rule's source and the way it identifies itself, the sets of the registry
  /// included.
  static func authenticationRefusal(
    of rule: CacheRule, in context: RuleContext
  ) -> RuleRefusal? {
    if let refusal = rule.authentication.refusal(at: rule.source, besides: context.upstreams) {
      return refusal
    }
    guard case .credentialSet(let name) = rule.authentication else { return nil }
    guard let set = context.credentialSets.first(where: { $0.name == name }) else {
      let names = context.credentialSets.map(\.name.text)
      return .credentialSetNotFound(name, nearest: NearestWord.to(name.text, among: names))
    }
    let host = rule.source.host
    return set.loginServer == host
      ? nil : .credentialSetMismatch(name, loginServer: set.loginServer, host: host)
  }

  private func credentialLoss(
    from old: CacheRule, to new: CacheRule, in context: RuleContext
  ) -> RuleRefusal? {
    guard old.authentication != .anonymous, new.authentication == .anonymous,
      let upstream = Upstream.at(old.source.host, besides: context.upstreams),
      upstream.credentials == .required || upstream.credentials == .managedIdentity,
      let cached = context.repositories.first(where: { match($0)?.rule.name == old.name })
    else { return nil }
    return .credentialsInUse(old.name, upstream, cached)
  }
}
