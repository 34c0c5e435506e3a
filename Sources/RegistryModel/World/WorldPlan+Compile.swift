import CacheRules
import ContentCache
public import ImageCatalogue
import NetworkGeography
import Randomness
public import RequestLog
import SimulationKernel

/// Why a scenario cannot be run, in a sentence, with the part of the scenario that it is about.
public struct PlanError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Where in the scenario, as keys from its top: `workloads.nightly.images`.
  public var place: String
  /// What is wrong, what was expected, what to do.
  public var sentence: String

  public init(_ place: String, _ sentence: String) {
    self.place = place
    self.sentence = sentence
  }

  public var description: String { "\(place): \(sentence)" }
}

extension WorldPlan {
  /// Compiles a scenario.
  ///
  /// - Parameters:
  ///   - scenario: What to run.
  ///   - catalogue: What there is to pull, as ``Scenario/catalogue`` says, and with it the images
  ///     that replayed logs add.
  ///   - logs: The logs that workloads replay, by the workload's name.
  ///   - tagChanges: What the file says that ``TagChangeDescription/file`` names.
  /// - Throws: ``PlanError`` where the parts of the scenario do not fit together: an unknown
  ///   region, a rule that the engine refuses, an upstream that nothing describes, a workload that
  ///   no image is left for.
  public convenience init(
    _ scenario: Scenario, catalogue: ImageCatalogue, logs: [String: PullLog] = [:],
    tagChanges: TagChangeLog? = nil
  ) throws(PlanError) {
    if let refusal = (scenario.tierRefusals + scenario.accessRefusals).first { throw refusal }
    let network = scenario.registry.network
    let regions = scenario.registry.regions
    let policy = try Self.policy(of: scenario)
    var distances: [Span] = []
    for from in regions {
      for to in regions {
        distances.append(try Self.oneWay(from, to, place: "registry.replicas", near: .zero))
      }
    }
    let rules = try scenario.ruleSet()
    let upstreams = try Self.upstreams(of: scenario, rules: rules, regions: regions)
    let hosts = upstreams.map(\.description.host)
    var (content, routes) = try Self.content(of: catalogue, rules: rules, hosts: hosts)
    let added = Self.added(to: catalogue, in: content)
    try content.checkSizes()
    var pushes = try content.addPushes(of: scenario, rules: rules)
    let changingTags = try content.addVersions(of: scenario, log: tagChanges, rules: rules)
    pushes = content.resolved(pushes)
    try content.checkRoom(for: pushes, in: scenario)
    if scenario.workloads.contains(where: { $0.images.unknownShare > 0 }) { content.addUnknown() }
    routes = content.extended(routes)
    var workloads: [WorkloadPlan] = []
    for description in scenario.workloads {
      let place = "workloads.\(description.name)"
      var toRegions: [Span] = []
      for region in regions {
        toRegions.append(
          try Self.oneWay(
            description.region, region, place: "\(place).region", near: network.clientToRegion)
            + scenario.registry.networkRules.delay(from: description.clients.source))
      }
      let byDistance = toRegions.indices.sorted { (toRegions[$0], $0) < (toRegions[$1], $1) }
      let recorded = try Self.recordedPulls(of: description, logs, added)
      let images: [TagID]
      if let recorded {
        images = recorded.images
      } else {
        images = try Self.images(for: description, in: content, without: added)
      }
      let exponent =
        description.images.popularityExponent ?? scenario.catalogue.popularityExponent
      guard let popularity = Zipf(count: images.count, exponent: exponent) else {
        throw PlanError(
          "\(place).images.popularityExponent", "\(exponent) is no exponent of a Zipf law")
      }
      workloads.append(
        WorkloadPlan(
          description: description, images: images, popularity: popularity,
          distances: toRegions, byDistance: byDistance.map(RegionID.init),
          regionalEndpoint: try Self.regionalEndpoint(of: description, in: scenario),
          deployed: try Self.deployed(by: description, in: content, without: added),
          recorded: recorded))
    }
    let credentials = try Self.credentials(
      of: scenario, rules: rules, hosts: hosts, content: content,
      distances: try Self.distancesToKeyVault(of: scenario))
    self.init(
      scenario: scenario, policy: policy, content: content, routes: routes,
      changingTags: changingTags, pushes: pushes, workloads: workloads,
      upstreams: upstreams, rules: rules, credentials: credentials,
      faults: try Self.faults(of: scenario, upstreams: upstreams, credentials: credentials),
      regionDistances: distances)
  }

