import Foundation
import Testing

@testable import Experiments

@Suite("Output: numbers, CSV, JSON")
struct OutputTests {
  @Test(
    "Fields are quoted where RFC 4180 asks for it, and only there",
    arguments: [
      ("plain", "plain"), ("", ""), ("a b", "a b"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""),
      ("two\nlines", "\"two\nlines\""), ("back\rspace", "\"back\rspace\""), ("\r\n", "\"\r\n\""),
      ("±µ–", "±µ–"),
    ])
  func quoting(field: String, expected: String) {
    var bytes: [UInt8] = []
    CSVWriter.append(field, to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == expected)
  }

  @Test("Rows end with LF; pieces that are handed on add up to the file")
  func pieces() throws {
    var collected: [UInt8] = []
    var writer = try CSVWriter(["a", "b"]) { collected += $0 }
    let field = String(repeating: "x", count: 1_000)
    for _ in 0..<1_500 { try writer.row([field, "1"]) }
    #expect(collected.count >= CSVWriter.pieceSize)
    #expect(writer.bytes.count < CSVWriter.pieceSize)
    try writer.flush()
    let lines = String(decoding: collected, as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 1_501)
    #expect(lines.first == "a,b")
    #expect(lines.dropFirst().allSatisfy { $0 == "\(field),1" })
    #expect(collected.last == UInt8(ascii: "\n"))
  }

  @Test(
    "Numbers have one spelling",
    arguments: [
      (0.0, "0"), (-0.0, "0"), (5, "5"), (0.1, "0.1"), (1.0 / 3, "0.3333333333333333"),
      (-2.5, "-2.5"), (9_007_199_254_740_992, "9007199254740992"), (.nan, ""), (.infinity, ""),
      (1e300, "1e+300"),
    ])
  func exact(value: Double, expected: String) {
    #expect(NumberText.exact(value) == expected)
  }

  @Test("Every spelling reads back as the same number")
  func roundTrip() {
    var state: UInt64 = 42
    for _ in 0..<10_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = Double(bitPattern: state)
      guard value.isFinite else { continue }
      #expect(Double(NumberText.exact(value)) == value, "\(state)")
    }
  }

  @Test("Means have nine significant digits, whole numbers all of theirs")
  func figures() {
    #expect(NumberText.figure(604.4000000000001) == "604.4")
    #expect(NumberText.figure(1.0 / 3) == "0.333333333")
    #expect(NumberText.figure(1_384_894_959_553) == "1384894959553")
    #expect(NumberText.figure(1_384_894_959_553.4) == "1384894960000")
    #expect(NumberText.figure(.infinity) == "")
  }

  @Test("Half-widths have six significant digits")
  func sixDigits() {
    #expect(NumberText.sixDigits(0.123456789) == "0.123457")
    #expect(NumberText.sixDigits(1_234_567.8) == "1234570")
    #expect(NumberText.sixDigits(0) == "0")
  }

  @Test("Nanoseconds become seconds without loss")
  func seconds() {
    #expect(NumberText.seconds(nanoseconds: 0) == "0")
    #expect(NumberText.seconds(nanoseconds: 1_500_000_000) == "1.5")
    #expect(NumberText.seconds(nanoseconds: 1) == "0.000000001")
    #expect(NumberText.seconds(nanoseconds: -1_000_000_001) == "-1.000000001")
    #expect(NumberText.seconds(nanoseconds: .min) == "-9223372036.854775808")
  }

  @Test("JSON has sorted keys and reads back")
  func json() throws {
    let value = StableJSON.object([
      "b": .array([.integer(-1), .unsigned(.max)]), "a": .string("x\"\\\n\u{1}é"),
      "c": .object([:]), "d": .array([]),
    ])
    #expect(
      value.text == """
        {
          "a": "x\\"\\\\\\n\\u0001é",
          "b": [
            -1,
            18446744073709551615
          ],
          "c": {},
          "d": []
        }

        """)
    let read = try #require(
      try JSONSerialization.jsonObject(with: Data(value.text.utf8)) as? [String: Any])
    #expect(read["a"] as? String == "x\"\\\n\u{1}é")
  }
}
