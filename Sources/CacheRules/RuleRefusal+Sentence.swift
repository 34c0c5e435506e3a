extension RuleRefusal: CustomStringConvertible {
  /// Code and sentence.
  public var description: String { "\(code): \(sentence)" }

  /// What is wrong and what would be right, for a person.
  public var sentence: String {
    switch self {
    case .invalidName(let kind, let name):
      "The \(kind == .cacheRule ? "rule" : "credential set") name \(quoted(name)) must have 5 to 50 "
        + "letters, digits or hyphens."
    case .invalidRepository(let field, let text, let fault):
      "The \(field.rawValue) \(quoted(text)) is not a repository path: \(Self.words(fault))."
    case .invalidWildcard(let field, let text):
      "The \(field.rawValue) \(quoted(text)) has '*' where none may stand; write "
        + (field == .source ? "HOST/* or HOST/PREFIX/*." : "* or PREFIX/*.")
    case .wildcardOnOneSide(let target, let source):
      "Target \(target) and source \(source) must both end in '*' or neither."
    case .tagInRule(let field, let text):
      "The \(field.rawValue) \(quoted(text)) names a tag or digest; rules map whole repositories, "
        + "so leave out what follows ':' or '@'."
    case .sourceWithoutHost(let text):
      "The source \(quoted(text)) must begin with an upstream's host, as in "
        + "docker.io/library/nginx."
    case .invalidHost(let text):
      "The source \(quoted(text)) must read HOST/PATH with a host name and no scheme in front."
    case .invalidReference(let text, let fault):
      "The image reference \(quoted(text)) cannot be read: \(fault)."
    case .invalidSecret(let text, let fault):
      "\(quoted(text)) is not a secret identifier: \(fault); write "
        + "https://VAULT.vault.azure.net/secrets/NAME or …/NAME/VERSION."
    case .invalidIdentity(let text):
      "The managed identity \(quoted(text)) must be a resource identifier, as in "
        + "/subscriptions/…/userAssignedIdentities/NAME."
    case .tooManyRules:
      "The registry has \(RuleSet.maximumCount) rules, the most it may have; remove one, or let a "
        + "wildcard rule stand for several."
    case .nameTaken(let name):
      "A rule named \(name) exists; choose another name, or give --replace to replace it."
    case .ruleNotFound(let name, let nearest):
      "There is no rule named \(name)\(Self.meant(nearest))."
    case .noRuleMatches(let reference): "No rule matches \(reference)."
    case .fixedForLife(let name):
      "Source and target of rule \(name) are fixed; only its credentials can change. Remove the "
        + "rule and add another."
    case .accessDenied(let caller, let operation):
      "\(quoted(caller.principal)) has the role \(caller.role.rawValue), and "
        + "\(operation.rawValue) needs \(operation.needs.rawValue)."
    default: targetSentence ?? credentialSentence
    }
  }

  private var targetSentence: String? {
    switch self {
    case .targetExists(let path):
      "The target repository \(path) exists already; choose another target, or delete the "
        + "repository first."
    case .prefixExists(let pattern, let path):
      "Repository \(path) exists under the target \(pattern); choose a prefix that is not in use, "
        + "or delete the repositories under it first."
    case .targetShared(let target, let other):
      "Rule \(other) has the target \(target) already; each rule needs a target of its own."
    case .overlap(let target, let other, let its):
      "The target \(target) \(its.includes(target) ? "lies inside" : "includes") the target \(its) "
        + "of rule \(other), and overlapping wildcards are refused; choose a target beside it, "
        + "or a static one."
    case .pushBlocked(let path, let rule):
      "Repository \(path) is filled by rule \(rule) and cannot be pushed into; push elsewhere, or "
        + "remove the rule."
    default: nil
    }
  }

  private var credentialSentence: String {
    switch self {
    case .unsupportedUpstream(let host, let nearest):
      "\(quoted(host)) is not a supported upstream\(Self.meant(nearest)). Supported are "
        + Upstream.all.map(\.host).joined(separator: ", ") + "."
    case .credentialsRequired(let upstream):
      "\(upstream.name) (\(upstream.host)) is pulled from with credentials only; give the rule "
        + (upstream.credentials == .managedIdentity
          ? "a user-assigned managed identity." : "a credential set.")
    case .credentialsNotSupported(let upstream):
      "\(upstream.name) (\(upstream.host)) "
        + (upstream.credentials == .managedIdentity
          ? "takes a user-assigned managed identity and no credential set."
          : upstream.credentials == .notSupported
            ? "takes no credentials; leave them out."
            : "takes a credential set and no managed identity.")
    case .credentialSetNotFound(let name, let nearest):
      "There is no credential set named \(name)\(Self.meant(nearest)); add it first."
    case .credentialSetMismatch(let name, let server, let host):
      "Credential set \(name) is for \(server), and the rule's source is at \(host); use a set "
        + "for \(host)."
    case .credentialSetExists(let name):
      "A credential set named \(name) exists; choose another name, or name its secrets with "
        + "'longshore rules credentials set'."
    case .credentialSetInUse(let name, let rules):
      "Credential set \(name) is used by "
        + rules.prefix(5).map(\.text).joined(separator: ", ")
        + (rules.count > 5 ? " and \(rules.count - 5) more" : "")
        + "; give these rules other credentials first."
    case .loginServerFixed(let name):
      "The login server of credential set \(name) is fixed; only its secrets can change."
    case .credentialsInUse(let rule, let upstream, let path):
      "Rule \(rule) must keep credentials: \(upstream.name) requires them and repository \(path), "
        + "cached by the rule, exists."
    default: ""
    }
  }

  static func meant(_ nearest: String?) -> String { nearest.map { " (did you mean \($0)?)" } ?? "" }

  static func words(_ fault: PathFault) -> String {
    switch fault {
    case .empty: "it is empty"
    case .tooLong(let count):
      "it has \(count) bytes and may have \(RepositoryPath.maximumLength)"
    case .emptyPart(let place): "a part between slashes is empty at character \(place)"
    case .upperCase(let place): "character \(place) is a capital, and paths are lower case"
    case .separator(let place):
      "the separator at character \(place) must stand alone between letters or digits"
    case .forbidden(let character, let place):
      "\(quoted(character)) at character \(place) is not allowed"
    }
  }
}
