extension ImageCatalogue {
  /// The bytes of all distinct layers: what a store needs that keeps everything once.
  ///
  /// - Complexity: O(*n*) in the number of layers.
  public var uniqueLayerBytes: Int64 { layerBytes.reduce(0, +) }

  /// The bytes of all manifests' layers, counted anew for each manifest.
  ///
  /// - Complexity: O(*n*) in the number of layer entries of all manifests.
  public var logicalLayerBytes: Int64 { manifestLayers.reduce(0) { $0 + bytes(of: $1) } }

  /// Logical over unique bytes of layers: 1 where nothing is shared, 0 where there is nothing.
  public var sharingFactor: Double {
    let unique = uniqueLayerBytes
    return unique == 0 ? 0 : Double(logicalLayerBytes) / Double(unique)
  }

  /// How many manifests list each layer, in order of the layers' ids.
  public var layerUses: [Int] {
    var uses = Array(repeating: 0, count: layerCount)
    for layer in manifestLayers { uses[Int(layer.rawValue)] += 1 }
    return uses
  }
}
