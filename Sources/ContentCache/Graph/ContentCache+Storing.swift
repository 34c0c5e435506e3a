extension ContentCache {
  /// Stores a layer, making room as the policy says. A layer that is held already is touched.
  public mutating func store(_ layer: LayerID, at now: Int64) -> Eviction {
    var report = takeReport()
    let byLayer = configuration.evictionUnit == .layer
    let slot = slot(of: layer)
    let bytes = description.bytes(of: layer)
    if layers[Int(layer.rawValue)].isHeld {
      if byLayer { order.hit(slot) }
      report.outcome = .alreadyHeld
      return report
    }
    let admits = bytes <= room && (!byLayer || order.admits(bytes))
    if byLayer, admits { order.willInsert(slot) }
    guard admits, makeRoom(for: bytes, at: now, into: &report),
      !byLayer || order.insert(slot, bytes: bytes, at: now)
    else { return refuse(&report) }

    layers[Int(layer.rawValue)].isHeld = true
    layerCount += 1
    count(stored: bytes)
    var reference = layers[Int(layer.rawValue)].firstReference
    while reference != Self.nobody {
      let owner = description.referencingManifest[Int(reference)]
      manifests[Int(owner.rawValue)].missing -= 1
      reference = references[Int(reference)].next
    }
    if !byLayer && layers[Int(layer.rawValue)].referenceCount == 0 {
      layers[Int(layer.rawValue)].unclaimedSince = now
      unclaimed.append(layer.rawValue)
    }
    return report
  }

  /// Stores a manifest or an index, making room as the policy says, and reports which of its
  /// layers are not held. One that is held already is touched.
  public mutating func store(_ manifest: ManifestID, at now: Int64) -> Eviction {
    var report = takeReport()
    let slot = slot(of: manifest)
    let bytes = description.bytes(of: manifest)
    let weight =
      configuration.evictionUnit == .layer ? bytes : description.imageBytes(of: manifest)
    if manifests[Int(manifest.rawValue)].isHeld {
      order.hit(slot)
      report.outcome = .alreadyHeld
      noteMissingLayers(of: manifest, in: &report)
      return report
    }
    let admits = weight <= room && order.admits(weight)
    if admits { order.willInsert(slot) }
    guard admits, makeRoom(for: bytes, at: now, into: &report),
      order.insert(slot, bytes: weight, at: now)
    else { return refuse(&report) }

    manifests[Int(manifest.rawValue)].isHeld = true
    manifestCount += 1
    count(stored: bytes)
    claimLayers(of: manifest)
    noteMissingLayers(of: manifest, in: &report)
    return report
  }

  /// Links a manifest's references into the lists of the layers it names.
  private mutating func claimLayers(of manifest: ManifestID) {
    var missing: UInt32 = 0
    for reference in description.manifests[Int(manifest.rawValue)].references {
      let layer = Int(description.referencedLayer[reference].rawValue)
      let first = layers[layer].firstReference
      references[reference] = ReferenceLink(previous: Self.nobody, next: first)
      if first != Self.nobody { references[Int(first)].previous = UInt32(reference) }
      layers[layer].firstReference = UInt32(reference)
      layers[layer].referenceCount += 1
      if !layers[layer].isHeld {
        missing += 1
      } else if configuration.evictionUnit == .image && layers[layer].referenceCount == 1 {
        unclaimed.remove(UInt32(layer))
      }
    }
    manifests[Int(manifest.rawValue)].missing = missing
  }

  private func noteMissingLayers(of manifest: ManifestID, in report: inout Eviction) {
    guard manifests[Int(manifest.rawValue)].missing > 0 else { return }
    for layer in description.layers(of: manifest) where !layers[Int(layer.rawValue)].isHeld {
      report.missingLayers.append(layer)
    }
  }

  private mutating func refuse(_ report: inout Eviction) -> Eviction {
    counters.refusals += 1
    report.outcome = .notAdmitted
    return report
  }

  private mutating func count(stored bytes: Int64) {
    counters.objectsStored += 1
    counters.bytesStored += bytes
    bytesHeld += bytes
  }
}
