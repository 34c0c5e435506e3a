extension ImageCatalogue {
  /// Sixty-six popular images with real layer sizes and real sharing, built in.
  ///
  /// The figures stand in `Data/popular-images.csv`; its head names sources, snapshot dates,
  /// licences, and how popularity was set. Two upstream hosts have published layer data and are in:
  /// `docker.io` and `mcr.microsoft.com`.
  public static let popularImages: ImageCatalogue = {
    do {
      return try PopularImagesTable.read(
        String(decoding: PackageResources.popular_images_csv, as: UTF8.self))
    } catch {
      // The table is part of the source and a test reads it; no input reaches this line.
      fatalError("Data/popular-images.csv: \(error)")
    }
  }()
}

/// Reads the compact table of ``ImageCatalogue/popularImages``.
///
/// One line is one platform of one image:
/// `repository,tags,platform,popularity,source,index,manifest,layers`, where tags are separated by
/// blanks and a layer is `id:bytes`. Lines that begin with `#` are remarks.
enum PopularImagesTable {
  /// A line of the table that cannot be right.
  struct Mistake: Error, CustomStringConvertible {
    var line: Int
    var description: String
  }

  private struct Row {
    var repository: String
    var tags: String
    var index: String
    var weight: Double
    var platform: CatalogueBuilder.Platform
  }

  static func read(_ text: String) throws(Mistake) -> ImageCatalogue {
    var builder = CatalogueBuilder()
    var sizes: [Substring: Int64] = [:]
    var pending: [Row] = []

    func flush() {
      guard let first = pending.first else { return }
      builder.add(
        repository: builder.repository(first.repository),
        tags: first.tags.split(separator: " ").map(String.init),
        platforms: pending.map(\.platform), indexDigest: first.index, weight: first.weight)
      pending = []
    }

    var headerSeen = false
    for (place, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    where !line.isEmpty && !line.hasPrefix("#") {
      guard headerSeen else {
        headerSeen = true
        continue
      }
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count == 8, let weight = Double(fields[3]), weight > 0 else {
        throw Mistake(line: place + 1, description: "line \(place + 1): expected eight fields")
      }
      var layers: [CatalogueLayer] = []
      for entry in fields[7].split(separator: " ") {
        let parts = entry.split(separator: ":")
        guard parts.count == 2, let bytes = Int64(parts[1]), bytes > 0,
          sizes[parts[0], default: bytes] == bytes
        else {
          throw Mistake(
            line: place + 1,
            description: "line \(place + 1): '\(entry)' is not a layer, or has another size above")
        }
        sizes[parts[0]] = bytes
        layers.append(builder.layer(digest: String(parts[0]), bytes: bytes))
      }
      let row = Row(
        repository: String(fields[0]), tags: String(fields[1]), index: String(fields[5]),
        weight: weight,
        platform: CatalogueBuilder.Platform(
          platform: String(fields[2]), digest: String(fields[6]), layers: layers))
      if let last = pending.last, last.repository != row.repository || last.tags != row.tags {
        flush()
      }
      pending.append(row)
    }
    flush()
    return builder.finish()
  }
}
