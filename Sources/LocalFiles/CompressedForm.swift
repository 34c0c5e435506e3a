/// The ways of compressing a file that its first bytes tell; the raw value unpacks it with `-dc`.
public enum CompressedForm: String, CaseIterable, Sendable {
  case xz, gzip, zstd, bzip2

  /// The bytes that open such a file (RFC 1952, RFC 8878, and the formats of xz and bzip2).
  private var signature: [UInt8] {
    switch self {
    case .xz: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]
    case .gzip: [0x1F, 0x8B]
    case .zstd: [0x28, 0xB5, 0x2F, 0xFD]
    case .bzip2: Array("BZh".utf8)
    }
  }

  /// The form of what begins with these bytes; nil where it is none of them.
  public init?(of start: some Sequence<UInt8>) {
    let form = Self.allCases.first { start.starts(with: $0.signature) }
    guard let form else { return nil }
    self = form
  }
}
