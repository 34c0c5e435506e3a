public import CacheRules

extension RuleDescription {
  /// The parts of a rule, as the keys of a scenario file call them.
  public enum Part: String, Sendable {
    case name, source, target, credentialSet, managedIdentity
  }
}

extension Scenario {
  /// Upstreams that the scenario describes otherwise than the rule engine knows them: those with a
  /// preset, or with credentials, of their own. They are how a registry can be tried out that the
  /// service does not support.
  public var engineUpstreams: [CacheRules.Upstream] { upstreams.compactMap(\.engineUpstream) }

  /// The rules in the engine that a registry would run, each checked as at its creation.
  ///
  /// - Parameter refuse: Told of everything that the engine refuses: the rule's index, the part of
  ///   it that is at fault and why. A rule that is refused is left out.
  public func ruleSet(
    refuse: (_ rule: Int, _ part: RuleDescription.Part, _ refusal: RuleRefusal) -> Void
  ) -> RuleSet {
    var rules = RuleSet()
    let upstreams = engineUpstreams
    var sets: [CredentialSet] = []
    for (index, description) in self.rules.enumerated() {
      var part = RuleDescription.Part.name
      do throws(RuleRefusal) {
        let name = try ResourceName(description.name)
        part = .source
        let source = try RuleSource(description.source)
        part = .target
        let target = try RepositoryPattern(description.target, as: .target)
        var authentication = RuleAuthentication.anonymous
        if let text = description.credentialSet {
          part = .credentialSet
          let name = try ResourceName(text, of: .credentialSet)
          // A set belongs to the host of the first rule that names it.
          if !sets.contains(where: { $0.name == name }) {
            sets.append(
              try CredentialSet(
                name: name, loginServer: source.host,
                principalID: CredentialSet.principalID(of: name, in: "scenario"),
                besides: upstreams))
          }
          authentication = .credentialSet(name)
        } else if let identity = description.managedIdentity {
          authentication = .managedIdentity(identity)
        }
        part = .target
        let rule = try CacheRule(
          name: name, source: source, target: target, authentication: authentication)
        let context = RuleContext(
          policy: behaviour.overlappingWildcards, repositories: [], credentialSets: sets,
          upstreams: upstreams)
        let refusals = rules.refusals(adding: rule, in: context)
        for refusal in refusals {
          if case .nameTaken = refusal {
            refuse(index, .name, refusal)
          } else {
            refuse(index, .source, refusal)
          }
        }
        if refusals.isEmpty { try rules.add(rule, in: context) }
      } catch {
        refuse(index, part, error)
      }
    }
    return rules
  }

  /// As ``ruleSet(refuse:)``, throwing what is refused first.
  func ruleSet() throws(PlanError) -> RuleSet {
    var first: PlanError?
    let rules = ruleSet { index, part, refusal in
      first =
        first
        ?? PlanError("rules.\(self.rules[index].name).\(part.rawValue)", refusal.description)
    }
    if let first { throw first }
    return rules
  }
}
