import LocalFiles

/// The bytes of a log, piece by piece, with the number of the line that is read.
struct ByteSource {
  /// The most bytes of a line or of a word in JSON.
  static let longestLine = 1 << 16
  private static let pieceSize = 1 << 16

  /// The file as messages name it.
  let name: String
  private let input: InputFile?
  private var buffer: [UInt8]
  private var place = 0
  /// The line of the next byte, from 1.
  private(set) var line = 1

  /// Opens a file.
  ///
  /// - Parameter expected: What it ought to be, as messages say it of one that cannot be read.
  init(
    path: String, name: String, expected: String = "a registry's request log"
  ) throws(RequestLogError) {
    self.name = name
    do throws(InputRefusal) {
      input = try InputFile(path, expected: expected)
      buffer = try input?.read(upToCount: Self.pieceSize) ?? []
    } catch {
      throw RequestLogError(file: name, line: nil, reason: error.description)
    }
  }

  /// Takes bytes that are in memory.
  init(bytes: [UInt8], name: String) {
    self.name = name
    input = nil
    buffer = bytes
  }

  /// The first bytes, before any has been taken.
  var start: ArraySlice<UInt8> { buffer[place...].prefix(4_096) }

  /// The next byte, which stays; nil at the end.
  mutating func peek() throws(RequestLogError) -> UInt8? {
    if place == buffer.count {
      guard let input else { return nil }
      do throws(InputRefusal) {
        buffer = try input.read(upToCount: Self.pieceSize)
      } catch {
        throw RequestLogError(file: name, line: nil, reason: error.description)
      }
      place = 0
      if buffer.isEmpty { return nil }
    }
    return buffer[place]
  }

  /// Takes the next byte; nil at the end.
  @discardableResult
  mutating func next() throws(RequestLogError) -> UInt8? {
    guard let byte = try peek() else { return nil }
    place += 1
    if byte == UInt8(ascii: "\n") { line += 1 }
    return byte
  }

  /// Takes a line without its end, which may be CR LF; nil after the last one. ``line`` is then
  /// that of the line after it.
  mutating func nextLine() throws(RequestLogError) -> [UInt8]? {
    guard try peek() != nil else { return nil }
    var bytes: [UInt8] = []
    while let byte = try next(), byte != UInt8(ascii: "\n") {
      guard bytes.count < Self.longestLine else {
        throw failure("the line is longer than \(Self.longestLine) bytes")
      }
      bytes.append(byte)
    }
    if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
    return bytes
  }

  func failure(_ reason: String, at line: Int? = nil) -> RequestLogError {
    RequestLogError(file: name, line: line ?? self.line, reason: reason)
  }
}

/// Foreign text as it may stand in a message: one line of printable characters, not too long.
func shown(_ text: some StringProtocol) -> String {
  let line = text.unicodeScalars.prefix(60).map {
    $0.value < 32 || (0x7F..<0xA0).contains($0.value) ? "?" : String($0)
  }.joined()
  return "'\(line)\(text.unicodeScalars.count > 60 ? "…" : "")'"
}
