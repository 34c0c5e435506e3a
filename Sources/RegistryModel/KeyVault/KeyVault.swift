import Randomness
public import SimulationKernel

/// The key vault that holds the secrets of all credential sets, and whoever puts new ones there.
///
/// It knows that there are secrets and which version is the newest, never what they are. It keeps
/// the audit log of every access, on request.
public struct KeyVault: RegistryActor {
  let network: Network
  /// Indexed by credential set.
  private(set) var secrets: [SecretRecord]
  /// Nil where there is no limit.
  private var throttle: VaultThrottle?
  private var outages = 0
  var surroundings: VaultSurroundings
  /// The factors of those conditions that slow the vault down.
  private var slowness: [Float] = []
  private let recordsAccess: Bool
  private(set) var accesses: [VaultAccess] = []

  init(network: Network, recordsAccess: Bool) {
    self.network = network
    self.recordsAccess = recordsAccess
    throttle = network.plan.scenario.keyVault.requestsPer10Seconds.map { VaultThrottle(limit: $0) }
    surroundings = VaultSurroundings(network.plan)
    secrets = Array(repeating: SecretRecord(), count: network.plan.credentials.sets.count)
  }

  private var plan: WorldPlan { network.plan }

  public mutating func receive(
    _ message: KeyVaultMessage, in context: inout Context<RegistryMessage>
  ) {
    switch message {
    case .read(let request): read(request, in: &context)
    case .condition(let condition, let begins): change(condition, begins: begins, in: &context)
    }
  }

  private mutating func read(
    _ request: SecretRequest, in context: inout Context<RegistryMessage>
  ) {
    let vault = plan.scenario.keyVault
    let secret = secrets[Int(request.set.index)]
    var version = request.version
    // The user name has had one version only.
    if version == 0 { version = request.secret == .password ? secret.newest : 1 }
    let keys = network.keys
    var failure = keys.stream(request, .failure)
    let outcome: VaultOutcome =
      if outages > 0 || surroundings.isLost {
        .noAnswer
      } else if throttle?.admits(at: context.now) == false {
        .throttled
      } else if vault.failureRate > 0, failure.uniform() < vault.failureRate {
        .failed
      } else {
        secret.outcome(of: request.secret)
      }
    if recordsAccess {
      accesses.append(
        VaultAccess(
          time: context.now, region: request.region, set: request.set, secret: request.secret,
          version: outcome == .ok ? version : request.version, outcome: outcome))
    }
    guard outcome != .noAnswer else { return }
    var response = keys.stream(request, .response)
    var time = response.delay(vault.responseTime)
    if !slowness.isEmpty {
      time = Span(seconds: time.seconds * Double(slowness.reduce(1, *)))
    }
    network.send(
      .handler(
        request.region,
        .credentials(
          request.set, .secretRead(number: request.number, outcome, version: version))),
      after: time + plan.credentials.distance(request.region), from: plan.partitionOfKeyVault,
      to: plan.partition(of: request.region), in: &context)
  }

  // MARK: Conditions

  private mutating func change(
    _ condition: KeyVaultCondition, begins: Bool, in context: inout Context<RegistryMessage>
  ) {
    switch condition {
    case .out: outages = max(0, outages + (begins ? 1 : -1))
    case .slow(let factor):
      if begins {
        slowness.append(factor)
      } else if let index = slowness.firstIndex(of: factor) {
        slowness.remove(at: index)
      }
    case .secretMissing(let set): change(set, .missing, begins, in: &context)
    case .secretExpired(let set): change(set, .expired, begins, in: &context)
    case .secretRotated(let set): change(set, .rotated, begins, in: &context)
    case .roleRevoked(let set): change(set, .revoked, begins, in: &context)
    }
  }

  /// Changes a secret, and tells the upstream and the regions what of it is theirs to know.
  private mutating func change(
    _ set: CredentialSetID, _ condition: SecretRecord.Condition, _ begins: Bool,
    in context: inout Context<RegistryMessage>
  ) {
    let index = Int(set.index)
    guard secrets.indices.contains(index) else { return }
    let notices = begins ? secrets[index].begin(condition) : secrets[index].end(condition)
    let plan = plan
    if let accepted = notices.accepted {
      let upstream = plan.credentials.sets[index].upstream
      // Whoever renews the secret does so on both sides, as near to the same time as may be.
      network.send(
        .upstream(.accepts(set, fromVersion: accepted), upstream), after: .zero,
        from: plan.partitionOfKeyVault,
        to: plan.partition(of: upstream), in: &context)
    }
    if let named = notices.named, plan.credentials.sets[index].description.fixesVersion {
      // A change of the registry's configuration, as no other is possible without its home region.
      if surroundings.change(index, toVersion: named) { name(named, in: set, in: &context) }
    }
  }
}
