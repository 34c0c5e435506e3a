/// Reads a catalogue file piece by piece.
///
/// The file is CSV with the header
/// `repository,tag,platform,manifest_digest,layer_index,layer_digest,layer_bytes` and one line for
/// each layer of each tag and platform, base first, the lines of one manifest side by side and
/// `layer_index` counting from 0 without gaps. Tags with the same manifests are names of one image;
/// a tag with several platforms has an index. Lines may end in CR LF.
///
/// The reader is strict: it refuses what is not in this form, a tag and platform that come twice,
/// a gap in `layer_index`, a layer with two sizes, a manifest with two lists of layers, and sizes
/// beyond ``SizingRules/greatestLayer``. It reads to the end and reports all mistakes at once.
/// It holds the catalogue and one line in memory, never the file.
public struct CatalogueFileReader {
  /// How many mistakes are kept word by word; the rest is counted.
  public static let reportedMistakes = 100

  /// The longest line that is read; 7 fields at their limits need far less.
  static let greatestLineLength = 4_096

  private struct Group: Hashable {
    var repository: String
    var tag: String
    var platform: String
  }

  private struct Manifest {
    var line: Int
    var layers: [CatalogueLayer]
  }

  private struct Tag {
    var repository: String
    var name: String
    var platforms: [String] = []
    var digests: [String] = []
  }

  private struct TagKey: Hashable {
    var repository: String
    var name: String
  }

  private struct ImageKey: Hashable {
    var repository: String
    var digests: [String]
  }

  private let file: String
  private var line = 0
  private var rest: [UInt8] = []
  /// The bytes so far of the line that has no end yet, kept or not.
  private var unfinishedBytes = 0
  private var mistakes: [CatalogueFileError.Mistake] = []
  private var unreported = 0

  private var builder = CatalogueBuilder()
  private var sizes: [String: (bytes: Int64, line: Int)] = [:]
  private var groups: [Group: Int] = [:]
  private var manifests: [String: Manifest] = [:]
  private var tags: [Tag] = []
  private var tagPlaces: [TagKey: Int] = [:]

  private var current: Group?
  private var currentDigest = ""
  private var currentLine = 0
  private var currentLayers: [CatalogueLayer] = []
  private var nextIndex = 0
  /// Whether the current manifest had a mistake that further lines would only repeat.
  private var currentIsBroken = false
  /// Whether the line before could not be read, which may have been the first of its manifest.
  private var lastLineWasBad = false

  /// Whether the file is no catalogue, so that reading on is in vain: there were too many mistakes,
  /// or a line of a mebibyte has no end.
  public var isHopeless: Bool { unreported >= 10_000 || unfinishedBytes > 1 << 20 }

  /// A reader that calls the file `file` in its messages.
  public init(file: String) { self.file = file }

