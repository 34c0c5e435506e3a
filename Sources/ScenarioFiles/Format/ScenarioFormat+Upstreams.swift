import CacheRules
import RegistryModel
import SimulationKernel
import Words

extension ScenarioFormat {
  static let upstream = Section<UpstreamDescription>([
    Field(
      "host", \.host, .text("a host such as 'docker.io'"), "The host as rules name it, unique.",
      .required),
    Field(
      "preset", \.preset, Codec<UpstreamPreset>.word.or("by-host", starting: .custom),
      "Whose published authentication and limits hold; a host of your own can be given any.",
      .documented("the service's list of upstreams, by their hosts")),
    Field(
      "credentials", \.credentials,
      Codec<UpstreamDescription.CredentialMode>.word.or("by-preset", starting: .optional),
      "Whether rules must, may or cannot name a credential set for it.",
      .documented("the service's list of upstreams; custom ones may")),
    Field(
      "account", \.account, .word,
      "Whose quota counts: nobody's, or that of an account as Docker Hub distinguishes them; "
        + "by-rules: personal where a rule names a credential set, else anonymous.",
      .assumption("a free account, where there is any")),
    Field(
      "near", \.near, Codec.region.or("by-preset", starting: "eastus"),
      "The region nearest to where the upstream answers.",
      .assumption("what is known of the upstream's place holds")),
    Field(
      "distance", \.distance, .span(), "One way between that region and the upstream.",
      .assumption("as from a client to the region that it is in")),
    Field(
      "responseTime", \.responseTime, .delay,
      "How long the upstream takes to answer, without the network.",
      .assumption("a registry behind a content delivery network")),
    Field(
      "bandwidth", \.bandwidth, .bandwidth, "What all downloads from the upstream share.",
      .assumption("not the bottleneck")),
    Field(
      "bandwidthPerDownload", \.bandwidthPerDownload, .bandwidth,
      "The most that one download gets.", .assumption("one connection across the internet")),
    Field(
      "quota", \.quota, limit(UpstreamDescription.Quota(requests: 100, window: .hours(6))),
      "How many requests the upstream grants, or none for no limit.",
      .assumption("what is published holds")),
    Field(
      "abuseLimit", \.abuseLimit,
      limit(
        UpstreamDescription.Quota(
          requests: 5_000, window: .minutes(1), counting: .allRequests, per: .address,
          refill: .continuous)),
      "A second limit, against abuse, or none. A request counts only where every limit grants it. "
        + "What it refuses is in quota_requests_refused.",
      .assumption("what is published holds; Docker Hub has one for all accounts")),
    Field(
      "transferQuota", \.transferQuota,
      .words(
        [("by-preset", .byPreset), ("none", .unlimited)], or: transferQuota.codec,
        starting: UpstreamDescription.TransferQuota(
          bytes: ByteCount(500_000_000_000), window: .hours(720)),
        make: { .stated($0) },
        take: { if case .stated(let quota) = $0 { quota } else { nil } }),
      "How many bytes of layers the upstream grants, or none for no limit.",
      .assumption("what is published holds")),
    Field(
      "tokenLifetime", \.tokenLifetime,
      Codec<Span>.span(positive: true).or("by-preset", starting: .seconds(300)),
      "How long a token serves that the upstream gives for credentials.",
      .assumption("what is known of the upstream holds")),
    Field(
      "failureRate", \.failureRate, .share, "The share of requests that fail with 5xx.",
      .assumption("faults are written, not presumed")),
    Field(
      "index", \.index, .word,
      "Whether a tag names an index, which is fetched before the manifest, and whether a quota of "
        + "GETs of manifests counts its GET; where every request counts, it does.",
      .documented("Docker Hub counts a pull for each platform of a multi-platform image")),
    Field(
      "assumedOfflineFor", \.assumedOfflineFor, .span(),
      "For how long a region asks no more after a call that failed at every attempt; 0s: each call "
        + "finds out. Artifactory documents 300s; Nexus blocks such a repository too.",
      .assumption("no such memory is documented of the service")),
  ])

  /// What is published, nothing, or a limit of one's own, which begins with some values.
  private static func limit(
    _ starting: UpstreamDescription.Quota
  ) -> Codec<UpstreamDescription.Limit<UpstreamDescription.Quota>> {
    .words(
      [("by-preset", .byPreset), ("none", .unlimited)], or: quota.codec, starting: starting,
      make: { .stated($0) },
      take: { if case .stated(let quota) = $0 { quota } else { nil } })
  }

