public import CacheRules
import ContentCache
import SimulationKernel

/// One push, compiled: of one version of a tag, all platforms.
struct PushPlan: Sendable {
  /// One entry a platform; of a further push those of the further version.
  var entries: [TagID]
  var at: Instant
  var region: RegionID
  /// Whether the image is in all regions from the start.
  var isEverywhere: Bool { at <= .zero }
}

extension Scenario {
  /// The pushes of one tag in the order of their times, as listed where they have the same.
  func pushes(of image: String) -> [PushDescription] {
    pushes.filter { $0.image == image }.enumerated()
      .sorted { ($0.element.at.nanoseconds, $0.offset) < ($1.element.at.nanoseconds, $1.offset) }
      .map(\.element)
  }

  /// What is wrong with the pushes beside the rules and the regions, each mistake with its place.
  public func mistakesInPushes(_ rules: RuleSet) -> [PlanError] {
    var mistakes: [PlanError] = []
    for (index, push) in pushes.enumerated() where !push.image.isEmpty {
      let place = "pushes.\(index)"
      if let mistake = Self.mistake(inName: push.image, rules) {
        mistakes.append(PlanError("\(place).image", mistake))
      }
      if let region = push.region, !registry.regions.contains(region) {
        mistakes.append(
          PlanError(
            "\(place).region",
            "the registry has no region '\(region)'; expected "
              + registry.regions.joined(separator: ", ")))
      }
      if push.like != nil, !push.layers.isEmpty {
        mistakes.append(
          PlanError("\(place).layers", "the push has sizes of layers by like; expected only one"))
      }
      if pushes(of: push.image).first == push, push.like == nil, push.layers.isEmpty {
        mistakes.append(
          PlanError(
            place,
            "the first push of '\(push.image)' does not say how large it is; expected like, an "
              + "image of the catalogue, or layers, their sizes"))
      }
      if push.layers.count > Pull.maximumLayers {
        mistakes.append(
          PlanError(
            "\(place).layers",
            "\(push.layers.count) layers; an image has at most \(Pull.maximumLayers)"))
      }
      if let added = addedAt(push.region), push.at < added {
        mistakes.append(
          PlanError(
            "\(place).region",
            "the replica '\(push.region ?? "")' is added after the push; expected a later push, or "
              + "another region"))
      }
      if push.at >= run.duration {
        mistakes.append(
          PlanError("\(place).at", "the push comes after the end of the run; expected less"))
      }
    }
    return mistakes
  }

  /// When a region is added, where it is added during the run.
  private func addedAt(_ region: RegionName?) -> Span? {
    guard let region else { return nil }
    return changes.first { $0.kind == .addReplica(region) }?.at
  }

  private static func mistake(inName image: String, _ rules: RuleSet) -> String? {
    guard let colon = image.lastIndex(of: ":"), colon != image.startIndex,
      image.index(after: colon) != image.endIndex
    else { return "'\(image)' has no tag; expected an image such as 'apps/web:1.2'" }
    do {
      // What an active rule covers is the upstream's: the service refuses a push there.
      try rules.checkPush(to: RepositoryPath(String(image[..<colon])))
      return nil
    } catch {
      return error.description
    }
  }
}

extension ContentTable {
  /// Adds the first versions of what is pushed.
  ///
  /// - Returns: All pushes, tag after tag, those of one tag in the order of their times.
  mutating func addPushes(
    of scenario: Scenario, rules: RuleSet
  ) throws(PlanError) -> [PushPlan] {
    if let mistake = scenario.mistakesInPushes(rules).first { throw mistake }
    var names: [String] = []
    for push in scenario.pushes where !names.contains(push.image) { names.append(push.image) }
    for (number, name) in names.enumerated() {
      try addFirstPush(scenario.pushes(of: name)[0], number: number, of: scenario)
    }
    for (index, push) in scenario.pushes.enumerated() {
      if let like = push.like { _ = try models(for: like, place: "pushes.\(index).like") }
    }
    return names.flatMap { name in
      let tags = pushedTags(name)
      // Further versions come right behind all first ones, see `addVersions`.
      return scenario.pushes(of: name).map { push in
        let region = scenario.registry.regions.firstIndex(of: push.region ?? "") ?? 0
        return PushPlan(entries: tags, at: .zero + push.at, region: RegionID(region))
      }
    }
  }

