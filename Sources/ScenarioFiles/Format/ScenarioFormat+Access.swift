import RegistryModel
import SimulationKernel
import Words

/// Tier, limits and network rules: who may ask how often.
extension ScenarioFormat {
  static let throttling = Section<ThrottlingDescription>([
    Field(
      "reads", \.reads, Codec.integer(1...1_000_000_000).or("by-tier", starting: 10_000),
      "Reads a minute in each region: those of the tier, or as many as were agreed on.",
      .documented("by tier, raised on request")),
    Field(
      "bucket", \.bucket, .span(positive: true),
      "The size of a burst: how long the limit's rate takes to fill an empty bucket.",
      .assumption("one minute's worth, the natural reading of a limit a minute")),
    Field(
      "period", \.period, .span(positive: true),
      "The length of a throttling period, whose rest Retry-After says.",
      .documented("Retry-After counts down from 60 s")),
    Field(
      "scaleOut", \.scaleOut,
      throttlingScaleOut.codec.or("none", starting: ThrottlingDescription.ScaleOut()),
      "What a steep rise from a low load meets before the region has grown; none: the full limit.",
      .assumption("documented to exist, without a figure")),
  ])

  static let throttlingScaleOut = Section<ThrottlingDescription.ScaleOut>([
    Field(
      "share", \.share, .share, "The share of the limit on reads that is there at a low load.",
      .assumption("no figure is published")),
    Field(
      "time", \.time, .span(),
      "How long the rest takes to come, from the first read that this share is too small for.",
      .assumption("no figure is published")),
  ])

  static let networkRules = Section<NetworkRules>([
    Field(
      "publicAccess", \.publicAccess, .truth, "Whether the public endpoint answers anybody.",
      .documented("enabled unless it is disabled")),
    Field(
      "defaultAction", \.defaultAction, .word,
      "What becomes of a client of the public endpoint that no rule names.",
      .documented("a registry is open to all networks unless it is restricted")),
    Field(
      "ipRules", \.addresses, .list(of: .addresses, starting: AddressRange(0, prefix: 32)),
      "Public IPv4 addresses or ranges that may pass although the default is to deny.",
      .assumption("none unless written")),
    Field(
      "virtualNetworks", \.virtualNetworks, .list(of: .virtualNetwork, starting: ""),
      "Virtual networks whose service endpoints may pass although the default is to deny.",
      .assumption("none unless written")),
    Field(
      "privateEndpoints", \.privateEndpoints, .list(of: .virtualNetwork, starting: ""),
      "Virtual networks that have a private endpoint of the registry; it always answers them.",
      .assumption("none unless written")),
    Field(
      "privateEndpointDelay", \.privateEndpointDelay, .span(),
      "What a private endpoint adds to each way between client and region.",
      .assumption("one more hop inside a data centre; no figure is published")),
    Field(
      "trustedServices", \.trustedServices, .truth,
      "Whether the cloud's trusted services may pass; a restricted registry stores nothing else.",
      .assumption("nobody shuts them out unawares; without them every pull is streamed")),
  ])

  static let clientSource: Codec<ClientSource> = .words(
    [("internet", .internet)],
    or: .choice([
      Case(
        "ip", "Public IPv4 addresses, all of which a rule must name.", .addresses,
        starting: AddressRange(0, prefix: 32), make: { ClientSource.addresses($0) },
        take: { if case .addresses(let range) = $0 { range } else { nil } }),
      Case(
        "virtualNetwork", "A virtual network, by its private endpoint where it has one.",
        .virtualNetwork, starting: "", make: { .virtualNetwork($0) },
        take: { if case .virtualNetwork(let name) = $0 { name } else { nil } }),
    ]),
    starting: .internet, make: { $0 }, take: { $0 == .internet ? nil : $0 })

  static let clientIdentity: Codec<ClientIdentity> = .words(
    [("own", .own), ("anonymous", .anonymous)],
    or: .text("an identity's name such as 'kubelet'"),
    starting: "", make: { .named($0) },
    take: { if case .named(let name) = $0 { name } else { nil } })
}

extension Codec where Value == String {
  /// The name of a virtual network.
  static var virtualNetwork: Codec { .text("a virtual network's name such as 'spoke'") }
}

extension Codec where Value == AddressRange {
  /// One or more IPv4 addresses.
  static var addresses: Codec {
    let expected = "IPv4 addresses such as 203.0.113.7 or 203.0.113.0/24"
    let byte = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|0?[0-9]?[0-9])"
    return .scalar(
      .text(
        pattern: "^\(byte)(\\.\(byte)){3}(/([0-2]?[0-9]|3[0-2]))?$", expected: expected),
      expected: expected,
      parse: { text, _ in
        AddressRange(parsing: text).map { .value($0) } ?? .malformed("")
      }, write: { .text($0.description) })
  }
}
