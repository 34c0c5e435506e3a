extension CacheRule {
  /// Everything that speaks against a rule as it is written, whatever a registry holds already.
  ///
  /// - Parameters:
  ///   - name: The rule's name.
  ///   - source: Upstream host and repository path.
  ///   - target: Repository path in the registry.
  ///   - credentialSet: The credential set's name, nil for none; whether there is such a set is not
  ///     asked.
  ///   - managedIdentity: The resource identifier of a managed identity, where there is no set.
  ///   - upstreams: Upstreams besides those that are supported, or in their place.
  /// - Returns: The refusals in the order of the parameters, then those of parts beside each other;
  ///   none where ``RuleSet/refusals(adding:replacing:in:)`` may decide.
  public static func refusals(
    name: String, source: String, target: String, credentialSet: String?,
    managedIdentity: String? = nil, besides upstreams: [Upstream] = []
  ) -> [RuleRefusal] {
    var found: [RuleRefusal] = []
    func read<Value>(_ value: () throws(RuleRefusal) -> Value) -> Value? {
      do { return try value() } catch {
        found.append(error)
        return nil
      }
    }
    _ = read { () throws(RuleRefusal) in try ResourceName(name) }
    let source = read { () throws(RuleRefusal) in try RuleSource(source) }
    let target = read { () throws(RuleRefusal) in try RepositoryPattern(target, as: .target) }
    var authentication = RuleAuthentication.anonymous
    if let credentialSet {
      _ = read { () throws(RuleRefusal) in try ResourceName(credentialSet, of: .credentialSet) }
      authentication = .credentialSet(ResourceName(sought: credentialSet))
    } else if let managedIdentity {
      authentication = .managedIdentity(managedIdentity)
    }
    guard let source else { return found }
    if let target, source.pattern.isWildcard != target.isWildcard {
      found.append(.wildcardOnOneSide(target: target, source: source))
    }
    if let refusal = authentication.refusal(at: source, besides: upstreams) {
      found.append(refusal)
    }
    return found
  }
}

extension RuleAuthentication {
  /// What speaks against identifying oneself in this way at a source.
  ///
  /// The service is known to refuse Docker Hub without credentials; for the other upstreams that
  /// require them, and for credentials where none are taken, it is not documented whether creation
  /// or the pull fails. We refuse at creation, where somebody is there to read it.
  func refusal(at source: RuleSource, besides upstreams: [Upstream] = []) -> RuleRefusal? {
    guard let upstream = Upstream.at(source.host, besides: upstreams) else {
      return .unsupportedUpstream(source.host, nearest: Upstream.nearest(to: source.host))
    }
    switch (self, upstream.credentials) {
    case (.anonymous, .required), (.anonymous, .managedIdentity):
      return .credentialsRequired(upstream)
    case (.credentialSet, .notSupported), (.credentialSet, .managedIdentity),
      (.managedIdentity, .notSupported), (.managedIdentity, .required),
      (.managedIdentity, .optional):
      return .credentialsNotSupported(upstream)
    case (.credentialSet, .required), (.credentialSet, .optional), (.anonymous, .optional),
      (.anonymous, .notSupported), (.managedIdentity, .managedIdentity):
      return nil
    }
  }
}
