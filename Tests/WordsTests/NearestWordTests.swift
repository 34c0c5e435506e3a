import Testing
import Words

@Suite struct NearestWordTests {
  @Test(arguments: [
    ("", "", 0), ("", "abc", 3), ("sieve", "sieve", 0), ("Sieve", "sIEVE", 0),
    ("seive", "sieve", 1),
    ("sive", "sieve", 1), ("sieves", "sieve", 1), ("siexe", "sieve", 1), ("lru", "fifo", 4),
    // A swap is one slip and not two, and no letter is used twice: "ca" is 3 from "abc".
    ("ca", "abc", 3), ("duratoin", "duration", 1),
  ])
  func distance(one: String, other: String, slips: Int) {
    #expect(NearestWord.distance(one, other) == slips)
    #expect(NearestWord.distance(other, one) == slips)
  }

  @Test func `a third of the letters may be wrong, and at least one`() {
    #expect(
      [1, 3, 5, 6, 9].map { NearestWord.tolerance(of: String(repeating: "x", count: $0)) }
        == [1, 1, 1, 2, 3])
    #expect(NearestWord.to("fifi", among: ["lru", "fifo"]) == "fifo")
    #expect(NearestWord.to("2Gi", among: ["2GB", "2GiB"]) == "2GiB")
    #expect(NearestWord.to("arc", among: ["lru", "fifo"]) == nil)
    #expect(NearestWord.to("", among: ["lru", "a"]) == "a")
  }

  @Test func `the nearest goes first, then the order of the list`() {
    #expect(NearestWord.to("quay.oi", among: ["ghcr.io", "quay.io"]) == "quay.io")
    #expect(NearestWord.to("lfru", among: ["lru", "lfu"]) == "lru")
    #expect(NearestWord.to("lfru", among: ["lfu", "lru"]) == "lfu")
  }

  @Test func `a word that is longer than any is not compared`() {
    let long = String(repeating: "a", count: 65)
    #expect(NearestWord.to(long, among: [long]) == nil)
  }

  @Test func `the suggestion ends a sentence`() {
    #expect(NearestWord.suggestion("runn", among: ["run"]) == "; did you mean 'run'?")
    #expect(NearestWord.suggestion("sweep", among: ["run"]) == "")
  }
}

@Suite struct HexadecimalTests {
  @Test func `numbers have the digits asked for`() {
    #expect(hexadecimal(0xAB as UInt64, digits: 16) == "00000000000000ab")
    #expect(hexadecimal(UInt64.max, digits: 16) == "ffffffffffffffff")
    #expect(hexadecimal(UInt128.max, digits: 32) == String(repeating: "f", count: 32))
    #expect(hexadecimal(0x1F600 as UInt32, digits: 4) == "1f600")
    #expect(hexadecimal(0 as UInt8, digits: 0) == "0")
  }
}
