import LocalFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// One line of a trace.
@frozen
public struct TraceRequest: ObjectRequest, Equatable, Sendable {
  /// Nanoseconds since the trace's origin.
  public var time: Int64
  /// Which object is asked for.
  public var object: UInt64
  /// The object's size in bytes, at least 1.
  public var bytes: Int64

  /// A request.
  @inlinable
  public init(time: Int64, object: UInt64, bytes: Int64) {
    self.time = time
    self.object = object
    self.bytes = bytes
  }
}

/// Reads traces of the form `time,obj_id,size`, one request a line, in constant memory.
///
/// Times are whole seconds and never decrease; identifiers fit 64 unsigned bits; sizes are at
/// least 1. The header line is optional, as is the last line's end; lines may end in CR LF.
public struct TraceReader: ~Copyable {
  /// The file as messages name it.
  public let name: String
  private let descriptor: Int32
  private let ownsDescriptor: Bool
  private var buffer: [UInt8]
  private var start = 0
  private var end = 0
  private var atEnd = false
  private var line = 0
  private var lastSecond: Int64 = 0
  private var totalBytes: Int64 = 0

  static let blockSize = 65_536
  static let header = Array("time,obj_id,size".utf8)

  /// Opens a file, or takes standard input for `-`.
  public init(path: String) throws(TraceError) {
    buffer = Array(repeating: 0, count: Self.blockSize)
    if path == "-" {
      name = "stdin"
      descriptor = 0
      ownsDescriptor = false
    } else {
      name = path
      descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
      ownsDescriptor = true
      guard descriptor >= 0 else {
        throw TraceError(
          file: path, line: nil, reason: "cannot be opened: \(SystemError(errno))")
      }
    }
  }

  deinit {
    if ownsDescriptor && descriptor >= 0 { _ = close(descriptor) }
  }

  /// The next request, or `nil` after the last.
  public mutating func next() throws(TraceError) -> TraceRequest? {
    while let range = try nextLine() {
      line += 1
      if line == 1 {
        if let form = CompressedForm(of: buffer[range]) { throw compressed(form) }
        if buffer[range].elementsEqual(Self.header) { continue }
      }
      return try parse(range)
    }
    return nil
  }

  /// The place of the next line in the buffer, without its end.
  private mutating func nextLine() throws(TraceError) -> Range<Int>? {
    var searched = start
    while true {
      var place = searched
      while place < end && buffer[place] != UInt8(ascii: "\n") { place += 1 }
      if place < end || (atEnd && start < end) {
        let first = start
        start = place < end ? place + 1 : end
        let last = place > first && buffer[place - 1] == UInt8(ascii: "\r") ? place - 1 : place
        return first..<last
      }
      if atEnd { return nil }
      searched = end - start
      try refill()
    }
  }

  /// Moves what is left of the buffer to its front and reads on behind it.
  private mutating func refill() throws(TraceError) {
    let rest = end - start
    guard rest < buffer.count else {
      if line == 0, let form = CompressedForm(of: buffer[start..<end]) { throw compressed(form) }
      throw failure("the line is longer than \(buffer.count) bytes", at: line + 1)
    }
    if start > 0 {
      for place in 0..<rest { buffer[place] = buffer[start + place] }
    }
    start = 0
    let descriptor = descriptor
    var count = -1
    repeat {
      count = unsafe buffer.withUnsafeMutableBytes { bytes in
        let free = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[rest...])
        return unsafe read(descriptor, free.baseAddress, free.count)
      }
    } while count < 0 && errno == EINTR
    guard count >= 0 else {
      throw TraceError(file: name, line: nil, reason: "cannot be read: \(SystemError(errno))")
    }
    atEnd = count == 0
    end = rest + count
  }

  private mutating func parse(_ range: Range<Int>) throws(TraceError) -> TraceRequest {
    var place = range.lowerBound
    let second = try number(&place, range, limit: 9_223_372_036, called: "time", "in seconds")
    try expectComma(&place, range)
    let object = try number(&place, range, limit: .max, called: "obj_id", "")
    try expectComma(&place, range)
    let size = try number(&place, range, limit: UInt64(Int64.max), called: "size", "in bytes")
    guard place == range.upperBound else { throw malformed(range) }
    let time = Int64(second)
    guard time >= lastSecond else {
      throw failure("time \(time) is before \(lastSecond) of the line above; times never decrease")
    }
    guard size >= 1 else { throw failure("size 0: an object has at least 1 byte") }
    let (total, overflow) = totalBytes.addingReportingOverflow(Int64(size))
    guard !overflow else {
      throw failure("the bytes requested so far exceed \(Int64.max), more than can be counted")
    }
    totalBytes = total
    lastSecond = time
    return TraceRequest(time: time * 1_000_000_000, object: object, bytes: Int64(size))
  }

  /// Reads a whole number, of at least one digit and at most `limit`.
  private func number(
    _ place: inout Int, _ range: Range<Int>, limit: UInt64, called field: String, _ unit: String
  ) throws(TraceError) -> UInt64 {
    var value: UInt64 = 0
    let first = place
    while place < range.upperBound {
      let digit = buffer[place] &- UInt8(ascii: "0")
      guard digit < 10 else { break }
      let (product, tooBig) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflow) = product.addingReportingOverflow(UInt64(digit))
      guard !tooBig && !overflow && sum <= limit else {
        throw failure("\(field) is too large: expected a whole number up to \(limit) \(unit)")
      }
      value = sum
      place += 1
    }
    guard place > first else { throw malformed(range) }
    return value
  }

  private func expectComma(_ place: inout Int, _ range: Range<Int>) throws(TraceError) {
    guard place < range.upperBound, buffer[place] == UInt8(ascii: ",") else {
      throw malformed(range)
    }
    place += 1
  }

  private func malformed(_ range: Range<Int>) -> TraceError {
    let shown = String(decoding: buffer[range].prefix(60), as: UTF8.self)
      .unicodeScalars.map { $0.value < 32 || $0.value == 127 ? "?" : String($0) }.joined()
    return failure(
      "expected \"time,obj_id,size\", three whole numbers without signs or blanks,"
        + " found \"\(shown)\"")
  }

  private func failure(_ reason: String, at line: Int? = nil) -> TraceError {
    TraceError(file: name, line: line ?? self.line, reason: reason)
  }

  private func compressed(_ form: CompressedForm) -> TraceError {
    let file = name == "stdin" ? "FILE" : name
    return TraceError(
      file: name, line: nil,
      reason: "compressed by \(form.rawValue); expected the trace as it is, so pipe it: "
        + "\(form.rawValue) -dc \(file) | longshore replay -")
  }
}
