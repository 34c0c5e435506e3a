import RegistryModel
import SimulationKernel
import Words

extension ScenarioFormat {
  static let registry = Section<RegistryDescription>([
    Field(
      "tier", \.tier, .word, "What the registry was bought as: features, limits, price.",
      .assumption("the tier that has replicas")),
    Field(
      "home", \.home, .region,
      "The region that holds the configuration and, by the architecture, fetches from upstream.",
      .required),
    Field(
      "replicas", \.replicas, .list(of: .region, starting: ""),
      "The other regions, each with a full copy in time.", .assumption("a registry in one region")),
    Field(
      "zones", \.zones, .integer(1...16), "Zones in each region.",
      .documented("regions with availability zones have three")),
    Field(
      "zoneProbes", \.zoneProbes, probes.codec,
      "How a region's load balancer finds out which zones are healthy.",
      .assumption("a zone's loss is felt for some seconds, says the documentation")),
    Field(
      "frontEnds", \.frontEnds, frontEnds.codec, "The servers that take requests in each zone."),
    Field("storage", \.storage, storage.codec, "Where content lies in each region."),
    Field("cache", \.cache, cache.codec, "The content cache of each region."),
    Field(
      "replication", \.replication, replication.codec,
      "How content gets from the region that fetched it to the others."),
    Field(
      "network", \.network, network.codec, "The network inside a region and between regions."),
    Field("fetching", \.fetching, fetching.codec, "How the registry asks upstreams."),
    Field(
      "throttling", \.throttling, throttling.codec,
      "How regions keep clients within the limits of the tier."),
    Field("networkRules", \.networkRules, networkRules.codec, "Who may reach the registry."),
    Field(
      "dedicatedDataEndpoints", \.dedicatedDataEndpoints, .truth,
      "Whether each region's layers come from a host that firewalls can name; no delay changes.",
      .documented("off unless it is enabled")),
  ])

  static let frontEnds = Section<FrontEndDescription>([
    Field(
      "servers", \.servers, .integer(1...1_000_000), "Requests served at once in each zone.",
      .assumption("a small fleet of virtual machines")),
    Field(
      "serviceTime", \.serviceTime, .delay, "How long a request occupies a server.",
      .assumption("a look-up and a signed redirect")),
    Field(
      "queueLimit", \.queueLimit, .integer(0...1_000_000_000),
      "Requests that may wait in each zone; one more is refused with 503.",
      .assumption("some seconds' worth of requests")),
  ])

  static let storage = Section<StorageDescription>([
    Field(
      "bandwidth", \.bandwidth, .bandwidth,
      "What all downloads of a region share, whatever the tier. The table until 2025 had 30, 60 and "
        + "100 MBps or Mbps for Basic, Standard and Premium (editions differ), as least values; the "
        + "page has none since. State one to see what it would mean.",
      .assumption("the order of a storage account's egress limit")),
    Field(
      "bandwidthPerDownload", \.bandwidthPerDownload, .bandwidth,
      "The most that one download gets.",
      .assumption("60 MB/s, the order of a blob's target throughput")),
    Field(
      "firstByte", \.firstByte, .delay, "From the request of a blob to its first byte.",
      .assumption("typical of object storage")),
    Field(
      "zoneLag", \.zoneLag, .delay,
      "How long a zone lags behind the written one, where zones replicate asynchronously.",
      .assumption("no figure is published")),
    Field(
      "limit", \.limit,
      .words(
        [("by-tier", .byTier), ("unlimited", .unlimited)], or: .bytes,
        starting: ByteCount(1), make: { .limited($0) },
        take: { if case .limited(let bytes) = $0 { bytes } else { nil } }),
      "What each region of the registry may hold, cached and pushed; beyond it pulls are streamed and "
        + "pushes refused, unless the cache evicts.",
      .documented("the maximum of the tier, as the profile's edition of the page has it")),
  ])

  static let cache = Section<CacheDescription>([
    Field(
      "capacity", \.capacity,
      .words(
        [("by-profile", .byProfile), ("unlimited", .unlimited)], or: .bytes,
        starting: ByteCount(1), make: { .limited($0) },
        take: { if case .limited(let bytes) = $0 { bytes } else { nil } }),
      "How much a region may hold of what it caches before it evicts.",
      .assumption("the profile decides whether anything is evicted")),
    Field(
      "policy", \.policy, Codec.policy.or("by-capacity", starting: "lru"),
      "Which content is evicted first; by-capacity: lru where a capacity limits, else none.",
      .assumption("the policy that everybody knows")),
    Field(
      "unit", \.unit, .word, "What is evicted as one.",
      .assumption("layers are what takes the room")),
    Field(
      "negativeLifetime", \.negativeLifetime,
      Codec.span(positive: true).or("none", starting: .minutes(5)),
      "How long upstream's word that there is no such image is believed; none: it is asked each time.",
      .assumption("no such memory is documented")),
  ])

