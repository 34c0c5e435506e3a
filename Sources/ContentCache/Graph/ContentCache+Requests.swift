extension ContentCache {
  /// Whether the whole image is held: the manifest and all its layers; of an index, the document
  /// and all its platforms' images. O(1), of an index O(platforms).
  ///
  /// An object past its lifetime counts as held until it is asked for.
  public func holds(_ manifest: ManifestID) -> Bool {
    let state = manifests[Int(manifest.rawValue)]
    guard state.isHeld && state.missing == 0 else { return false }
    return description.platforms(of: manifest).allSatisfy { holds($0) }
  }

  /// Whether a layer is held.
  public func holds(_ layer: LayerID) -> Bool { layers[Int(layer.rawValue)].isHeld }

  /// Whether the manifest's or index's own document is held, whatever it names.
  public func holdsDocument(of manifest: ManifestID) -> Bool {
    manifests[Int(manifest.rawValue)].isHeld
  }

  /// A request for a manifest's document: counts a hit or a miss, tells the policy, and returns
  /// whether it is held.
  ///
  /// An expired object is removed and is a miss; what went with it is part of the next report.
  public mutating func access(_ manifest: ManifestID, at now: Int64) -> Bool {
    let slot = slot(of: manifest)
    if manifests[Int(manifest.rawValue)].isHeld, order.isExpired(slot, at: now) {
      order.remove(slot)
      var report = takeReport()
      withdraw(manifest, into: &report)
      unreported = report
    }
    let isHeld = manifests[Int(manifest.rawValue)].isHeld
    if isHeld { order.hit(slot) }
    count(hit: isHeld, bytes: description.bytes(of: manifest))
    return isHeld
  }

  /// A request for a layer: counts a hit or a miss, tells the policy if it orders layers, and
  /// returns whether it is held.
  ///
  /// An expired object is removed and is a miss; what went with it is part of the next report.
  public mutating func access(_ layer: LayerID, at now: Int64) -> Bool {
    let slot = slot(of: layer)
    let ordered = configuration.evictionUnit == .layer
    if ordered, layers[Int(layer.rawValue)].isHeld, order.isExpired(slot, at: now) {
      order.remove(slot)
      var report = takeReport()
      discard(layer, into: &report)
      unreported = report
    }
    let isHeld = layers[Int(layer.rawValue)].isHeld
    if isHeld && ordered { order.hit(slot) }
    count(hit: isHeld, bytes: description.bytes(of: layer))
    return isHeld
  }

  private mutating func count(hit: Bool, bytes: Int64) {
    if hit {
      counters.hits += 1
      counters.bytesHit += bytes
    } else {
      counters.misses += 1
      counters.bytesMissed += bytes
    }
  }

  /// Takes the report of what has expired since the last report.
  public mutating func takeReport() -> Eviction {
    let report = unreported
    if !unreported.isEmpty { unreported = Eviction() }
    return report
  }
}
