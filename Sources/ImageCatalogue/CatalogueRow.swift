/// One line of a catalogue file, its fields read and each checked on its own.
struct CatalogueRow {
  static let columns = [
    "repository", "tag", "platform", "manifest_digest", "layer_index", "layer_digest",
    "layer_bytes",
  ]
  static let header = columns.joined(separator: ",")

  /// Docker allows 127 layers; a place beyond this is a mistake, not an image.
  static let greatestLayerIndex = 999

  var repository: String
  var tag: String
  var platform: String
  var manifestDigest: String
  var layerIndex: Int
  var layerDigest: String
  var layerBytes: Int64

  /// Reads a line without its end; each mistake is handed to `report`, and then there is no row.
  init?(_ line: ArraySlice<UInt8>, report: (String) -> Void) {
    let fields = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    guard fields.count == Self.columns.count else {
      report("\(fields.count) fields; expected 7: \(Self.header)")
      return nil
    }
    var sound = true
    func check(_ column: Int, _ expected: String, _ rule: (ArraySlice<UInt8>) -> Bool) {
      guard !rule(fields[column]) else { return }
      sound = false
      report("\(Self.columns[column]) is \(Self.quote(fields[column])); expected \(expected)")
    }
    check(0, "host/path such as docker.io/library/nginx, in lower case", Self.isRepository)
    check(1, "a tag of at most 128 letters, digits, '_', '.', '-'", Self.isTag)
    check(2, "system/architecture such as linux/amd64", Self.isPlatform)
    check(3, "sha256: and 64 hexadecimal digits in lower case", Self.isDigest)
    let index = Self.number(fields[4])
    check(4, "a whole number from 0 to \(Self.greatestLayerIndex)") { _ in
      index.map { $0 <= Self.greatestLayerIndex } ?? false
    }
    check(5, "sha256: and 64 hexadecimal digits in lower case", Self.isDigest)
    let bytes = Self.number(fields[6])
    check(6, "a whole number of bytes from 1 to \(SizingRules.greatestLayer) (64 GiB)") { _ in
      bytes.map { $0 >= 1 && $0 <= SizingRules.greatestLayer } ?? false
    }
    guard sound, let index, let bytes else { return nil }
    repository = String(decoding: fields[0], as: UTF8.self)
    tag = String(decoding: fields[1], as: UTF8.self)
    platform = String(decoding: fields[2], as: UTF8.self)
    manifestDigest = String(decoding: fields[3], as: UTF8.self)
    layerIndex = Int(index)
    layerDigest = String(decoding: fields[5], as: UTF8.self)
    layerBytes = bytes
  }

  /// A field as a message shows it: cut to 60 bytes, whatever is not printable ASCII as `?`.
  static func quote(_ field: ArraySlice<UInt8>) -> String {
    let shown = field.prefix(60).map { $0 >= 0x20 && $0 < 0x7F ? $0 : UInt8(ascii: "?") }
    return "'" + String(decoding: shown, as: UTF8.self) + (field.count > 60 ? "…'" : "'")
  }

  private static func number(_ field: ArraySlice<UInt8>) -> Int64? {
    guard !field.isEmpty, field.count <= 18 else { return nil }
    var value: Int64 = 0
    for byte in field {
      guard isDigit(byte) else { return nil }
      value = value * 10 + Int64(byte - UInt8(ascii: "0"))
    }
    return value
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
  private static func isLower(_ byte: UInt8) -> Bool { byte >= 0x61 && byte <= 0x7A }
  private static func isUpper(_ byte: UInt8) -> Bool { byte >= 0x41 && byte <= 0x5A }

  private static func isDigest(_ field: ArraySlice<UInt8>) -> Bool {
    field.count == 71 && field.starts(with: "sha256:".utf8)
      && field.dropFirst(7).allSatisfy { isDigit($0) || ($0 >= 0x61 && $0 <= 0x66) }
  }

  private static func isTag(_ field: ArraySlice<UInt8>) -> Bool {
    guard let first = field.first, field.count <= 128 else { return false }
    return first != 0x2D && first != 0x2E
      && field.allSatisfy {
        isDigit($0) || isLower($0) || isUpper($0) || $0 == 0x2D || $0 == 0x2E || $0 == 0x5F
      }
  }

  private static func isPlatform(_ field: ArraySlice<UInt8>) -> Bool {
    let parts = field.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    return (2...3).contains(parts.count) && field.count <= 64
      && parts.allSatisfy { part in
        !part.isEmpty && part.allSatisfy { isDigit($0) || isLower($0) || $0 == 0x5F || $0 == 0x2D }
      }
  }

  /// The first part is a host: it has a dot or a port, or is `localhost`.
  private static func isRepository(_ field: ArraySlice<UInt8>) -> Bool {
    let parts = field.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard parts.count >= 2, field.count <= 255, let host = parts.first else { return false }
    let hostIsSound =
      (host.contains(0x2E) || host.contains(0x3A) || host.elementsEqual("localhost".utf8))
      && host.allSatisfy { isDigit($0) || isLower($0) || [0x2D, 0x2E, 0x3A].contains($0) }
    return hostIsSound
      && parts.dropFirst().allSatisfy { part in
        !part.isEmpty
          && part.allSatisfy { isDigit($0) || isLower($0) || [0x2D, 0x2E, 0x5F].contains($0) }
      }
  }
}