  static let replication = Section<ReplicationDescription>([
    Field(
      "delay", \.delay, .delay, "From the end of a blob's write to the start of its transfer.",
      .assumption("no figure is published")),
    Field(
      "bandwidthPerTransfer", \.bandwidthPerTransfer, .bandwidth,
      "The most that one transfer gets of the network between two regions.",
      .assumption("one connection between data centres")),
    Field(
      "parallelImages", \.parallelImages, .integer(1...1_000_000),
      "Images that a region brings at once because others offered them.",
      .assumption("no figure is published")),
    Field(
      "retryAfter", \.retryAfter, .span(positive: true),
      "The wait after a transfer whose source could not be reached.",
      .assumption("no figure is published")),
  ])

  static let network = Section<NetworkDescription>([
    Field(
      "zoneToZone", \.zoneToZone, .span(), "One way between two zones of a region.",
      .measured("independent echo test between zones (simonpainter.com), 1.553 ms, halved")),
    Field(
      "insideZone", \.insideZone, .span(), "One way inside a zone.",
      .measured("independent echo test inside a zone (simonpainter.com), 0.908 ms, halved")),
    Field(
      "clientToRegion", \.clientToRegion, .span(),
      "One way between a client and the region that it is in.",
      .assumption("clients stand in the same data centres")),
    Field(
      "betweenRegions", \.betweenRegions, .bandwidth,
      "What the registry can send from each region to each other one.",
      .assumption("a share of the backbone")),
    Field(
      "jitter", \.jitter, .number(0...5),
      "The variation of a one-way delay between a client and a region (of its natural logarithm).",
      .measured("published round-trip times, p95 over p50 of 1.06")),
  ])

  static let fetching = Section<FetchDescription>([
    Field(
      "parallelLayers", \.parallelLayers, .integer(1...1_000),
      "Layers of one image that are fetched at once.",
      .assumption("as clients do")),
    Field(
      "attempts", \.attempts, .integer(1...100), "Attempts at one request, the first included.",
      .assumption("a usual retry policy")),
    Field(
      "backoff", \.backoff, .span(),
      "The wait before the second attempt; it doubles with each further one.",
      .assumption("a usual retry policy")),
    Field(
      "timeout", \.timeout, .span(positive: true),
      "How long an unanswered request is waited for before it counts as failed.",
      .assumption("a usual client setting")),
    Field(
      "backoffJitter", \.backoffJitter, .number(0...1),
      "The spread of the waits: 0.5 makes them half to one and a half times as long.",
      .assumption("a usual retry policy")),
    Field(
      "retryAfterLimit", \.retryAfterLimit, .span(),
      "A 429 whose Retry-After is no longer than this is waited for; others are passed on at once.",
      .measured("the service passes a 429 on (Azure/acr issue 754)")),
    Field(
      "lowestSpeed", \.lowestSpeed, .bandwidth,
      "A layer counts as failed when it takes longer than at this speed, and the timeout.",
      .assumption("a connection that is slower is broken")),
  ])

  static let routing = Section<RoutingDescription>([
    Field(
      "dnsLifetime", \.dnsLifetime, .span(), "How long a client keeps the endpoint's answer.",
      .assumption("typical of a traffic manager")),
    Field(
      "resolverDistance", \.resolverDistance, .span(),
      "One way from a client to its name resolver.", .assumption("a resolver on the same network")),
    Field(
      "lookupTime", \.lookupTime, .delay, "How long the resolver's answer takes.",
      .assumption("a resolver in the same region")),
    Field(
      "probes", \.probes, probes.codec, "How the endpoint finds out which regions are healthy.",
      .documented("Traffic Manager: every 30 s, out at the fourth failure in a row, 10 s each")),
    Field(
      "connectTimeout", \.connectTimeout, .span(positive: true),
      "How long a client waits for a connection that nobody accepts.",
      .measured("containerd's source: it dials for at most 30 s")),
  ])
}

extension Codec where Value == String {
  /// The name of an eviction policy, as the content cache spells it.
  static var policy: Codec {
    let words = ["lru", "fifo", "clock", "lfu", "sieve", "s3-fifo", "gdsf", "none"]
    let aged = "lru-ttl:"
    let expected = "\(listed(words)), or lru-ttl with a lifetime such as lru-ttl:7d"
    let lifetime = Quantity.time.reversed()
      .map { "([0-9]+(\\.[0-9]+)?\($0.word))?" }.joined()
    return .scalar(
      .either([
        .words(words), .text(pattern: "^lru-ttl:(?=[0-9])\(lifetime)$", expected: expected),
      ]), expected: expected,
      parse: { text, _ in
        if words.contains(text) { return .value(text) }
        guard text.hasPrefix(aged), !text.contains(" ") else {
          return .malformed(NearestWord.suggestion(text, among: words + ["lru-ttl:7d"]))
        }
        return switch Quantity.parseTime(String(text.dropFirst(aged.count))) {
        case .value(0): .outOfRange("expected a lifetime of more than 0s")
        case .value: .value(text)
        case .malformed(let hint): .malformed(hint)
        case .outOfRange(let sentence): .outOfRange(sentence)
        }
      }, write: { .plain($0) })
  }
}