  /// Takes the next piece of the file, cut anywhere.
  public mutating func consume(_ bytes: some Collection<UInt8>) {
    let bytes = Array(bytes)
    var start = 0
    while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
      if rest.isEmpty {
        take(bytes[start..<end])
      } else {
        rest.append(contentsOf: bytes[start..<end].prefix(Self.greatestLineLength + 2))
        let whole = rest
        rest = []
        take(whole[...])
      }
      start = end + 1
      unfinishedBytes = 0
    }
    unfinishedBytes += bytes.count - start
    // Of a line without an end only as much is kept as shows that it is too long.
    let room = Self.greatestLineLength + 2 - min(rest.count, Self.greatestLineLength + 2)
    rest.append(contentsOf: bytes[start...].prefix(room))
  }

  /// The catalogue, after the last piece.
  ///
  /// - Throws: ``CatalogueFileError`` with all mistakes.
  public consuming func finish() throws(CatalogueFileError) -> ImageCatalogue {
    if !rest.isEmpty {
      let last = rest
      rest = []
      take(last[...])
    }
    closeManifest()
    if line == 0 {
      report("the file is empty; expected the header \(CatalogueRow.header)", line: 0)
    } else if tags.isEmpty && mistakes.isEmpty {
      report("there is no image below the header", line: line)
    }
    guard mistakes.isEmpty else {
      // A manifest's contradictions are found at its end and belong to its first line.
      let places = mistakes.indices.sorted { (mistakes[$0].line, $0) < (mistakes[$1].line, $1) }
      throw CatalogueFileError(
        file: file, mistakes: places.map { mistakes[$0] }, unreported: unreported)
    }
    return build()
  }

  private mutating func report(_ message: String, line: Int) {
    if mistakes.count < Self.reportedMistakes {
      mistakes.append(CatalogueFileError.Mistake(line: line, message: message))
    } else {
      unreported += 1
    }
  }

  private mutating func take(_ bytes: ArraySlice<UInt8>) {
    line += 1
    let bytes = bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes
    guard bytes.count <= Self.greatestLineLength else {
      report("the line has over \(Self.greatestLineLength) bytes; expected 7 fields", line: line)
      currentIsBroken = true
      lastLineWasBad = true
      return
    }
    if line == 1 {
      if !bytes.elementsEqual(CatalogueRow.header.utf8) {
        report(
          "the header is \(CatalogueRow.quote(bytes)); expected \(CatalogueRow.header)", line: 1)
      }
      return
    }
    var messages: [String] = []
    guard let row = CatalogueRow(bytes, report: { messages.append($0) }) else {
      for message in messages { report(message, line: line) }
      // Without this line the places of those after it cannot be judged.
      currentIsBroken = true
      lastLineWasBad = true
      return
    }
    take(row)
  }

  private mutating func take(_ row: CatalogueRow) {
    let group = Group(repository: row.repository, tag: row.tag, platform: row.platform)
    if group != current {
      closeManifest()
      open(group, row)
    } else if row.manifestDigest != currentDigest, !currentIsBroken {
      currentIsBroken = true
      report(
        "\(row.repository):\(row.tag) for \(row.platform) has manifest \(currentDigest) in line "
          + "\(currentLine) and another here; expected one", line: line)
    }
    lastLineWasBad = false
    if !currentIsBroken, row.layerIndex != nextIndex {
      currentIsBroken = true
      let kind = row.layerIndex < nextIndex ? "stands there already" : "leaves a gap"
      report("layer_index \(row.layerIndex) \(kind); expected \(nextIndex)", line: line)
    }
    nextIndex = row.layerIndex + 1
    if let known = sizes[row.layerDigest], known.bytes != row.layerBytes {
      report(
        "layer \(row.layerDigest) has \(row.layerBytes) bytes; expected \(known.bytes) as in line "
          + "\(known.line)", line: line)
    } else if sizes[row.layerDigest] == nil {
      sizes[row.layerDigest] = (row.layerBytes, line)
    }
    currentLayers.append(builder.layer(digest: row.layerDigest, bytes: row.layerBytes))
  }

  private mutating func open(_ group: Group, _ row: CatalogueRow) {
    current = group
    currentDigest = row.manifestDigest
    currentLine = line
    currentIsBroken = lastLineWasBad
    if let first = groups[group] {
      currentIsBroken = true
      report(
        "\(group.repository):\(group.tag) for \(group.platform) stands in line \(first) already; "
          + "expected each tag and platform once, its lines side by side", line: line)
    } else {
      groups[group] = line
    }
  }

  private mutating func closeManifest() {
    defer {
      current = nil
      currentLayers.removeAll(keepingCapacity: true)
      nextIndex = 0
    }
    guard let group = current, !currentIsBroken else { return }
    if let known = manifests[currentDigest] {
      if known.layers != currentLayers {
        report(
          "manifest \(currentDigest) lists other layers than in line \(known.line)",
          line: currentLine)
      }
    } else {
      manifests[currentDigest] = Manifest(line: currentLine, layers: currentLayers)
    }
    let key = TagKey(repository: group.repository, name: group.tag)
    let place = tagPlaces[key] ?? tags.count
    if place == tags.count {
      tagPlaces[key] = place
      tags.append(Tag(repository: group.repository, name: group.tag))
    }
    tags[place].platforms.append(group.platform)
    tags[place].digests.append(currentDigest)
  }

  private consuming func build() -> ImageCatalogue {
    var places: [ImageKey: Int] = [:]
    var images: [(tags: [String], example: Tag)] = []
    for tag in tags {
      let key = ImageKey(repository: tag.repository, digests: tag.digests)
      if let place = places[key] {
        images[place].tags.append(tag.name)
      } else {
        places[key] = images.count
        images.append(([tag.name], tag))
      }
    }
    for image in images {
      let platforms = zip(image.example.platforms, image.example.digests).map {
        CatalogueBuilder.Platform(
          platform: $0, digest: $1, layers: manifests[$1]?.layers ?? [])
      }
      builder.add(
        repository: builder.repository(image.example.repository), tags: image.tags,
        platforms: platforms)
    }
    return builder.finish()
  }
}
