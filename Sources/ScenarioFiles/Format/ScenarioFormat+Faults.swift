import RegistryModel
import SimulationKernel

extension ScenarioFormat {
  static let fault = Section<FaultDescription>([
    Field(
      "name", \.name, .text("a name such as 'zone-loss'"),
      "The name under which results list the fault, unique.", .required),
    Field("what", \.kind, faultKind, "What breaks.", .required),
    Field("when", \.occurrence, faultOccurrence, "When, and for how long.", .required),
  ])

  static let faultOccurrence: Codec<FaultDescription.Occurrence> = .choice([
    Case(
      "once", "Once, at a stated time.",
      Section<Once>([
        Field("at", \.at, .span(), "When it begins, from the start of the run.", .required),
        Field(
          "lasts", \.lasts, Codec.span(positive: true).or("for-good", starting: .minutes(1)),
          "How long it lasts, or for-good.", .required),
      ]).codec,
      starting: Once(), make: { .scheduled(at: $0.at, lasts: $0.lasts) },
      take: {
        if case .scheduled(let at, let lasts) = $0 { Once(at: at, lasts: lasts) } else { nil }
      }),
    Case(
      "random", "Again and again: up and down times are exponentially distributed.",
      Section<Again>([
        Field(
          "meanTimeBetween", \.between, .span(positive: true),
          "The mean time from the end of one (or the start of the run) to the next.", .required),
        Field(
          "meanTimeToRepair", \.repair, .span(positive: true), "The mean time that it lasts.",
          .required),
      ]).codec,
      starting: Again(),
      make: { .random(meanTimeBetween: $0.between, meanTimeToRepair: $0.repair) },
      take: {
        if case .random(let between, let repair) = $0 {
          Again(between: between, repair: repair)
        } else {
          nil
        }
      }),
  ])

  static let faultKind: Codec<FaultDescription.Kind> = .choice([
    Case(
      "zoneOut", "A zone of a region is lost, with its front ends and its storage.",
      Section<Zone>([
        Field("region", \.region, .region, "The region.", .required),
        Field("zone", \.zone, .integer(1...16), "The zone, counted from 1.", .required),
      ]).codec,
      starting: Zone(), make: { .zoneOut(region: $0.region, zone: $0.zone) },
      take: {
        if case .zoneOut(let region, let zone) = $0 {
          Zone(region: region, zone: zone)
        } else {
          nil
        }
      }),
    Case(
      "regionOut", "A whole region is lost.", .region, starting: "",
      make: { .regionOut(region: $0) },
      take: { if case .regionOut(let region) = $0 { region } else { nil } }),
    Case(
      "frontEndsSlow", "The front ends of a region take so many times as long.",
      Section<Slow>([
        Field("region", \.name, .region, "The region.", .required),
        Field("factor", \.factor, .number(1...1_000_000), "How many times.", .required),
      ]).codec,
      starting: Slow(), make: { .frontEndsSlow(region: $0.name, factor: $0.factor) },
      take: {
        if case .frontEndsSlow(let name, let factor) = $0 {
          Slow(name: name, factor: factor)
        } else {
          nil
        }
      }),
    Case(
      "linkImpaired",
      "The network between two regions loses bandwidth, both ways; without any it is cut. Less of it "
        + "slows what regions send each other; a cut also keeps clients whose nearest region is one of "
        + "the two from asking the other. Answers under way still come; delays stay as they are.",
      Section<Link>([
        Field("from", \.from, .region, "One region.", .required),
        Field("to", \.to, .region, "The other.", .required),
        Field(
          "share", \.share, .share, "What is left of the bandwidth; 0% cuts the link.",
          .required),
      ]).codec,
      starting: Link(), make: { .linkImpaired(from: $0.from, to: $0.to, share: $0.share) },
      take: {
        if case .linkImpaired(let from, let to, let share) = $0 {
          Link(from: from, to: to, share: share)
        } else {
          nil
        }
      }),
    Case(
      "upstreamOut", "An upstream does not answer.", .host, starting: "",
      make: { .upstreamOut(host: $0) },
      take: { if case .upstreamOut(let host) = $0 { host } else { nil } }),
    Case(
      "upstreamSlow", "An upstream takes so many times as long to answer and to send.",
      Section<Slow>([
        Field("host", \.name, .host, "The upstream.", .required),
        Field("factor", \.factor, .number(1...1_000_000), "How many times.", .required),
      ]).codec,
      starting: Slow(), make: { .upstreamSlow(host: $0.name, factor: $0.factor) },
      take: {
        if case .upstreamSlow(let name, let factor) = $0 {
          Slow(name: name, factor: factor)
        } else {
          nil
        }
      }),
    Case(
      "upstreamRefusing", "An upstream answers everything with 429.", .host, starting: "",
      make: { .upstreamRefusing(host: $0) },
      take: { if case .upstreamRefusing(let host) = $0 { host } else { nil } }),
    Case(
      "upstreamFailing", "An upstream answers a share of requests with 5xx.",
      Section<Failing>([
        Field("host", \.host, .host, "The upstream.", .required),
        Field("share", \.share, .share, "The share of requests.", .required),
      ]).codec,
      starting: Failing(), make: { .upstreamFailing(host: $0.host, share: $0.share) },
      take: {
        if case .upstreamFailing(let host, let share) = $0 {
          Failing(host: host, share: share)
        } else {
          nil
        }
      }),
    Case(
      "keyVaultOut", "The key vault does not answer.", .word, starting: Everywhere.everywhere,
      make: { _ in .keyVaultOut },
      take: { if case .keyVaultOut = $0 { .everywhere } else { nil } }),
    Case(
      "keyVaultSlow", "The key vault takes so many times as long.", .number(1...1_000_000),
      starting: 1, make: { .keyVaultSlow(factor: $0) },
      take: { if case .keyVaultSlow(let factor) = $0 { factor } else { nil } }),
    Case(
      "secretMissing", "The key vault does not have a credential set's password.", .credentialSet,
      starting: "", make: { .secretMissing(set: $0) },
      take: { if case .secretMissing(let set) = $0 { set } else { nil } }),
    Case(
      "secretExpired",
      "The upstream does not accept a credential set's secrets any more, until new ones end it.",
      .credentialSet, starting: "", make: { .secretExpired(set: $0) },
      take: { if case .secretExpired(let set) = $0 { set } else { nil } }),
    Case(
      "secretRotated",
      "A new version of a credential set's secrets is there; the upstream accepts no older one.",
      .credentialSet, starting: "", make: { .secretRotated(set: $0) },
      take: { if case .secretRotated(let set) = $0 { set } else { nil } }),
    Case(
      "roleRevoked", "A credential set's identity lacks its role for the key vault.",
      .credentialSet, starting: "", make: { .roleRevoked(set: $0) },
      take: { if case .roleRevoked(let set) = $0 { set } else { nil } }),
    Case(
      "replicationStalled", "What is cached in a region, or in all, is not offered to the others.",
      Codec.region.or("all", starting: ""), starting: String?.none,
      make: { .replicationStalled(from: $0) },
      take: { if case .replicationStalled(let region) = $0 { .some(region) } else { nil } }),
    Case(
      "outOfRouting", "The endpoint of a region is taken out of routing; the region goes on.",
      .region, starting: "", make: { .outOfRouting(region: $0) },
      take: { if case .outOfRouting(let region) = $0 { region } else { nil } }),
    Case(
      "healthMonitorOut", "Nobody judges the health of regions: all count as healthy.",
      .word, starting: Everywhere.everywhere, make: { _ in .healthMonitorOut },
      take: { if case .healthMonitorOut = $0 { .everywhere } else { nil } }),
  ])