  private mutating func addFirstPush(
    _ push: PushDescription, number: Int, of scenario: Scenario
  ) throws(PlanError) {
    let place = scenario.pushes.firstIndex(of: push) ?? 0
    var models: [TagID]?
    if let like = push.like { models = try self.models(for: like, place: "pushes.\(place).like") }
    let platforms = models?.map { images[$0.index].platform } ?? ["linux/amd64"]
    let first = images.count
    let tags = platforms.indices.map { TagID(rawValue: UInt32(first + $0)) }
    let repository = String(push.image[..<push.image.lastIndex(of: ":")!])
    for (index, platform) in platforms.enumerated() {
      let sizes =
        models.map { layers(of: $0[index]).map { bytes($0) } } ?? push.layers.map(\.bytes)
      let added = sizes.map { description.addLayer(bytes: $0) }
      add(
        Image(
          reference: push.image, repository: repository, platform: platform,
          manifest: ManifestID(rawValue: 0),
          // Beyond all numbers of the catalogue; platforms have their own.
          number: 1 << 31 | UInt32(number) << 6 | UInt32(index & 63),
          siblings: tags.filter { $0 != tags[index] }, kind: .pushed),
        bytes: models.map { bytes(manifest(of: $0[index])) } ?? 1_000, layers: added)
    }
  }

  /// The entries of a pushed tag, one a platform.
  func pushedTags(_ name: String) -> [TagID] {
    images.indices.filter {
      images[$0].isTag && images[$0].kind == .pushed && images[$0].reference == name
    }.map { TagID(rawValue: UInt32($0)) }
  }

  /// The platforms of an image of the catalogue.
  private func models(for name: String, place: String) throws(PlanError) -> [TagID] {
    let found = images.indices.filter {
      images[$0].isTag && images[$0].kind == .upstream && images[$0].reference == name
    }.map { TagID(rawValue: UInt32($0)) }
    guard !found.isEmpty else {
      throw PlanError(
        place,
        "no rule reaches an image '\(name)'; images are named as in '\(images[0].reference)'")
    }
    return found
  }

  func model(for name: String?, platform: String) -> TagID? {
    guard let name else { return nil }
    let found = images.indices.filter {
      images[$0].isTag && images[$0].kind == .upstream && images[$0].reference == name
    }
    return (found.first { images[$0].platform == platform } ?? found.first)
      .map { TagID(rawValue: UInt32($0)) }
  }

  /// The tags that are pushed more than once.
  func pushedAgain(_ scenario: Scenario) -> [ChangingTag] {
    var names: [String] = []
    for push in scenario.pushes where !names.contains(push.image) { names.append(push.image) }
    return names.compactMap { name in
      let pushes = scenario.pushes(of: name)
      let tags = pushedTags(name)
      guard pushes.count > 1, let head = tags.first else { return nil }
      return ChangingTag(
        tags: tags, furtherVersions: pushes.count - 1, rate: nil,
        events: pushes.dropFirst().map { .zero + $0.at }, number: images[head.index].number)
    }
  }

  /// Refuses pushes of before the run for which there is no room.
  func checkRoom(for pushes: [PushPlan], in scenario: Scenario) throws(PlanError) {
    guard let limit = scenario.storageLimit?.bytes else { return }
    let entries = pushes.filter(\.isEverywhere).flatMap(\.entries)
    let layers = Set(entries.flatMap { self.layers(of: $0) })
    let bytes =
      layers.reduce(Int64(0)) { $0 + self.bytes($1) }
      + entries.reduce(Int64(0)) { $0 + self.bytes(manifest(of: $1)) }
    guard bytes > limit else { return }
    throw PlanError(
      "pushes",
      "\(bytes) bytes are pushed before the run; the registry may hold at most \(limit) "
        + "(registry.storage.limit)")
  }

  /// The pushes with the entries of the versions that they bring, which are there by now.
  func resolved(_ pushes: [PushPlan]) -> [PushPlan] {
    var counts: [TagID: UInt16] = [:]
    return pushes.map { push in
      let version = counts[push.entries[0], default: 0]
      counts[push.entries[0]] = version + 1
      var push = push
      push.entries = push.entries.map { self.version(version, of: $0) }
      return push
    }
  }
}
