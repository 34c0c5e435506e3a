/// Bytes that numbers are packed into: small ones into few.
struct PackedBytes {
  private(set) var bytes: [UInt8] = []

  /// A whole number from 0, seven bits a byte, the lowest first (LEB128).
  mutating func append(_ number: Int) { append(unsigned: UInt64(number)) }

  /// A whole number, its sign in the lowest bit, so that small ones of either sign are short.
  mutating func append(signed number: Int64) {
    append(unsigned: UInt64(bitPattern: (number << 1) ^ (number >> 63)))
  }

  mutating func append(text: String) {
    append(text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  /// Values whose number the reader knows: whole numbers where all are, else bits.
  mutating func append(_ values: [Double]) {
    guard !values.isEmpty else { return }
    let whole = values.compactMap(Self.wholeNumber)
    bytes.append(whole.count == values.count ? 1 : 0)
    if whole.count == values.count {
      for number in whole { append(signed: number) }
    } else {
      for value in values {
        for shift in stride(from: 0, to: 64, by: 8) {
          bytes.append(UInt8(truncatingIfNeeded: value.bitPattern >> UInt64(shift)))
        }
      }
    }
  }

  /// The number that gives back the same bits; nil for −0 and whatever is not whole.
  private static func wholeNumber(_ value: Double) -> Int64? {
    guard let number = Int64(exactly: value), Double(number).bitPattern == value.bitPattern else {
      return nil
    }
    return number
  }

  private mutating func append(unsigned number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}

/// Takes out what ``PackedBytes`` has packed. Nil, whatever is asked for, where that is not there;
/// no bytes make it trap.
struct PackedBytesReader {
  private let bytes: [UInt8]
  private var place = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { place == bytes.count }

  /// A number of things each of which takes a byte or more of what is left, or a place among them.
  mutating func count() -> Int? {
    guard let number = unsigned(), number <= UInt64(bytes.count) else { return nil }
    return Int(number)
  }

  mutating func signed() -> Int64? {
    unsigned().map { Int64(bitPattern: $0 >> 1) ^ -Int64(bitPattern: $0 & 1) }
  }

  mutating func text() -> String? {
    guard let length = count(), length <= bytes.count - place else { return nil }
    defer { place += length }
    return String(validating: bytes[place..<place + length], as: UTF8.self)
  }

  mutating func column(_ count: Int) -> [Double]? {
    guard count > 0 else { return [] }
    guard place < bytes.count else { return nil }
    let isWhole = bytes[place] == 1
    place += 1
    // Each value takes a byte or more: a forged number of them does not ask for memory.
    guard count <= bytes.count - place else { return nil }
    var values: [Double] = []
    values.reserveCapacity(count)
    for _ in 0..<count {
      guard let value = isWhole ? signed().map(Double.init) : bits() else { return nil }
      values.append(value)
    }
    return values
  }

  private mutating func bits() -> Double? {
    guard bytes.count - place >= 8 else { return nil }
    defer { place += 8 }
    return Double(
      bitPattern: bytes[place..<place + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) })
  }

  private mutating func unsigned() -> UInt64? {
    var number: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      guard place < bytes.count else { return nil }
      let byte = bytes[place]
      place += 1
      number |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return number }
    }
    return nil
  }
}