  static let quota = Section<UpstreamDescription.Quota>([
    Field(
      "requests", \.requests, .integer(1...1_000_000_000), "Requests granted in a window.",
      .required),
    Field(
      "window", \.window, .span(positive: true), "The window's length, from its first request.",
      .required),
    Field(
      "counting", \.counting, .word, "Which requests count.",
      .documented("Docker Hub counts a GET of a manifest as a pull")),
    Field(
      "per", \.per, .word,
      "Whose requests add up: those with one credential set, whatever their region, or those of "
        + "one region, which has an egress address of its own.",
      .documented("Docker Hub counts by user where there is one")),
    Field(
      "refill", \.refill, .word,
      "Whether all comes back when the window is over, or evenly, as in a token bucket.",
      .documented("Docker Hub states a number and a window (ratelimit-limit: 100;w=21600)")),
    Field(
      "burst", \.burst,
      Codec<Int>.integer(1...1_000_000_000).or("by-requests", starting: 1),
      "What a full token bucket grants at once.", .assumption("a window's requests")),
    Field(
      "retryAfter", \.retryAfter, .word,
      "Whether a 429 says in a Retry-After header when the quota is back.",
      .documented("no upstream documents the header with its 429; Docker Hub documents others")),
  ])

  static let transferQuota = Section<UpstreamDescription.TransferQuota>([
    Field("bytes", \.bytes, .bytes, "Bytes granted in a window.", .required),
    Field(
      "window", \.window, .span(positive: true), "The window's length, from its first layer.",
      .required),
    Field(
      "per", \.per, .word, "Whose bytes add up: those of one account, or of one region's address.",
      .assumption("as with requests")),
  ])
}

extension Explanation {
  /// What the words of an upstream come to that stand for what is published.
  static func published(_ word: String, path: String, _ resolved: ResolvedScenario) -> String? {
    let parts = path.split(separator: ".")
    let scenario = resolved.scenario
    guard parts.count == 3, parts[0] == "upstreams", let index = Int(parts[1]),
      scenario.upstreams.indices.contains(index)
    else { return nil }
    let upstream = scenario.upstreams[index]
    let preset = upstream.resolvedPreset
    let account = upstream.resolvedAccount(signsIn: scenario.signsIn(at: upstream.host))
    switch (parts[2], word) {
    case ("preset", "by-host"): return preset.rawValue
    case ("credentials", "by-preset"): return preset.credentials.rawValue
    case ("account", "by-rules"): return account.rawValue
    case ("quota", "by-preset"):
      let quota = preset.quota(for: account)
      return "\(quota.value.map(text) ?? "none") (\(quota.source))"
    case ("abuseLimit", "by-preset"):
      let limit = preset.abuseLimit
      return "\(limit.value.map(text) ?? "none") (\(limit.source))"
    case ("transferQuota", "by-preset"):
      let quota = preset.transferQuota(for: account)
      return "\(quota.value.map(text) ?? "none") (\(quota.source))"
    case ("near", "by-preset"):
      let near = preset.near(at: upstream.host)
      return "\(near.value) (\(near.source))"
    case ("tokenLifetime", "by-preset"):
      let lifetime = preset.tokenLifetime
      return "\(Quantity.text(lifetime.value.nanoseconds, Quantity.time)) (\(lifetime.source))"
    default: return nil
    }
  }

  private static func text(_ quota: UpstreamDescription.Quota) -> String {
    let window = Quantity.text(quota.window.nanoseconds, Quantity.time)
    let what = quota.counting == .manifestGets ? "GETs of manifests" : "requests"
    let burst = quota.burst.map { ", bursts of \($0)" } ?? ""
    return "\(quota.requests) \(what) in \(window) per \(quota.per.rawValue)"
      + (quota.refill == .continuous ? ", coming back evenly\(burst)" : "")
  }

  private static func text(_ quota: UpstreamDescription.TransferQuota) -> String {
    "\(Quantity.text(quota.bytes.bytes, Quantity.bytes)) in "
      + "\(Quantity.text(quota.window.nanoseconds, Quantity.time)) per \(quota.per.rawValue)"
  }
}
