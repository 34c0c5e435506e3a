/// Writes CSV after RFC 4180, with LF for the end of a line as everything on the project's systems
/// has it (the RFC names CR LF, and readers take both).
///
/// A field is quoted where it must be: where it holds a comma, a quotation mark or the end of a
/// line. Bytes collect in memory and are handed on in pieces, so that a file of any length can be
/// written.
public struct CSVWriter {
  /// How many bytes are kept before they are handed on.
  static let pieceSize = 1 << 20

  /// What is written and not handed on yet.
  public private(set) var bytes: [UInt8] = []
  private let columns: Int
  private let handOn: (([UInt8]) throws -> Void)?

  /// Begins a file with its header.
  ///
  /// - Parameter handOn: Takes the bytes, piece by piece; nil: they stay in ``bytes``.
  public init(_ header: [String], handOn: (([UInt8]) throws -> Void)? = nil) throws {
    columns = header.count
    self.handOn = handOn
    try row(header)
  }

  /// Adds a line. Every line has as many fields as the header.
  public mutating func row(_ fields: [String]) throws {
    precondition(
      fields.count == columns, "a row of \(fields.count) fields under \(columns) columns")
    for (index, field) in fields.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      Self.append(field, to: &bytes)
    }
    bytes.append(UInt8(ascii: "\n"))
    if bytes.count >= Self.pieceSize { try flush() }
  }

  /// Hands on what is left.
  public mutating func flush() throws {
    guard let handOn else { return }
    try handOn(bytes)
    bytes.removeAll(keepingCapacity: true)
  }

  /// One field as it stands in a file.
  static func append(_ field: String, to bytes: inout [UInt8]) {
    let quote = UInt8(ascii: "\"")
    let special = field.utf8.contains {
      $0 == quote || $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\n")
        || $0 == UInt8(ascii: "\r")
    }
    guard special else {
      bytes.append(contentsOf: field.utf8)
      return
    }
    bytes.append(quote)
    for byte in field.utf8 {
      if byte == quote { bytes.append(quote) }
      bytes.append(byte)
    }
    bytes.append(quote)
  }
}
