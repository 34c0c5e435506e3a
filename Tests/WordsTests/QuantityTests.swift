import Testing
import Words

@Suite struct QuantityTests {
  @Test(
    arguments: [
      ("5min30s", 330_000_000_000), ("1d2h3min4s5ms6us7ns", 93_784_005_006_007),
      ("90s", 90_000_000_000),
      ("1.5h", 5_400_000_000_000), ("1 h30 min", 5_400_000_000_000), ("0s", 0),
    ] as [(String, Int64)])
  func timesAddUp(text: String, nanoseconds: Int64) {
    guard case .value(nanoseconds) = Quantity.parseTime(text) else {
      Issue.record("\(text): \(Quantity.parseTime(text))")
      return
    }
  }

  @Test(arguments: [
    ("", ""), ("s", ""), ("5", "the unit is missing"), ("5m30s", "did you mean '5min'?"),
    ("30s5min", "the larger ones first"), ("5min5min", "each unit once"), ("5min 30s", "'5min30s'"),
    ("5min30", "the unit is missing"), ("-5s", ""), ("5min-3s", "possible units"),
    ("1.h", ""), ("5min٣s", "possible units"),
  ])
  func whatIsNoTimeIsRefused(text: String, hint: String) {
    guard case .malformed(let found) = Quantity.parseTime(text) else {
      Issue.record("\(text): \(Quantity.parseTime(text))")
      return
    }
    #expect(hint.isEmpty || found.contains(hint), "\(text): \(found)")
    if case .outOfRange = Quantity.parseTime("200000d200000h") { return }
    Issue.record("too long a time was taken")
  }

  @Test(
    arguments: [
      ("20GiB", 21_474_836_480), ("1.5 TB", 1_500_000_000_000), ("0.0015kB", 2), ("0B", 0),
    ] as [(String, Int64)])
  func sizesAreExact(text: String, bytes: Int64) {
    guard case .value(bytes) = Quantity.parse(text, Quantity.bytes) else {
      Issue.record("\(text): \(Quantity.parse(text, Quantity.bytes))")
      return
    }
  }
}
