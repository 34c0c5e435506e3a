import SimulationKernel

/// Indexes: at an upstream a tag leads to one, and only then to the manifest of a platform.
///
/// Whoever fetches an image for a cache asks for both, one after the other. A client's own request is
/// passed on as it is: one for the index asks for no more, since the client comes again.
extension PullHandler {
  /// What a source is asked for first where a part of an image is wanted from it. Regions of the
  /// registry ask each other for a manifest at once.
  func firstPart(of part: ContentPart, from source: FetchSource) -> ContentPart {
    guard case .upstream(let upstream) = source, part.isWholeManifest,
      plan.upstreams[Int(upstream.index)].description.index != .absent
    else { return part }
    return part.ofIndex
  }

  /// What a tag is compared with its upstream by: its digest, or what the tag names there.
  func partOfCheck(at upstream: UpstreamID) -> ContentPart {
    behaviour.tagCheck == .head
      ? .tagCheck : firstPart(of: .manifest, from: source(for: upstream))
  }

  /// Fetches one part of an image on behalf of one request alone.
  ///
  /// - Parameter stores: Whether a layer is kept.
  mutating func fetch(
    _ request: ContentRequest, from source: FetchSource, zone: UInt8, stores: Bool = false,
    in context: inout Context<RegistryMessage>
  ) {
    begin(
      Call(
        purpose: .direct(request, zone: zone, stores: stores), source: source, tag: request.tag,
        part: firstPart(of: request.part, from: source), zone: zone, isReplication: false),
      in: &context)
  }

  /// The index has come that a call for a manifest asked for first.
  mutating func fetchManifest(
    for call: Call, _ index: Answer, in context: inout Context<RegistryMessage>
  ) {
    begin(
      Call(
        purpose: call.purpose, source: call.source,
        tag: plan.content.version(index.version, of: plan.content.tag(of: call.tag)),
        part: .digest, zone: call.zone, isReplication: false), in: &context)
  }
}
