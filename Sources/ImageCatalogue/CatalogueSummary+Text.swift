extension CatalogueSummary: CustomStringConvertible {
  /// The figures in some ten lines, without a line break at the end.
  public var description: String {
    var lines = [
      "\(images) images (\(imagesWithIndex) of several platforms) under \(tags) tags in "
        + "\(repositories) repositories"
    ]
    for host in hosts {
      lines.append("  \(host.name): \(host.images) images in \(host.repositories) repositories")
    }
    let shared = layers == 0 ? 0 : 100 * Double(sharedLayers) / Double(layers)
    lines.append(
      "\(manifests) manifests, \(layers) distinct layers, \(Self.decimal(shared, places: 0)) % of "
        + "them in at least two manifests")
    lines.append(
      "\(Self.size(uniqueBytes)) unique, \(Self.size(logicalBytes)) logical, "
        + "\(Self.decimal(sharingFactor, places: 2)) times the unique")
    lines.append(
      "layers a manifest: mean \(Self.decimal(meanLayers, places: 1)), p10 \(layersPerManifest[0]), "
        + "p50 \(layersPerManifest[1]), p90 \(layersPerManifest[2]), most \(layersPerManifest[3])")
    lines.append(
      "layer: p25 \(Self.size(layerBytes[0])), p50 \(Self.size(layerBytes[1])), "
        + "p75 \(Self.size(layerBytes[2])), p90 \(Self.size(layerBytes[3])), "
        + "p99 \(Self.size(layerBytes[4]))")
    lines.append(
      "manifest's layers: p10 \(Self.size(manifestLayerBytes[0])), "
        + "p50 \(Self.size(manifestLayerBytes[1])), p90 \(Self.size(manifestLayerBytes[2])), "
        + "p99 \(Self.size(manifestLayerBytes[3]))")
    if !mostPopular.isEmpty {
      let shares = mostPopular.map {
        "\($0.reference) \(Self.decimal(100 * $0.share, places: 1)) %"
      }
      lines.append("most popular: " + shares.joined(separator: ", "))
    }
    return lines.joined(separator: "\n")
  }

  /// Bytes in the largest decimal unit that leaves at least 1: `62.9 MB`.
  static func size(_ bytes: Int64) -> String {
    var value = Double(bytes)
    for unit in ["B", "kB", "MB", "GB", "TB"] {
      if value < 999.95 { return decimal(value, places: unit == "B" ? 0 : 1) + " " + unit }
      value /= 1_000
    }
    return decimal(value, places: 1) + " PB"
  }

  /// A number that is not negative with so many decimals (at most two), without any locale.
  static func decimal(_ value: Double, places: Int) -> String {
    let scale: Int64 = [1, 10, 100][places]
    let scaled = Int64(min(value * Double(scale), 0x1p62).rounded())
    guard places > 0 else { return String(scaled) }
    let fraction = String(scaled % scale)
    let zeros = String(repeating: "0", count: places - fraction.count)
    return "\(scaled / scale).\(zeros)\(fraction)"
  }
}
