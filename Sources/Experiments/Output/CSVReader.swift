/// A CSV file that cannot be used, in a sentence that names the line.
struct CSVError: Error, Hashable, CustomStringConvertible {
  /// Counted from 1.
  var line: Int
  var reason: String
  var description: String { "line \(line): \(reason)" }
}

/// Reads CSV after RFC 4180, as ``CSVWriter`` writes it; lines may end in CR LF.
struct CSVReader {
  private var records: CSVRecords
  private let columns: Int
  private let wanted: [Int]

  /// Begins to read.
  ///
  /// - Parameter header: The columns that are wanted, in the order in which rows are to have them;
  ///   the file may have others, and all in any order.
  /// - Throws: A ``CSVError`` where one of them is missing.
  init(_ bytes: [UInt8], header: [String]) throws(CSVError) {
    records = CSVRecords(bytes)
    guard let names = try records.next() else {
      throw CSVError(line: 1, reason: "the file is empty; expected a header")
    }
    var wanted: [Int] = []
    for column in header {
      guard let index = names.firstIndex(of: column) else {
        throw CSVError(line: 1, reason: "there is no column '\(column)'")
      }
      wanted.append(index)
    }
    columns = names.count
    self.wanted = wanted
  }

  /// The wanted fields of the next row, and its line; nil after the last.
  ///
  /// - Throws: A ``CSVError`` for a row with more or fewer fields than the header.
  mutating func next() throws(CSVError) -> (fields: [String], line: Int)? {
    let start = records.line
    guard let record = try records.next() else { return nil }
    guard record.count == columns else {
      throw CSVError(
        line: start, reason: "\(record.count) fields; expected \(columns), as in the header")
    }
    return (wanted.map { record[$0] }, start)
  }
}

/// The records of a CSV file, fields as they are meant.
private struct CSVRecords {
  private let bytes: [UInt8]
  private var place = 0
  /// The line that comes next, counted from 1.
  private(set) var line = 1

  /// Programs that edit tables mark UTF-8 so (RFC 3629, section 6).
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: Self.byteOrderMark) { place = Self.byteOrderMark.count }
  }

  mutating func next() throws(CSVError) -> [String]? {
    guard place < bytes.count else { return nil }
    let start = line
    var fields: [String] = []
    var field: [UInt8] = []
    var isQuoted = false
    while true {
      let byte = place < bytes.count ? bytes[place] : nil
      place += 1
      switch byte {
      case UInt8(ascii: "\"")? where isQuoted:
        if place < bytes.count, bytes[place] == UInt8(ascii: "\"") {
          field.append(UInt8(ascii: "\""))
          place += 1
        } else {
          isQuoted = false
        }
      case UInt8(ascii: "\"")? where field.isEmpty: isQuoted = true
      case UInt8(ascii: ",")? where !isQuoted:
        fields.append(String(decoding: field, as: UTF8.self))
        field = []
      case UInt8(ascii: "\n")? where !isQuoted, nil:
        guard !isQuoted else {
          throw CSVError(line: start, reason: "a quotation mark has no end")
        }
        if field.last == UInt8(ascii: "\r") { field.removeLast() }
        line += 1
        return fields + [String(decoding: field, as: UTF8.self)]
      case let byte?:
        if byte == UInt8(ascii: "\n") { line += 1 }
        field.append(byte)
      }
    }
  }
}
