import CacheRules
import RegistryModel
import Words

extension CrossChecks {
  /// Adds the rules to the real engine and reports everything that it refuses.
  func engine(_ reading: inout Reading) -> RuleSet {
    var refusals = scenario.rules.map { _ in [RuleRefusal]() }
    let rules = scenario.ruleSet { index, _, refusal in refusals[index].append(refusal) }
    // What the form check refused is empty.
    for (index, rule) in scenario.rules.enumerated()
    where !rule.name.isEmpty && !rule.source.isEmpty && !rule.target.isEmpty {
      // A text that cannot be read hides from the engine what is wrong with the others.
      let hidden = CacheRule.refusals(
        name: rule.name, source: rule.source, target: rule.target,
        credentialSet: rule.credentialSet, managedIdentity: rule.managedIdentity,
        besides: scenario.engineUpstreams
      ).filter { !refusals[index].contains($0) }
      for refusal in refusals[index] + hidden {
        // The names have been compared before.
        if case .nameTaken = refusal { continue }
        reading.doubt(
          reading.place("rules.\(index).\(refusal.part.rawValue)"),
          "the rule engine refuses the rule (\(refusal.code)): \(refusal.sentence)")
      }
    }
    let hosts = CrossChecks.hosts(of: scenario.rules)
    for (index, upstream) in scenario.upstreams.enumerated() where !upstream.host.isEmpty {
      if !hosts.isEmpty, !hosts.contains(upstream.host) {
        reading.doubt(
          reading.place("upstreams.\(index).host"),
          "no rule fetches from '\(Tree.shortened(upstream.host))'; expected \(listed(hosts))"
            + NearestWord.suggestion(upstream.host, among: hosts))
      }
    }
    return rules
  }
}

extension RuleRefusal {
  /// The part of a rule that it speaks of.
  fileprivate var part: RuleDescription.Part {
    switch self {
    case .invalidName(.credentialSet, _), .credentialsNotSupported, .credentialSetNotFound,
      .credentialSetMismatch:
      .credentialSet
    case .invalidRepository(.target, _, _), .invalidWildcard(.target, _), .tagInRule(.target, _),
      .wildcardOnOneSide, .targetExists, .prefixExists, .targetShared, .overlap:
      .target
    case .invalidIdentity: .managedIdentity
    case .invalidName, .nameTaken, .tooManyRules: .name
    default: .source
    }
  }
}
