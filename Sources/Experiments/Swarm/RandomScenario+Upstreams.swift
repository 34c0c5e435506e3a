import CacheRules
import NetworkGeography
import RegistryModel
import SimulationKernel

extension Scenario {
  /// Upstreams that have a second limit, or none.
  mutating func drawAbuseLimits(_ dice: inout Dice) {
    for index in upstreams.indices where dice.includes() {
      upstreams[index].abuseLimit = dice.chance(0.2) ? .unlimited : .stated(Self.quota(&dice))
    }
  }

  /// Upstreams that are near or far, that refuse, fail, answer late or send a bit a second. Some
  /// are left to their defaults.
  mutating func drawUpstreams(_ dice: inout Dice) {
    var hosts: [String] = []
    for rule in rules {
      let host = String(rule.source.prefix { $0 != "/" })
      if !hosts.contains(host) { hosts.append(host) }
    }
    let regions = AzureRegion.all.map(\.name)
    for host in hosts where dice.chance(0.8) {
      var upstream = UpstreamDescription(host: host)
      if dice.includes() {
        upstream.near = dice.pick(regions + registry.regions)
        upstream.distance = dice.spanOrZero(.nanoseconds(1), .seconds(5))
      }
      if dice.includes() {
        upstream.responseTime = dice.delay(.nanoseconds(1), .minutes(2))
      }
      if dice.includes() {
        upstream.bandwidth = dice.bandwidth()
        upstream.bandwidthPerDownload = dice.bandwidth()
      }
      if dice.includes() { upstream.failureRate = dice.pick([0.02, 0.2, 0.2, 0.7, 1]) }
      upstreams.append(upstream)
    }
  }

  /// What is published of the upstreams or stated in its place: whether they take credentials, with
  /// which the rules then sign in, whose account it is, and how much it is granted.
  mutating func drawAccounts(_ dice: inout Dice) {
    for index in upstreams.indices {
      if dice.includes() { drawSignIn(at: index, &dice) }
      let signsIn = signsIn(at: upstreams[index].host)
      if dice.includes() {
        upstreams[index].account =
          signsIn ? dice.pick([.personal, .pro, .team, .business]) : .anonymous
      }
      if dice.includes() {
        upstreams[index].tokenLifetime = dice.span(.nanoseconds(1), .hours(24))
      }
      if dice.includes() {
        upstreams[index].quota = dice.chance(0.2) ? .unlimited : .stated(Self.quota(&dice))
      }
      if dice.includes() {
        upstreams[index].transferQuota =
          dice.chance(0.2) ? .unlimited : .stated(Self.transferQuota(&dice))
      }
    }
  }

  private mutating func drawSignIn(at index: Int, _ dice: inout Dice) {
    if dice.chance(0.7) { upstreams[index].preset = dice.any() }
    if dice.chance(0.5) { upstreams[index].credentials = dice.any() }
    let host = upstreams[index].host
    for place in rules.indices where rules[place].source.hasPrefix("\(host)/") {
      rules[place].credentialSet = nil
      rules[place].managedIdentity = nil
      switch upstreams[index].resolvedCredentials {
      case .required: rules[place].credentialSet = Self.set(at: host, &dice)
      case .optional:
        if dice.chance(0.5) { rules[place].credentialSet = Self.set(at: host, &dice) }
      case .notSupported: break
      case .managedIdentity:
        rules[place].managedIdentity =
          "/subscriptions/0/userAssignedIdentities/" + dice.pick(["puller", "builder"])
      }
    }
  }

  /// One of two sets of a host: its rules share one or have one each.
  private static func set(at host: String, _ dice: inout Dice) -> String {
    host.split(separator: ".")[0] + dice.pick(["-login", "-robot"])
  }

  private static func quota(_ dice: inout Dice) -> UpstreamDescription.Quota {
    var quota = UpstreamDescription.Quota(
      requests: Int(dice.magnitude(1, 200)), window: dice.span(.nanoseconds(1), .hours(24)),
      counting: dice.any(), per: dice.any(), refill: dice.any(), retryAfter: dice.any())
    if quota.refill == .continuous, dice.chance(0.5) {
      quota.burst = dice.pick([1, quota.requests, 1_000_000])
    }
    return quota
  }

  private static func transferQuota(_ dice: inout Dice) -> UpstreamDescription.TransferQuota {
    UpstreamDescription.TransferQuota(
      bytes: ByteCount(dice.magnitude(1, 1 << 36)), window: dice.span(.nanoseconds(1), .hours(24)),
      per: dice.any())
  }
}
