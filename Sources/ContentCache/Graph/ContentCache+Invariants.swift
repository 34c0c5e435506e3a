extension ContentCache {
  /// Recomputes every level and count from what is held, and names the first that disagrees; `nil`
  /// where all is well. O(everything described); for tests and debugging.
  public func brokenInvariant() -> String? {
    var bytes: Int64 = 0
    var heldLayers = 0
    var heldManifests = 0
    var counts = [UInt32](repeating: 0, count: layers.count)
    for index in manifests.indices {
      let id = ManifestID(rawValue: UInt32(index))
      if let broken = brokenTag(of: id) { return broken }
      guard manifests[index].isHeld else { continue }
      heldManifests += 1
      bytes += description.bytes(of: id)
      var missing: UInt32 = 0
      for layer in description.layers(of: id) {
        counts[Int(layer.rawValue)] += 1
        if !layers[Int(layer.rawValue)].isHeld { missing += 1 }
      }
      if missing != manifests[index].missing { return "missing layers of manifest \(index)" }
    }
    for index in layers.indices {
      if layers[index].referenceCount != counts[index] { return "references to layer \(index)" }
      if referencesListed(of: index) != counts[index] { return "list of layer \(index)" }
      guard layers[index].isHeld else { continue }
      heldLayers += 1
      bytes += description.bytes(of: LayerID(rawValue: UInt32(index)))
    }
    if heldLayers != layerCount { return "the number of layers" }
    if heldManifests != manifestCount { return "the number of manifests" }
    if bytes != bytesHeld { return "the bytes held" }
    if bytesHeld > room { return "the capacity" }
    if counters.bytesStored != bytesHeld + counters.bytesEvicted {
      return "bytes stored = held + evicted"
    }
    if counters.objectsStored != Int64(layerCount + manifestCount) + counters.objectsEvicted {
      return "objects stored = held + evicted"
    }
    return nil
  }

  /// Stops the program where an invariant is broken. For tests and debugging.
  public func checkInvariants() {
    if let broken = brokenInvariant() { preconditionFailure("content cache: \(broken)") }
  }

  /// How many objects and references are described: what ``brokenInvariant()`` looks at.
  public var describedCount: Int {
    layers.count + manifests.count + 2 * references.count + tags.count
  }

  /// How many layers and manifests have expired since the last report, and their bytes.
  public var unreportedCount: (objects: Int, bytes: Int64) {
    (unreported.layers.count + unreported.manifests.count, unreported.bytes)
  }

  /// A manifest that a tag points to although it or a layer of it is missing; O(manifests).
  ///
  /// The cache itself allows it, since a manifest may come before its layers. Whoever points tags
  /// to whole images only can hold it to that.
  public func incompleteImageWithTag() -> ManifestID? {
    manifests.indices.first { index in
      let state = manifests[index]
      return state.firstTag != Self.nobody && (!state.isHeld || state.missing > 0)
    }.map { ManifestID(rawValue: UInt32($0)) }
  }

  private func referencesListed(of layer: Int) -> UInt32 {
    var count: UInt32 = 0
    var reference = layers[layer].firstReference
    while reference != Self.nobody {
      count += 1
      reference = references[Int(reference)].next
    }
    return count
  }

  private func brokenTag(of manifest: ManifestID) -> String? {
    var tag = manifests[Int(manifest.rawValue)].firstTag
    while tag != Self.nobody {
      let state = tags[Int(tag)]
      if state.knowledge != .points || state.manifest != manifest.rawValue { return "tag \(tag)" }
      tag = state.next
    }
    return nil
  }
}