  static let change = Section<ChangeDescription>([
    Field("at", \.at, .span(), "When, from the start of the run.", .required),
    Field("what", \.kind, changeKind, "What is changed.", .required),
  ])

  static let changeKind: Codec<ChangeDescription.Kind> = .choice([
    Case(
      "addReplica", "One of the replicas is added only now, empty.", .region, starting: "",
      make: { .addReplica($0) },
      take: { if case .addReplica(let region) = $0 { region } else { nil } }),
    Case(
      "takeOutOfRouting", "A region's endpoint is taken out of routing.", .region, starting: "",
      make: { .takeOutOfRouting($0) },
      take: { if case .takeOutOfRouting(let region) = $0 { region } else { nil } }),
    Case(
      "putIntoRouting", "A region's endpoint is put back into routing.", .region, starting: "",
      make: { .putIntoRouting($0) },
      take: { if case .putIntoRouting(let region) = $0 { region } else { nil } }),
  ])

  static let probes = Section<ProbeDescription>([
    Field("interval", \.interval, .span(positive: true), "From one probe to the next."),
    Field(
      "failures", \.failures, .integer(1...1_000),
      "Failures in a row after which it counts as out; one good probe takes it back."),
    Field(
      "timeout", \.timeout, .span(),
      "How long a probe waits for its answer, at most the interval."),
  ])

  // The payloads of the cases, as the structs that key paths need.

  enum Everywhere: String, CaseIterable, Sendable { case everywhere }
  struct Once: Sendable {
    var at = Span.zero
    var lasts: Span?
  }
  struct Again: Sendable {
    var between = Span.hours(24)
    var repair = Span.minutes(10)
  }
  struct Zone: Sendable {
    var region = ""
    var zone = 1
  }
  struct Slow: Sendable {
    var name = ""
    var factor = 1.0
  }
  struct Link: Sendable {
    var from = ""
    var to = ""
    var share = 0.0
  }
  struct Failing: Sendable {
    var host = ""
    var share = 0.0
  }
}

extension Codec where Value == String {
  /// A credential set's name; whether a rule uses it is checked later.
  static var credentialSet: Codec { .text("a credential set such as 'docker-hub'") }
  /// An upstream's host; whether the scenario has it is checked later.
  static var host: Codec { .text("a host such as 'docker.io'") }
}
