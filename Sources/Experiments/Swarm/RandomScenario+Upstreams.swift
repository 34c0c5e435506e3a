import NetworkGeography
import RegistryModel
import SimulationKernel

extension Scenario {
  /// Upstreams that have a second limit, or none.
  mutating func drawAbuseLimits(_ dice: inout Dice) {
    for index in upstreams.indices where dice.includes() {
      let limit = UpstreamDescription.Quota(
        requests: Int(dice.magnitude(1, 200)), window: dice.span(.nanoseconds(1), .hours(1)),
        counting: dice.any(), per: dice.any(), refill: dice.any(), retryAfter: dice.any())
      upstreams[index].abuseLimit = dice.chance(0.2) ? .unlimited : .stated(limit)
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
      if dice.includes() {
        upstream.quota = .stated(
          UpstreamDescription.Quota(
            requests: Int(dice.magnitude(1, 200)), window: dice.span(.nanoseconds(1), .hours(24)),
            counting: dice.any()))
      }
      if dice.includes() { upstream.failureRate = dice.pick([0.02, 0.2, 0.2, 0.7, 1]) }
      upstreams.append(upstream)
    }
  }
}
