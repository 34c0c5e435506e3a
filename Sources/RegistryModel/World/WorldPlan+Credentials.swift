import CacheRules
import ContentCache
import SimulationKernel

/// The credential sets and managed identities that rules use, compiled.
struct CredentialPlan: Sendable {
  /// The number of a set by its name, however it is capitalised; nil where no rule uses it.
  func set(named name: String) -> CredentialSetID? {
    sets.firstIndex { ResourceName(sought: $0.description.name) == .init(sought: name) }
      .map(CredentialSetID.init)
  }

  /// Indexed by ``CredentialSetID``, in the order in which rules name them.
  var sets: [CredentialSetPlan] = []
  /// Indexed by tag: the set with which its upstream is asked.
  var setOfTag: [CredentialSetID] = []
  /// One way from each region to the key vault.
  var distances: [Span] = []
  /// The registry's region that the key vault stands in; nil: none of them.
  var vaultRegion: RegionID?
  /// Whether the key vault is simulated apart from all regions.
  var hasVaultOfItsOwn: Bool { vaultRegion == nil }
  /// The distances that cross from one partition into another.
  var crossings: [Span] {
    distances.indices.filter { vaultRegion != RegionID($0) }.map { distances[$0] }
  }

  /// The set with which the upstream of an image is asked; nil where it is asked anonymously. The
  /// token that some upstreams give anybody who asks is left out of account.
  func set(of tag: TagID) -> CredentialSetID? {
    guard !sets.isEmpty else { return nil }
    let set = setOfTag[tag.index]
    return set == .anonymous ? nil : set
  }

  func set(for authentication: RuleAuthentication, at upstream: UpstreamID) -> CredentialSetID? {
    sets.firstIndex { $0.authentication == authentication && $0.upstream == upstream }
      .map(CredentialSetID.init)
  }

  /// One way between a region and the key vault.
  func distance(_ region: RegionID) -> Span { distances[Int(region.index)] }
}

/// A credential set, or a managed identity in the place of one, compiled.
public struct CredentialSetPlan: Sendable {
  /// Of a managed identity: its name, and nothing that matters.
  public let description: CredentialSetDescription
  /// The upstream that it signs in to.
  public let upstream: UpstreamID
  /// How the rules that use it name it.
  let authentication: RuleAuthentication
  let terms: CredentialFlow.Terms

  /// Whoever reads the secrets, as the audit log names it: the set's own principal.
  public var identity: String {
    CredentialSet.principalID(of: ResourceName(sought: description.name), in: "scenario")
  }
}

extension WorldPlan {
  /// The credential sets that rules use.
  public var credentialSets: [CredentialSetPlan] { credentials.sets }

  /// The credential set of a name, as rules spell it.
  public func credentialSet(named name: String) -> CredentialSetID? {
    credentials.set(named: name)
  }

  /// Compiles the credential sets that rules use.
  static func credentials(
    of scenario: Scenario, rules: RuleSet, hosts: [String], content: ContentTable,
    distances: [Span]
  ) throws(PlanError) -> CredentialPlan {
    var plan = CredentialPlan()
    for rule in rules.rules {
      guard let name = rule.authentication.name,
        let upstream = hosts.firstIndex(of: rule.source.host).map(UpstreamID.init),
        plan.set(for: rule.authentication, at: upstream) == nil
      else { continue }
      guard plan.sets.count < Int(CredentialSetID.anonymous.index) else {
        throw PlanError("rules.\(rule.name).credentialSet", "at most 255 sets can be used")
      }
      var description = CredentialSetDescription(name: name)
      var needsSecrets = true
      if case .credentialSet(let name) = rule.authentication {
        description =
          scenario.credentialSets.first { ResourceName(sought: $0.name) == name } ?? description
      } else {
        needsSecrets = false
        description.healthCheckInterval = nil
      }
      plan.sets.append(
        CredentialSetPlan(
          description: description, upstream: upstream, authentication: rule.authentication,
          terms: CredentialFlow.Terms(
            identityLifetime: scenario.keyVault.identityLifetime,
            secretLifetime: description.secretLifetime,
            tokenLifetime: scenario.upstream(at: rule.source.host).resolvedTokenLifetime,
            attempts: scenario.registry.fetching.attempts, needsSecrets: needsSecrets,
            rereadsRefusedSecret: description.refusedSecret == .readAgain,
            fixesVersion: description.fixesVersion)))
    }
    plan.vaultRegion = scenario.registry.regions
      .firstIndex(of: scenario.keyVault.region ?? scenario.registry.home).map(RegionID.init)
    guard !plan.sets.isEmpty else {
      // Nobody asks it anything.
      plan.vaultRegion = plan.vaultRegion ?? .home
      return plan
    }
    plan.distances = distances
    plan.setOfTag = content.images.map { image in
      guard let path = try? RepositoryPath(image.repository), let rule = rules.match(path)?.rule,
        let upstream = hosts.firstIndex(of: rule.source.host)
      else { return .anonymous }
      return plan.set(for: rule.authentication, at: UpstreamID(upstream)) ?? .anonymous
    }
    return plan
  }

  /// Whether the home region is to look after credential sets.
  var checksCredentials: Bool {
    credentials.sets.contains { $0.description.healthCheckInterval != nil }
  }

  /// The key vault's partition: that of the region it stands in, else one of its own behind those
  /// of regions and upstreams.
  var partitionOfKeyVault: Boundary {
    credentials.vaultRegion.map { partition(of: $0) }
      ?? Boundary(sender: UInt32(regions.count) + UInt32(upstreams.count))
  }
}

extension Scenario {
  /// The hosts of the credential sets that rules use, and of the managed identities, each once, in
  /// the order in which rules name them.
  public var hostsOfCredentials: [String] { usedCredentials.map(\.host) }

  /// The same with the names of the sets and identities, which are numbered in this order.
  public var usedCredentials: [(name: String, host: String)] {
    var known: [(name: String, host: String)] = []
    for rule in rules {
      guard let name = rule.credentialSet ?? rule.managedIdentity,
        let host = (try? RuleSource(rule.source))?.host,
        !known.contains(where: {
          ResourceName(sought: $0.name) == ResourceName(sought: name) && $0.host == host
        })
      else { continue }
      known.append((name, host))
    }
    return known
  }

  /// What the scenario says of the upstream at a host.
  func upstream(at host: String) -> UpstreamDescription {
    upstreams.first { $0.host == host } ?? UpstreamDescription(host: host)
  }

  /// Whether a rule signs in to the upstream at a host.
  public func signsIn(at host: String) -> Bool {
    rules.contains { rule in
      (rule.credentialSet ?? rule.managedIdentity) != nil
        && (try? RuleSource(rule.source))?.host == host
    }
  }
}

extension RuleAuthentication {
  /// The name of the credential set, or of the managed identity.
  fileprivate var name: String? {
    switch self {
    case .anonymous: nil
    case .credentialSet(let name): name.text
    case .managedIdentity(let identity): identity.split(separator: "/").last.map(String.init)
    }
  }
}
