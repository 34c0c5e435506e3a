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
    return target.dropLast() + upstreamReference.dropFirst(prefix.count)
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
