extension ContentCache {
  /// Takes out a layer whose bytes are lost, with the images that would be left without it.
  ///
  /// What leaves is counted as evicted, so that what was stored is what is held and what left.
  ///
  /// - Returns: What left; nothing where the layer was not held.
  public mutating func remove(_ layer: LayerID) -> Eviction {
    var report = takeReport()
    guard layers[Int(layer.rawValue)].isHeld else { return report }
    switch configuration.evictionUnit {
    case .layer: order.remove(slot(of: layer))
    case .image:
      if layers[Int(layer.rawValue)].referenceCount == 0 { unclaimed.remove(layer.rawValue) }
    }
    discard(layer, into: &report)
    return report
  }
}
