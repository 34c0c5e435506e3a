import CacheRules
import ContentCache
import Randomness
import RequestLog
import SimulationKernel

/// Where an image comes from.
public enum ImageKind: Hashable, Sendable {
  /// From the upstream that a cache rule names.
  case upstream
  /// It is pushed to the registry.
  case pushed
  /// From nowhere: clients ask for it, and there is none.
  case unknown
}

extension ContentTable.Image {
  /// Whether the entry stands for a tag that clients find in lists: no further version of one, and
  /// none that does not exist.
  var isTag: Bool { first == nil && kind != .unknown }
}

/// A tag whose content changes in a run, with all its platforms.
struct ChangingTag: Sendable {
  /// One entry a platform, each the first version.
  var tags: [TagID]
  /// How many further versions each has.
  var furtherVersions: Int
  /// How often it changes by itself; nil: never.
  var rate: Rate?
  /// When it changes besides, in order.
  var events: [Instant]
  /// What its draws are keyed with: the number of its first platform in the catalogue.
  var number: UInt32
}

// MARK: Tags and versions

extension ContentTable {
  /// The entry that stands for the tag of an entry.
  func tag(of entry: TagID) -> TagID { images[entry.index].first ?? entry }

  /// The entry of one version of a tag.
  ///
  /// - Precondition: The tag has so many versions.
  func version(_ version: UInt16, of tag: TagID) -> TagID {
    guard version > 0 else { return tag }
    let further = images[tag.index].furtherVersions
    precondition(Int(version) <= further.count, "a tag has only the versions described")
    return TagID(rawValue: further.lowerBound + UInt32(version) - 1)
  }

  /// The entry whose manifest this is.
  func entry(of manifest: ManifestID) -> TagID { TagID(rawValue: manifest.rawValue) }

  /// Which version of its tag an entry is.
  func version(of entry: TagID) -> UInt16 { images[entry.index].version }

  /// Whether a tag has more than one version.
  func changes(_ tag: TagID) -> Bool { !images[tag.index].furtherVersions.isEmpty }
}

// MARK: Making them

extension ContentTable {
  /// The most versions that all tags have together, and that one has.
  private static var mostVersions: Int { 1_000_000 }
  private static var mostVersionsOfOne: Int { Int(UInt16.max) }

  /// Adds the further versions of the tags that change upstream and of those that are pushed again.
  ///
  /// A tag gets so many versions that a run needs more with a probability below 10⁻⁸ (six standard
  /// deviations of a Poisson law, and ten); should one need more, its last version stays.
  ///
  /// - Parameters:
  ///   - log: What the file says that the scenario names; nil where it names none.
  ///   - rules: By which upstream repositories are reached.
  mutating func addVersions(
    of scenario: Scenario, log: TagChangeLog?, rules: RuleSet
  ) throws(PlanError) -> [ChangingTag] {
    let pushed = try addVersions(of: pushedAgain(scenario), scenario)
    guard let description = scenario.catalogue.tagChanges else { return pushed }
    let events = try knownChanges(description, log, rules: rules, scenario.run.duration)
    let duration = scenario.run.duration.seconds
    var tags: [ChangingTag] = []
    for (index, image) in images.enumerated() where image.isTag && image.kind == .upstream {
      let head = TagID(rawValue: UInt32(index))
      // The tag's first platform stands for all.
      guard image.siblings.allSatisfy({ head.rawValue < $0.rawValue }) else { continue }
      var draw = StreamKey(
        seed: scenario.run.seed, replication: 0, name: "catalogue", purpose: "changing tags"
      ).forEntity(UInt64(image.number)).stream
      let rate = draw.uniform() < description.share ? description.rate : nil
      let known = (events[head] ?? []).sorted()
      guard rate != nil || !known.isEmpty else { continue }
      var count = known.count
      if let rate {
        let mean = rate.perSecond * duration
        guard mean < Double(Self.mostVersions) else { throw Self.tooManyVersions }
        count += Int(mean + 6 * mean.squareRoot()) + 10
      }
      tags.append(
        ChangingTag(
          tags: [head] + image.siblings, furtherVersions: count, rate: rate, events: known,
          number: image.number))
    }
    return try pushed + addVersions(of: tags, scenario)
  }