  private static func regionalEndpoint(
    of workload: WorkloadDescription, in scenario: Scenario
  ) throws(PlanError) -> RegionID? {
    guard case .regional(let name) = workload.clients.endpoint else { return nil }
    guard let index = scenario.registry.regions.firstIndex(of: name) else {
      throw PlanError(
        "workloads.\(workload.name).clients.endpoint",
        "'\(name)' is no region of the registry; there are "
          + scenario.registry.regions.joined(separator: ", "))
    }
    return RegionID(index)
  }

  private static func policy(of scenario: Scenario) throws(PlanError) -> EvictionPolicy {
    let cache = scenario.registry.cache
    if let conflict = cache.conflict(under: scenario.profile) {
      throw PlanError("registry.cache.policy", conflict)
    }
    guard let name = cache.policy else {
      return cache.capacity(under: scenario.profile) == nil ? .none : .lru
    }
    guard let policy = EvictionPolicy(parsing: name) else {
      throw PlanError(
        "registry.cache.policy",
        "'\(name)' is no eviction policy; there are " + EvictionPolicy.spellings)
    }
    return policy
  }

  // MARK: Distances

  /// Half the published round trip between two regions, plus the way inside the near region.
  private static func oneWay(
    _ from: RegionName, _ to: RegionName, place: String, near: Span
  ) throws(PlanError) -> Span {
    for name in [from, to] where AzureRegion(named: name) == nil {
      let hint = AzureRegion.suggestions(for: name).first.map { "; did you mean '\($0)'?" } ?? ""
      throw PlanError(place, "'\(name)' is no region of the latency table\(hint)")
    }
    guard from != to, let start = AzureRegion(named: from), let end = AzureRegion(named: to),
      let roundTrip = RoundTrips.roundTrip(from: start, to: end)
    else { return near }
    // Published in whole milliseconds; nothing that is far is nearer than the smallest delay.
    return max(Span(seconds: roundTrip / 2_000) + near, .nanoseconds(1))
  }

  private static func distancesToKeyVault(of scenario: Scenario) throws(PlanError) -> [Span] {
    let vault = scenario.keyVault
    var distances: [Span] = []
    for region in scenario.registry.regions {
      distances.append(
        // What crosses into another partition takes time.
        max(
          try oneWay(
            vault.region ?? scenario.registry.home, region, place: "keyVault.region",
            near: vault.distance), .nanoseconds(1)))
    }
    return distances
  }

  private static func upstreams(
    of scenario: Scenario, rules: RuleSet, regions: [RegionName]
  ) throws(PlanError) -> [UpstreamPlan] {
    var descriptions = scenario.upstreams
    for host in rules.upstreamHosts where !descriptions.contains(where: { $0.host == host }) {
      descriptions.append(UpstreamDescription(host: host))
    }
    var plans: [UpstreamPlan] = []
    for description in descriptions {
      var distances: [Span] = []
      for region in regions {
        distances.append(
          // What crosses into another partition takes time.
          max(
            try oneWay(
              description.resolvedNear, region, place: "upstreams.\(description.host).near",
              near: description.distance), .nanoseconds(1)))
      }
      let signsIn = scenario.signsIn(at: description.host)
      plans.append(
        UpstreamPlan(
          description: description, quota: description.resolvedQuota(signsIn: signsIn),
          abuseLimit: description.resolvedAbuseLimit,
          transferQuota: description.resolvedTransferQuota(signsIn: signsIn),
          distances: distances))
    }
    return plans
  }

  // MARK: Content

