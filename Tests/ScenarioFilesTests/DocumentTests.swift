import Foundation
import RegistryModel
import ScenarioFiles
import Testing

/// What makes a file a document, whatever it says.
@Suite struct DocumentTests {
  /// A repeated key hides nothing else, however it is written.
  @Test(arguments: [
    ("{steady: 10/min, steady: 5/min}", "6:32: error: the key 'steady' stands twice"),
    ("{\"steady\": 10/min, 'steady' : 5/min}", "6:34: error: the key 'steady' stands twice"),
    ("{steady: {rate: \"a, }\"}, # {\n      steady: 5/min}", "7:7: error: the key 'steady' stands"),
    ("{steady: &a [{x: y}], ? steady : 1}", "6:39: error: the key 'steady' stands twice"),
    ("\n      \"steady\": 10/min\n      steady: 5/min", "8:7: error: the key 'steady' stands"),
  ])
  func repeatedKeysHideNothing(arrivals: String, expected: String) {
    let mistakes = Samples.mistakes(
      """
      registry: {home: westeuropa}
      rules: [{name: microsoft, source: mcr.microsoft.com/*, target: mcr/*}]
      workloads:
        - name: builds
          region: westeurope
          arrivals: \(arrivals)
      "run": {seed: 1}
      'run': {seed: -2, sede: 3}

      """)
    #expect(mistakes.contains { $0.contains(expected) }, "\(mistakes)")
    #expect(mistakes.contains { $0.contains("the key 'run' stands twice") }, "\(mistakes)")
    #expect(mistakes.contains { $0.contains("'westeuropa'") }, "\(mistakes)")
  }

  @Test func aliasesAreFollowedInModeration() throws {
    let text = Samples.small.replacing("home: westeurope", with: "home: &here westeurope")
      .replacing("region: westeurope", with: "region: *here")
    #expect(try Samples.scenario(text).workloads[0].region == "westeurope")
    var laughs = "a0: &a0 [x, x, x, x]\n"
    for level in 1...9 {
      let previous = "*a\(level - 1)"
      laughs += "a\(level): &a\(level) [\(previous), \(previous), \(previous), \(previous)]\n"
    }
    #expect(Samples.mistakes(laughs).contains { $0.contains("too many aliases") })
  }

  @Test(arguments: [
    String(repeating: "[", count: 100_000), String(repeating: "{a: ", count: 100_000),
    String(repeating: "- ", count: 100_000), String(repeating: "? ", count: 100_000),
    (0..<2_000).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
  ])
  func deepNestingIsRefused(text: String) {
    let mistakes = Samples.mistakes(text)
    #expect(
      mistakes.contains { $0.contains("nest too deeply") || $0.contains("larger than") },
      "\(mistakes)")
  }

  @Test func whatIsNoScenarioFileIsRefused() throws {
    func mistakes(_ bytes: [UInt8]) -> String {
      do {
        _ = try ScenarioReader.read(bytes: bytes, path: "s.yaml")
        return ""
      } catch {
        return error.description
      }
    }
    #expect(mistakes([0xFF, 0xFE, 0x41]).contains("s.yaml:1:1: error: the file is not UTF-8"))
    #expect(mistakes(Array("a: é\nb: é".utf8) + [0xC3]).contains("s.yaml:2:5: error: the file is"))
    #expect(mistakes([UInt8](repeating: 32, count: 2 << 20)).contains("larger than 1 MiB"))
    let files = [
      "base.yaml": "extends: pipe\n",
      "catalogue.yaml": "catalogue: {source: {file: pipe}}\n" + Samples.small,
    ]
    try withFolder(files) { folder in
      // Nobody writes to it: reading it would never end.
      let made = unsafe mkfifo(folder + "/pipe", 0o600)
      #expect(made == 0)
      for (path, expected) in [
        (folder, "this is a folder"), (folder + "/none.yaml", "there is no such file"),
        (folder + "/pipe", "this is a pipe"), (folder + "/base.yaml", "this is a pipe"),
        (folder + "/catalogue.yaml", "this is a pipe; expected a catalogue"),
      ] {
        #expect {
          _ = try ScenarioReader.read(path: path)
        } throws: {
          "\($0)".contains(expected)
        }
      }
    }
  }

  @Test func aVeryLongPathIsShownWithoutItsMiddle() {
    let path = String(repeating: "x/", count: 3_000) + "end.yaml"
    #expect {
      _ = try ScenarioReader.read(path: path)
    } throws: {
      "\($0)".contains("/end.yaml: error: the file cannot be opened") && "\($0)".count < 300
    }
  }

  /// Whatever bytes change, the reader answers with a scenario or with mistakes that have places.
  @Test func noBytesMakeItCrash() {
    let original = Array(Samples.large.utf8)
    let pieces = [
      "*a", "&a ", "[", "]", "{", "}", ": ", "- ", "\n", "\"", "'", "#", "|\n", "!!", "%", "~",
      "\0",
      "\u{FEFF}", "-1", "1e400", "99999999999999999999", "\t", "<<: ", "? ", "---\n", "ms",
      ", a: 1, a: 2", "\"a\": 1\n", "{zones: 1, zones: 2}", "? a : 1, ",
    ].map { Array($0.utf8) }
    for seed in 0..<400 as Range<UInt64> {
      var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
      func next(_ bound: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(bound))
      }
      var bytes = original
      for _ in 0...next(4) {
        let place = next(bytes.count)
        switch next(4) {
        case 0: bytes[place] = UInt8(next(256))
        case 1: bytes.removeSubrange(place..<min(bytes.count, place + 1 + next(40)))
        case 2: bytes.insert(contentsOf: pieces[next(pieces.count)], at: place)
        default:
          let from = next(bytes.count)
          bytes.insert(
            contentsOf: Array(bytes[from..<min(bytes.count, from + 1 + next(60))]), at: place)
        }
      }
      do {
        _ = try ScenarioReader.read(bytes: bytes, path: "s.yaml")
      } catch {
        #expect(!error.diagnostics.isEmpty, "seed \(seed)")
        #expect(error.diagnostics.allSatisfy { $0.place.line > 0 }, "seed \(seed)")
      }
    }
  }
}
