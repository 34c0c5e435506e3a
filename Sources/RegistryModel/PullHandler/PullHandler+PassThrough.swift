import ContentCache
import SimulationKernel

/// Passing through: content that the region does not keep is streamed from where it comes from,
/// each request by itself and at every pull again.
///
/// So it is where a restricted registry lets no trusted services in, and where storage is full.
extension PullHandler {
  /// Whether the region keeps nothing of an image that it does not hold.
  func passesThrough(_ tag: TagID) -> Bool { plan.storesNothing || !hasRoom(for: tag) }

  /// Asks for one part of an image on behalf of one request.
  mutating func passThrough(
    _ request: ContentRequest, from source: FetchSource, zone: UInt8,
    in context: inout Context<RegistryMessage>
  ) {
    let isByTag = request.part.layerPosition == nil && !request.part.isByDigest
    if isByTag, !plan.storesNothing { recorder.storageRefusals += 1 }
    fetch(request, from: source, zone: zone, in: &context)
  }
}