  /// The images that a rule reaches, in the catalogue's order of popularity, and the upstream of
  /// each.
  private static func content(
    of catalogue: ImageCatalogue, rules: RuleSet, hosts: [String]
  ) throws(PlanError) -> (ContentTable, [UpstreamID?]) {
    var description = ContentDescription()
    var layers: [LayerID] = []
    for bytes in catalogue.layerBytes { layers.append(description.addLayer(bytes: bytes)) }
    var images: [ContentTable.Image] = []
    var routes: [UpstreamID?] = []
    for image in catalogue.imagesByPopularity {
      let repository = catalogue.repositories[Int(catalogue.repository(of: image).rawValue)]
      guard
        let path = rules.repository(
          serving: UpstreamRepository(host: repository.host, path: repository.path))?.text,
        let upstream = hosts.firstIndex(of: repository.host)
      else { continue }
      let manifests = catalogue.manifests(of: image)
      let first = images.count
      let tags = (first..<first + manifests.count).map { TagID(rawValue: UInt32($0)) }
      let name = catalogue.tags(of: image).first?.name ?? "latest"
      for (offset, manifest) in manifests.enumerated() {
        let range = catalogue.layerRange(of: manifest)
        guard range.count <= Pull.maximumLayers else {
          throw PlanError(
            "catalogue",
            "\(repository.reference):\(name) has \(range.count) layers; an image has "
              + "at most \(Pull.maximumLayers)")
        }
        let id = description.addManifest(
          bytes: catalogue.manifestBytes(of: manifest),
          layers: range.map { layers[Int(catalogue.layer(at: $0).rawValue)] })
        images.append(
          ContentTable.Image(
            reference: "\(path):\(name)", repository: path,
            platform: catalogue.platform(of: manifest), manifest: id,
            number: manifest.rawValue,
            siblings: tags.filter { $0 != tags[offset] }))
        routes.append(UpstreamID(upstream))
      }
    }
    guard !images.isEmpty else {
      throw PlanError(
        "rules",
        "no rule reaches an image of the catalogue; its upstreams are "
          + catalogue.hosts.joined(separator: ", "))
    }
    return (ContentTable(images: images, description: description), routes)
  }

  /// The images that a workload chooses from, most popular first.
  private static func images(
    for workload: WorkloadDescription, in content: ContentTable, without added: AddedImages
  ) throws(PlanError) -> [TagID] {
    let place = "workloads.\(workload.name)"
    let selected = content.images.indices.filter { index in
      content.images[index].isTag
        && content.images[index].isSelected(by: workload.images.repositories)
        && !added.contains(content.images[index])
    }
    guard !selected.isEmpty else {
      throw PlanError(
        "\(place).images.repositories",
        "no image that a rule reaches is in "
          + workload.images.repositories.joined(separator: ", ")
          + "; the first of the catalogue is '\(content.images[0].repository)'")
    }
    // One platform an image: the workload's own, or the only one there is.
    let platform = workload.clients.platform
    let fitting = selected.filter { index in
      content.images[index].platform == platform
    }
    guard !fitting.isEmpty else {
      let known = Set(selected.map { content.images[$0].platform }).sorted()
      throw PlanError(
        "\(place).clients.platform",
        "no selected image exists for '\(platform)'; there are "
          + known.joined(separator: ", "))
    }
    return fitting.map { TagID(rawValue: UInt32($0)) }
  }

  /// The images of a scale-out or a rolling deployment.
  private static func deployed(
    by workload: WorkloadDescription, in content: ContentTable, without added: AddedImages
  ) throws(PlanError) -> [TagID] {
    var tags: [TagID] = []
    for name in workload.arrivals.deployedImages ?? [] {
      let found = content.images.firstIndex {
        $0.isTag && ($0.reference == name || $0.repository == name)
          && $0.platform == workload.clients.platform && !added.contains($0)
      }
      guard let found else {
        throw PlanError(
          "workloads.\(workload.name).arrivals.image",
          "no rule reaches an image '\(name)' for "
            + "\(workload.clients.platform); images are named as in "
            + "'\(content.images[0].reference)'")
      }
      tags.append(TagID(rawValue: UInt32(found)))
    }
    if workload.arrivals.deployedImages?.isEmpty == true {
      throw PlanError("workloads.\(workload.name).arrivals", "it names no image; expected one")
    }
    return tags
  }
}

extension ContentTable.Image {
  /// Whether one of the patterns, a path or a prefix that ends in `/*`, is the image's
  /// repository's. No patterns: every image.
  func isSelected(by patterns: [String]) -> Bool {
    patterns.isEmpty
      ? kind == .upstream
      : patterns.contains { pattern in
        pattern.hasSuffix("/*")
          ? repository.hasPrefix(pattern.dropLast()) : repository == pattern
      }
  }
}
