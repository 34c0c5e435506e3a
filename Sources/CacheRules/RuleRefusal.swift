/// The part of a request that a refusal speaks of.
public enum RuleField: String, Hashable, Sendable {
  case source, target, repository, reference
}

/// Why the rule engine refuses something: a stable ``code`` and a ``sentence`` to act on.
///
/// The codes `EnforceDockerAuthentication`, `TargetRepositoryAlreadyPresentInRegistry` and
/// `TargetRepositoryPrefixMatchesExistingRegistries` are the service's; the others are ours in the
/// same style, for the service's are not published.
public enum RuleRefusal: Error, Hashable, Sendable {
  /// A name is not 5 to 50 letters, digits and hyphens.
  case invalidName(ResourceKind, String)
  /// A repository path breaks the grammar.
  case invalidRepository(RuleField, String, PathFault)
  /// A `*` stands where none may.
  case invalidWildcard(RuleField, String)
  /// One side is a wildcard and the other is not.
  case wildcardOnOneSide(target: RepositoryPattern, source: RuleSource)
  /// A rule names a tag or a digest.
  case tagInRule(RuleField, String)
  /// A source does not begin with a registry.
  case sourceWithoutHost(String)
  /// A source begins with something that is no host.
  case invalidHost(String)
  /// An image reference has a fault, said in words.
  case invalidReference(String, String)
  /// A key-vault secret identifier has a fault, said in words.
  case invalidSecret(String, String)
  /// A managed identity is not given by its resource identifier.
  case invalidIdentity(String)
  /// No such upstream is supported.
  case unsupportedUpstream(String, nearest: String?)
  /// The upstream wants credentials and the rule has none.
  case credentialsRequired(Upstream)
  /// The upstream takes no credentials of this kind.
  case credentialsNotSupported(Upstream)
  /// The rule names a credential set that does not exist.
  case credentialSetNotFound(ResourceName, nearest: String?)
  /// The credential set is for another registry than the rule's source.
  case credentialSetMismatch(ResourceName, loginServer: String, host: String)
  /// A set of that name exists.
  case credentialSetExists(ResourceName)
  /// A set cannot go, or change its login server, while rules use it.
  case credentialSetInUse(ResourceName, by: [ResourceName])
  /// A set's login server is fixed for life.
  case loginServerFixed(ResourceName)
  /// The static target exists as a repository.
  case targetExists(RepositoryPath)
  /// A repository exists under the wildcard target.
  case prefixExists(RepositoryPattern, RepositoryPath)
  /// Two rules would have the same target.
  case targetShared(RepositoryPattern, with: ResourceName)
  /// Two wildcard targets include each other under ``OverlapPolicy/refused``.
  case overlap(RepositoryPattern, with: ResourceName, RepositoryPattern)
  /// The registry has all the rules it may have.
  case tooManyRules
  /// A rule of that name exists.
  case nameTaken(ResourceName)
  /// No rule of that name exists.
  case ruleNotFound(ResourceName, nearest: String?)
  /// No rule matches what is pulled.
  case noRuleMatches(ImageReference)
  /// An update would change the source or the target.
  case fixedForLife(ResourceName)
  /// Credentials would go while repositories cached by the rule need them.
  case credentialsInUse(ResourceName, Upstream, RepositoryPath)
  /// A push into a repository that a rule covers.
  case pushBlocked(RepositoryPath, by: ResourceName)
  /// The caller lacks the role.
  case accessDenied(Caller, Operation)
}

extension RuleRefusal {
  /// A stable code for programs.
  public var code: String {
    switch self {
    case .invalidName(.cacheRule, _): "CacheRuleNameInvalid"
    case .invalidName(.credentialSet, _): "CredentialSetNameInvalid"
    case .invalidRepository(let field, _, _): "\(Self.word(field))RepositoryInvalid"
    case .invalidWildcard(let field, _): "\(Self.word(field))WildcardInvalid"
    case .wildcardOnOneSide: "WildcardOnOneSideOnly"
    case .tagInRule(let field, _): "\(Self.word(field))RepositoryHasTagOrDigest"
    case .sourceWithoutHost: "SourceRegistryMissing"
    case .invalidHost: "SourceRegistryInvalid"
    case .invalidReference: "ImageReferenceInvalid"
    case .invalidSecret: "SecretIdentifierInvalid"
    case .invalidIdentity: "ManagedIdentityInvalid"
    case .unsupportedUpstream: "UpstreamRegistryNotSupported"
    case .credentialsRequired(let upstream):
      upstream.host == "docker.io" ? "EnforceDockerAuthentication" : "EnforceUpstreamAuthentication"
    case .credentialsNotSupported: "UpstreamAuthenticationNotSupported"
    case .credentialSetNotFound: "CredentialSetNotFound"
    case .credentialSetMismatch: "CredentialSetLoginServerMismatch"
    case .credentialSetExists: "CredentialSetAlreadyExists"
    case .credentialSetInUse: "CredentialSetInUse"
    case .loginServerFixed: "CredentialSetLoginServerFixed"
    case .targetExists: "TargetRepositoryAlreadyPresentInRegistry"
    case .prefixExists: "TargetRepositoryPrefixMatchesExistingRegistries"
    case .targetShared: "TargetRepositoryAlreadyUsedByRule"
    case .overlap: "TargetRepositoryOverlapsExistingRule"
    case .tooManyRules: "CacheRuleLimitExceeded"
    case .nameTaken: "CacheRuleAlreadyExists"
    case .ruleNotFound: "CacheRuleNotFound"
    case .noRuleMatches: "NoCacheRuleMatches"
    case .fixedForLife: "CacheRuleSourceAndTargetFixed"
    case .credentialsInUse: "CredentialsRequiredByCachedRepositories"
    case .pushBlocked: "RepositoryCoveredByCacheRule"
    case .accessDenied: "AuthorizationFailed"
    }
  }

  static func word(_ field: RuleField) -> String {
    switch field {
    case .source: "Source"
    case .target: "Target"
    case .repository: ""
    case .reference: "Reference"
    }
  }
}