  private mutating func addVersions(
    of tags: [ChangingTag], _ scenario: Scenario
  ) throws(PlanError) -> [ChangingTag] {
    let total = tags.reduce(0) { $0 + $1.furtherVersions * $1.tags.count }
    guard total <= Self.mostVersions,
      tags.allSatisfy({ $0.furtherVersions <= Self.mostVersionsOfOne })
    else { throw Self.tooManyVersions }
    for changing in tags {
      let count = UInt32(changing.furtherVersions)
      let start = UInt32(images.count)
      // Platform after platform, each version after version.
      for (platform, tag) in changing.tags.enumerated() {
        let first = start + UInt32(platform) * count
        images[tag.index].furtherVersions = first..<first + count
        var layers = Array(self.layers(of: tag))
        for number in 0..<count {
          layers = contents(of: number + 1, of: tag, after: layers, scenario)
          var image = images[tag.index]
          image.first = tag
          image.version = UInt16(number + 1)
          image.furtherVersions = 0..<0
          image.siblings = changing.tags.indices.filter { $0 != platform }
            .map { TagID(rawValue: start + UInt32($0) * count + number) }
          add(image, bytes: bytes(image.manifest), layers: layers)
        }
      }
    }
    return tags
  }

  /// The layers of a further version of a tag.
  private mutating func contents(
    of version: UInt32, of tag: TagID, after layers: [LayerID], _ scenario: Scenario
  ) -> [LayerID] {
    guard images[tag.index].kind == .pushed else {
      return rebuilt(layers, share: scenario.catalogue.tagChanges?.changedLayers ?? 0)
    }
    let push = scenario.pushes(of: images[tag.index].reference)[Int(version)]
    if !push.layers.isEmpty { return push.layers.map { description.addLayer(bytes: $0.bytes) } }
    if let like = model(for: push.like, platform: images[tag.index].platform) {
      return self.layers(of: like).map { description.addLayer(bytes: bytes($0)) }
    }
    return rebuilt(layers, share: push.changedLayers)
  }

  /// The layers of an image that was built anew: new ones from the top down, until they make up a
  /// share of its bytes, each as large as the one that it replaces.
  private mutating func rebuilt(_ layers: [LayerID], share: Double) -> [LayerID] {
    let wanted = share * Double(layers.reduce(0) { $0 + bytes($1) })
    var layers = layers
    var renewed: Int64 = 0
    for position in layers.indices.reversed() {
      renewed += bytes(layers[position])
      layers[position] = description.addLayer(bytes: bytes(layers[position]))
      if Double(renewed) >= wanted { break }
    }
    return layers
  }

  private static var tooManyVersions: PlanError {
    PlanError(
      "catalogue.tagChanges.rate",
      "the changing tags have more than \(mostVersions) versions together, or one of them has more "
        + "than \(mostVersionsOfOne); expected a lower rate, a smaller share, fewer events or a "
        + "shorter run")
  }

  /// Adds an entry with a manifest of its own.
  @discardableResult
  mutating func add(_ image: Image, bytes: Int64, layers: [LayerID]) -> TagID {
    var image = image
    image.manifest = description.addManifest(bytes: bytes, layers: layers)
    precondition(image.manifest.index == images.count, "entries and manifests share numbers")
    images.append(image)
    return TagID(rawValue: UInt32(images.count - 1))
  }

  /// Adds, beside each tag, one that does not exist.
  mutating func addUnknown() {
    for index in images.indices where images[index].isTag {
      var image = images[index]
      let name = image.reference.prefix(through: image.reference.lastIndex(of: ":")!)
      image.reference = name + "unknown"
      image.kind = .unknown
      // Beyond all numbers of the catalogue.
      image.number |= 1 << 30
      image.siblings = []
      image.furtherVersions = 0..<0
      images[index].unknown = add(image, bytes: 0, layers: [])
    }
  }

  /// The upstream of each entry: that of its tag, none of what is pushed.
  func extended(_ routes: [UpstreamID?]) -> [UpstreamID?] {
    var all = routes
    all += repeatElement(nil, count: images.count - routes.count)
    for (index, image) in images.enumerated() {
      all[index] = all[tag(of: TagID(rawValue: UInt32(index))).index]
      if let unknown = image.unknown { all[unknown.index] = all[index] }
    }
    return all
  }
}
