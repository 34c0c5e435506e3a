extension ContentCache {
  /// Leaves a part of the capacity to content that lies beside the cache on the same storage, in
  /// place of what was reserved before, and evicts as the policy says until the rest is enough.
  ///
  /// A policy's own idea of the capacity, such as the size of S3-FIFO's small queue, stays.
  ///
  /// - Returns: What left. Not admitted where the policy evicts nothing and there is no room, or more
  ///   than the capacity is asked for: then everything is as before.
  public mutating func reserve(_ bytes: Int64, at now: Int64) -> Eviction {
    precondition(bytes >= 0, "what is reserved is not negative")
    var report = takeReport()
    let before = reserved
    guard bytes <= capacity else {
      report.outcome = .notAdmitted
      return report
    }
    reserved = bytes
    if !makeRoom(for: 0, at: now, into: &report) {
      reserved = before
      report.outcome = .notAdmitted
    }
    return report
  }

  /// Evicts until so many bytes fit; `false` where they cannot.
  mutating func makeRoom(for bytes: Int64, at now: Int64, into report: inout Eviction) -> Bool {
    guard bytes <= room else { return false }
    while bytesHeld > room - bytes {
      guard evictOne(at: now, into: &report) else { return false }
    }
    return true
  }

  /// By blob, the policy's victim goes. By image, a layer goes that nobody has claimed in time;
  /// else the policy's victim; and only when no manifest is left, a layer still in its grace.
  private mutating func evictOne(at now: Int64, into report: inout Eviction) -> Bool {
    if configuration.policy == .none { return false }
    switch configuration.evictionUnit {
    case .layer:
      guard let victim = order.evict() else { return false }
      if victim % 2 == 0 {
        discard(LayerID(rawValue: victim / 2), into: &report)
      } else {
        withdraw(ManifestID(rawValue: victim / 2), into: &report)
      }
    case .image:
      let oldest = unclaimed.oldest()
      if let oldest,
        now - layers[Int(oldest)].unclaimedSince > configuration.unclaimedGrace
      {
        unclaimed.remove(oldest)
        discard(LayerID(rawValue: oldest), into: &report)
      } else if let victim = order.evict() {
        withdraw(ManifestID(rawValue: victim), into: &report)
      } else if let oldest {
        unclaimed.remove(oldest)
        discard(LayerID(rawValue: oldest), into: &report)
      } else {
        return false
      }
    }
    return true
  }

  /// Gives up a layer that is in no order any more, and with it every manifest that names it.
  mutating func discard(_ layer: LayerID, into report: inout Eviction) {
    layers[Int(layer.rawValue)].isHeld = false
    layerCount -= 1
    count(evicted: description.bytes(of: layer), into: &report)
    report.layers.append(layer)
    while layers[Int(layer.rawValue)].firstReference != Self.nobody {
      let reference = layers[Int(layer.rawValue)].firstReference
      let owner = description.referencingManifest[Int(reference)]
      order.remove(slot(of: owner))
      withdraw(owner, into: &report)
    }
  }

  /// Gives up a manifest that is in no order any more: its tags point to nothing, and by image the
  /// layers that nobody else names go too.
  mutating func withdraw(_ manifest: ManifestID, into report: inout Eviction) {
    manifests[Int(manifest.rawValue)].isHeld = false
    manifestCount -= 1
    count(evicted: description.bytes(of: manifest), into: &report)
    report.manifests.append(manifest)
    while manifests[Int(manifest.rawValue)].firstTag != Self.nobody {
      let tag = TagID(rawValue: manifests[Int(manifest.rawValue)].firstTag)
      forget(tag)
      report.tags.append(tag)
    }
    for reference in description.manifests[Int(manifest.rawValue)].references {
      unlink(reference)
      let layer = description.referencedLayer[reference]
      layers[Int(layer.rawValue)].referenceCount -= 1
      if configuration.evictionUnit == .image,
        layers[Int(layer.rawValue)].referenceCount == 0, layers[Int(layer.rawValue)].isHeld
      {
        discard(layer, into: &report)
      }
    }
  }

  private mutating func unlink(_ reference: Int) {
    let link = references[reference]
    if link.next != Self.nobody { references[Int(link.next)].previous = link.previous }
    if link.previous != Self.nobody {
      references[Int(link.previous)].next = link.next
    } else {
      let layer = description.referencedLayer[reference]
      layers[Int(layer.rawValue)].firstReference = link.next
    }
  }

  private mutating func count(evicted bytes: Int64, into report: inout Eviction) {
    counters.objectsEvicted += 1
    counters.bytesEvicted += bytes
    bytesHeld -= bytes
    report.bytes += bytes
  }
}
