import ContentCache
import Randomness
import SimulationKernel

/// The keys of all random streams of one replication.
///
/// A stream's key is the seed, the replication, the name of the actor that draws and the purpose
/// of the draw. Draws that belong to one pull are keyed by its workload and its number instead, and
/// those of a fetch by the region, the content and how many-th fetch of it by that region it is;
/// an attempt and a part of the image have draws of their own. No key knows the time, a slot or
/// anybody else's number. So adding an actor or changing a policy leaves everyone else's draws
/// alone, and two alternatives see the same pulls.
struct KeyRing: Sendable {
  let plan: WorldPlan
  let replication: UInt32
  /// Indexed by pool: of what belongs to its pulls.
  private let pulls: [StreamKey]
  /// Indexed by region: of what belongs to its fetches.
  private let fetches: [StreamKey]
  /// Indexed by region, then by credential set: of what comes of the set there.
  private let credentials: [StreamKey]

  init(_ plan: WorldPlan, replication: UInt32) {
    let seed = plan.scenario.run.seed
    func key(_ name: String, _ purpose: String) -> StreamKey {
      StreamKey(seed: seed, replication: replication, name: name, purpose: purpose)
    }
    self.plan = plan
    self.replication = replication
    credentials = plan.regions.flatMap { region in
      plan.credentials.sets.map { key("region/\(region)", "credentials/\($0.description.name)") }
    }
    pulls = plan.workloads.map { key("workload/\($0.description.name)", "pull") }
    fetches = plan.regions.map { key("region/\($0)", "fetch") }
  }

  /// The key of an actor's own draws.
  func key(_ actor: String, _ purpose: String) -> StreamKey {
    StreamKey(
      seed: plan.scenario.run.seed, replication: replication, name: actor, purpose: purpose)
  }

  /// What belongs to a pull as a whole, or to an attempt at it or a part of what it asks for.
  ///
  /// Numbers, attempts, parts and purposes have bits of their own: no two draws share a stream.
  func stream(
    ofPull number: UInt32, in pool: PoolID, attempt: UInt8 = 0, part: ContentPart = .layer(0),
    _ purpose: DrawPurpose
  ) -> RandomStream {
    pulls[Int(pool.index)].forEntity(
      UInt64(number) << 24 | UInt64(attempt) << 16 | UInt64(part.code) << 8
        | UInt64(purpose.rawValue)
    ).stream
  }

  /// What belongs to a fetch of a region.
  func stream(
    ofFetch number: UInt32, of content: FetchedContent, by region: RegionID, attempt: UInt8 = 0,
    _ purpose: DrawPurpose
  ) -> RandomStream {
    key(ofFetch: number, of: content, by: region, attempt: attempt, purpose).stream
  }

  /// What belongs to an offer of what a region has fetched to another region.
  func stream(
    ofOffer number: UInt32, of content: FetchedContent, by region: RegionID, to other: RegionID
  ) -> RandomStream {
    // By the other region's name, whatever its place among the regions.
    key(ofFetch: number, of: content, by: region, attempt: 0, .replication)
      .forPart(fetches[Int(other.index)].value).stream
  }

  private func key(
    ofFetch number: UInt32, of content: FetchedContent, by region: RegionID, attempt: UInt8,
    _ purpose: DrawPurpose
  ) -> StreamKey {
    fetches[Int(region.index)].forEntity(content.code).forPart(
      UInt64(number) << 16 | UInt64(attempt) << 8 | UInt64(purpose.rawValue))
  }

  /// What belongs to a question that a region puts for the sake of a credential set.
  func stream(
    ofCredentials set: CredentialSetID, of region: RegionID, number: UInt16, part: UInt8 = 0,
    _ purpose: DrawPurpose
  ) -> RandomStream {
    credentials[Int(region.index) * plan.credentials.sets.count + Int(set.index)].forEntity(
      UInt64(number) << 16 | UInt64(part) << 8 | UInt64(purpose.rawValue)
    ).stream
  }

  func stream(_ request: SecretRequest, _ purpose: DrawPurpose) -> RandomStream {
    stream(
      ofCredentials: request.set, of: request.region, number: request.number,
      part: 1 + request.secret.rawValue, purpose)
  }

  func stream(_ request: TokenRequest, _ purpose: DrawPurpose) -> RandomStream {
    stream(ofCredentials: request.set, of: request.region, number: request.number, purpose)
  }

  /// What belongs to a request, of a pull or of a region's fetch.
  func stream(_ request: ContentRequest, _ purpose: DrawPurpose) -> RandomStream {
    if let region = request.requester.region {
      return stream(
        ofFetch: request.number, of: plan.content.fetched(request.tag, request.part), by: region,
        attempt: request.attempt, purpose)
    }
    return stream(
      ofPull: request.number, in: request.requester.pool, attempt: request.attempt,
      part: request.part, purpose)
  }
}

/// What a draw that belongs to a pull or a fetch decides. The numbers are part of what a seed means.
enum DrawPurpose: UInt8, Sendable {
  /// Of a pull: on which node, of which image, after which pause of a closed loop.
  case node = 0
  case image = 1
  case pause = 2
  /// Of an attempt: how long the name takes to be resolved.
  case lookup = 3
  /// Of a request: the zone that the balancer picks, the network's delay, the time at a server, the
  /// time to the first byte.
  case zone = 4
  case jitter = 5
  case service = 6
  case firstByte = 7
  /// Of an attempt at a fetch: how long the upstream takes, whether it fails. Of one at a fetch or a
  /// pull: the wait afterwards.
  case response = 8
  case failure = 9
  case backoff = 10
  /// Of a fetch: how long the other zones lag behind, when the other regions are offered it.
  case zoneLag = 11
  case replication = 12
  /// Of a credential set: how long its identity's token takes.
  case identity = 13
  /// Of a pull: whether it is of a tag that does not exist.
  case unknown = 40
  /// Of a pull: whether it names the image by its digest.
  case digest = 41
}

/// What a region fetches, by a number that does not depend on the rules or on other content.
struct FetchedContent: Hashable, Sendable {
  let code: UInt64

  static func layer(_ layer: LayerID) -> Self { Self(code: 1 << 32 | UInt64(layer.rawValue)) }
  /// By the manifest's number in the catalogue, and which version of the tag it is.
  static func manifest(_ number: UInt32, _ version: UInt16 = 0) -> Self {
    Self(code: UInt64(version) << 40 | 2 << 32 | UInt64(number))
  }
  static func check(_ number: UInt32) -> Self { Self(code: 3 << 32 | UInt64(number)) }
  static func index(_ number: UInt32, _ version: UInt16) -> Self {
    Self(code: UInt64(version) << 40 | 4 << 32 | UInt64(number))
  }
}

extension ContentTable {
  /// What a request for a part of an image fetches. A layer is the same whichever image it is
  /// wanted for.
  func fetched(_ tag: TagID, _ part: ContentPart) -> FetchedContent {
    if let position = part.layerPosition { return .layer(layer(position, of: tag)) }
    let (number, version) = (images[tag.index].number, images[tag.index].version)
    if part == .tagCheck { return .check(number) }
    return part.isIndex ? .index(number, version) : .manifest(number, version)
  }
}

extension RandomStream {
  /// One draw of a delay.
  mutating func delay(_ delay: Delay) -> Span {
    guard delay.sigma > 0 else { return delay.median }
    return Span(
      seconds: LogNormal(median: delay.median.seconds, sigma: delay.sigma).sample(from: &self))
  }
}
