/// Whether wildcard targets may include each other.
public enum OverlapPolicy: String, Hashable, Sendable, CaseIterable {
  /// They may; the more specific wildcard goes first.
  case ordered
  /// They may not, as the service documents.
  case refused
}

/// What a rule is checked against besides the other rules.
public struct RuleContext: Sendable {
  /// Whether wildcard targets may overlap.
  public var policy: OverlapPolicy
  /// The repositories that exist in the registry.
  public var repositories: [RepositoryPath]
  /// The credential sets that exist.
  public var credentialSets: [CredentialSet]
  /// Upstreams besides those that are supported, or in their place.
  public var upstreams: [Upstream]

  /// Describes the surroundings of a change.
  public init(
    policy: OverlapPolicy = .ordered, repositories: [RepositoryPath] = [],
    credentialSets: [CredentialSet] = [], upstreams: [Upstream] = []
  ) {
    self.upstreams = upstreams
    self.policy = policy
    self.repositories = repositories
    self.credentialSets = credentialSets
  }
}

/// Which rule answers for a pull, and why.
public struct RuleMatch: Sendable {
  private let rules: [CacheRule]
  private let lookup: RuleLookup
  /// The repository that was asked for.
  public let repository: RepositoryPath

  init(rules: [CacheRule], lookup: RuleLookup, repository: RepositoryPath) {
    self.rules = rules
    self.lookup = lookup
    self.repository = repository
  }

  /// The rule that won.
  public var rule: CacheRule { rules[Int(lookup.rule)] }
  /// Whether it won as the static rule of this very repository.
  public var isStatic: Bool { lookup.isStatic }
  /// How many wildcard rules match.
  public var wildcardCount: Int { Int(lookup.wildcards) }

  /// Where the rule fetches the repository from.
  public var upstream: UpstreamRepository {
    // A winner matches by construction of the trie.
    rule.upstream(of: repository)
      ?? UpstreamRepository(host: rule.source.host, path: repository.text)
  }

  /// All wildcard rules that match, the most specific first. Linear in the number of rules.
  public var wildcards: [CacheRule] {
    rules.filter { $0.isWildcard && $0.target.matches(repository) }
      .sorted {
        ($0.target.prefix?.text.utf8.count ?? 0) > ($1.target.prefix?.text.utf8.count ?? 0)
      }
  }

  /// Why the rule won, for a person.
  public var reason: String {
    let names = wildcards.map(\.name.text).joined(separator: ", ")
    if isStatic {
      return "static rule for exactly this repository"
        + (wildcardCount == 0
          ? "" : ", before the wildcard\(wildcardCount == 1 ? "" : "s") \(names)")
    }
    return wildcardCount == 1
      ? "the only wildcard that matches"
      : "the most specific of \(wildcardCount) wildcards that match: \(names)"
  }
}

/// The rules of a registry, as a value.
///
/// A lookup costs what the repository's path is long, not what the rules are many; see the trie.
public struct RuleSet: Sendable {
  /// The most rules that a registry may have.
  public static let maximumCount = 1_000

  /// The rules in order of their making.
  public private(set) var rules: [CacheRule] = []
  private var trie = PathTrie()
  /// The places of the rules of each source.
  private var bySource: [String: [Int]] = [:]

  /// No rules.
  public init() {}

  /// Takes rules that were checked before, such as those of a store.
  ///
  /// - Throws: ``RuleRefusal/targetShared(_:with:)`` or ``RuleRefusal/nameTaken(_:)``, without
  ///   which a lookup would have no one answer; nothing else is checked.
  public init(checked rules: [CacheRule]) throws(RuleRefusal) {
    var targets: [RepositoryPattern: ResourceName] = [:]
    var names: Set<ResourceName> = []
    for rule in rules {
      if let other = targets.updateValue(rule.name, forKey: rule.target) {
        throw .targetShared(rule.target, with: other)
      }
      if !names.insert(rule.name).inserted { throw .nameTaken(rule.name) }
    }
    self.rules = rules
    rebuild()
  }

  /// The winner as a trivial value. Cost: linear in the path's length; allocates nothing.
  public func lookup(_ repository: RepositoryPath) -> RuleLookup? { trie.lookup(repository.text) }

  /// The rule for a repository: the static one, else the most specific wildcard, else nil.
  ///
  /// Costs ``lookup(_:)`` and two reference counts; what explains the match is computed on demand.
  public func match(_ repository: RepositoryPath) -> RuleMatch? {
    trie.lookup(repository.text).map {
      RuleMatch(rules: rules, lookup: $0, repository: repository)
    }
  }

  /// The repository of the registry that pulls from an upstream repository: that of the first rule
  /// whose source covers it and which no other rule takes precedence over. Looks at the parts of the
  /// path and at the rules that cover it.
  public func repository(serving upstream: UpstreamRepository) -> RepositoryPath? {
    let text = upstream.description
    let folders = text.indices.filter { text[$0] == "/" }.map { text[...$0] + "*" as String }
    let covering = ([text] + folders).flatMap { bySource[$0] ?? [] }.sorted()
    return covering.lazy.compactMap { self.rules[$0].repository(serving: upstream) }
      .first { self.match($0)?.upstream == upstream }
  }

  /// The hosts of the sources, each once, in order of the rules.
  public var upstreamHosts: [String] {
    var hosts: [String] = []
    for rule in rules where !hosts.contains(rule.source.host) { hosts.append(rule.source.host) }
    return hosts
  }

  /// The rule of a name. Linear.
  public func rule(named name: ResourceName) -> CacheRule? { rules.first { $0.name == name } }

  /// Refuses a push into a repository that a rule fills.
  public func checkPush(to repository: RepositoryPath) throws(RuleRefusal) {
    if let match = match(repository) { throw .pushBlocked(repository, by: match.rule.name) }
  }

  mutating func append(_ rule: CacheRule) {
    index(rule, as: rules.count)
    rules.append(rule)
  }

  mutating func remove(at index: Int) {
    rules.remove(at: index)
    rebuild()
  }

  mutating func replace(at index: Int, with rule: CacheRule) {
    let same = rules[index].target == rule.target && rules[index].source == rule.source
    rules[index] = rule
    if !same { rebuild() }
  }

  private mutating func rebuild() {
    trie = PathTrie()
    bySource = [:]
    for (number, rule) in rules.enumerated() { index(rule, as: number) }
  }

  private mutating func index(_ rule: CacheRule, as number: Int) {
    trie.insert(rule.target, rule: Int32(number))
    bySource[rule.source.description, default: []].append(number)
  }
}
