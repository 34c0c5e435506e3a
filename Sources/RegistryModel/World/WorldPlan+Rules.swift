import CacheRules

extension RuleDescription {
  /// The host of the rule's source.
  var upstreamHost: String { String(source.prefix { $0 != "/" }) }

  /// The path in the registry under which the rule offers an upstream repository; nil where its
  /// source does not cover it.
  func registryPath(of upstreamReference: String) -> String? {
    guard source.hasSuffix("/*"), target.hasSuffix("*") else {
      return source == upstreamReference ? target : nil
    }
    let prefix = source.dropLast()
    guard upstreamReference.hasPrefix(prefix), upstreamReference.count > prefix.count else {
      return nil
    }
    return String(target.dropLast()) + String(upstreamReference.dropFirst(prefix.count))
  }
}

extension Scenario {
  /// The path under which clients ask for an upstream repository: the first rule that offers it
  /// and that the engine picks for that path.
  func registryPath(of upstreamReference: String, rules: RuleSet) -> String? {
    self.rules.lazy.compactMap { $0.registryPath(of: upstreamReference) }
      .first { rules.upstreamReference(of: $0) == upstreamReference }
  }
}

extension RuleSet {
  /// The upstream repository that the engine maps a path of the registry to; nil where no rule
  /// matches or the path is no repository's.
  func upstreamReference(of path: String) -> String? {
    guard let repository = try? RepositoryPath(path) else { return nil }
    return match(repository).map { "\($0.upstream)" }
  }

  /// The engine with a scenario's rules, each checked as at its creation.
  static func engine(of scenario: Scenario) throws(PlanError) -> RuleSet {
    var rules = RuleSet()
    var sets: [CredentialSet] = []
    for description in scenario.rules {
      let place = "rules.\(description.name)"
      do throws(RuleRefusal) {
        var authentication = RuleAuthentication.anonymous
        if let name = description.credentialSet {
          let set = try CredentialSet(
            name: try ResourceName(name, of: .credentialSet), loginServer: description.upstreamHost,
            principalID: name)
          if !sets.contains(where: { $0.name == set.name }) { sets.append(set) }
          authentication = .credentialSet(set.name)
        }
        let rule = try CacheRule(
          name: description.name, source: description.source, target: description.target,
          authentication: authentication)
        try rules.add(
          rule,
          in: RuleContext(
            policy: scenario.behaviour.overlappingWildcards, credentialSets: sets))
      } catch {
        throw PlanError(place, error.description)
      }
    }
    return rules
  }
}
