import Foundation
import Testing

/// `longshore replay` as a person or a script runs it: a process of its own.
@Suite("longshore replay")
struct ReplayCommandTests {
  /// Three objects of 3, 6 and 9 bytes; the last two requests need a cache that holds them all.
  static let small = "time,obj_id,size\n0,1,3\n0,2,6\n1,1,3\n2,3,9\n3,1,3\n3,2,6\n"
  static let columns =
    "trace,algorithm,cache_bytes,requests,object_misses,bytes_requested,byte_misses,"
    + "object_miss_ratio,byte_miss_ratio\n"

  private struct Outcome {
    var code: Int32
    var output: String
    var errors: String
    /// The file that `--output` named; `nil` where there is none.
    var written: String?
  }

  /// Runs `replay` in a fresh folder that holds `trace` as `small.csv`, which is also what it gets
  /// as standard input; `out.csv` is what it may write.
  private func replay(_ arguments: [String], trace: String = small) throws -> Outcome {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "small.csv")
    try Data(trace.utf8).write(to: file)
    let process = Process()
    // The programs of the package are built beside its tests.
    process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().appending(path: "longshore")
    process.arguments = ["replay"] + arguments
    process.currentDirectoryURL = folder
    process.standardInput = try FileHandle(forReadingFrom: file)
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    // What is printed here is less than a pipe holds, so one can be read after the other.
    let printed = try output.fileHandleForReading.readToEnd() ?? Data()
    let complained = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Outcome(
      code: process.terminationStatus, output: String(decoding: printed, as: UTF8.self),
      errors: String(decoding: complained, as: UTF8.self),
      written: try? String(contentsOf: folder.appending(path: "out.csv"), encoding: .utf8))
  }

  private func replay(_ arguments: String..., trace: String = small) throws -> Outcome {
    try replay(arguments, trace: trace)
  }

  @Test("The table has a line a policy and capacity, its numbers to the right")
  func table() throws {
    let outcome = try replay("small.csv", "--policy", "lru", "none", "--capacity", "10", "20B")
    #expect(outcome.code == 0)
    #expect(outcome.errors == "")
    #expect(
      outcome.output == """
          policy   capacity   bytes   requests   misses   miss ratio   byte miss ratio
          lru            10      10          6        5     0.833333          0.900000
          lru           20B      20          6        3     0.500000          0.600000
          none           10      10          6        3     0.500000          0.600000
          none          20B      20          6        3     0.500000          0.600000

        """)
  }

  @Test("Commas separate as blanks do, and the table has what was asked for as it was written")
  func commas() throws {
    let outcome = try replay(
      "small.csv", "--policy", "lru,Sieve", "LRU-TTL1,lru-ttl:1min30s", "--capacity", "100%,1kB")
    #expect(outcome.code == 0)
    let lines = outcome.output.split(separator: "\n").dropFirst().map {
      $0.split(separator: " ").prefix(3).joined(separator: " ")
    }
    #expect(
      lines == [
        "lru 100% 18", "lru 1kB 1000", "Sieve 100% 18", "Sieve 1kB 1000", "LRU-TTL1 100% 18",
        "LRU-TTL1 1kB 1000", "lru-ttl:1min30s 100% 18", "lru-ttl:1min30s 1kB 1000",
      ])
  }

  @Test("The names that the CSV has are understood, in any case")
  func names() throws {
    let csv = try replay(
      "small.csv", "--policy", "LRU", "fifo", "CLOCK", "LFU", "sieve", "S3FIFO", "gdsf", "none",
      "lru-ttl:1h", "--capacity", "10", "--csv")
    let written = csv.output.split(separator: "\n").dropFirst().map {
      String($0.split(separator: ",")[1])
    }
    #expect(
      written == [
        "LRU", "FIFO", "Clock", "LFU", "Sieve", "S3FIFO", "GDSF", "None", "LRU-TTL3600",
      ])
    let again = try replay(
      ["small.csv", "--policy"] + written.map { $0.lowercased() } + ["--capacity", "10", "--csv"])
    #expect(again.output == csv.output)
  }

  @Test("An object whose size changes is mentioned")
  func sizeChanges() throws {
    let outcome = try replay("small.csv", "--capacity", "10", trace: Self.small + "4,1,4\n")
    #expect(outcome.code == 0)
    #expect(outcome.errors.hasPrefix("note: small.csv: at least 1 request names a size other than"))
  }

  @Test("A trace without requests is mentioned", arguments: ["", "time,obj_id,size\n"])
  func empty(trace: String) throws {
    let outcome = try replay("small.csv", "--capacity", "10", trace: trace)
    #expect(outcome.code == 0)
    #expect(outcome.errors == "note: small.csv: the trace has no requests\n")
  }

  @Test("CSV has the reference's columns; a share is one of the footprint")
  func csv() throws {
    let outcome = try replay(
      "small.csv", "--policy", "LRU", "s3-fifo", "--policy", "lru-ttl:1s", "--capacity", "100%",
      "--capacity", "10", "--csv")
    #expect(outcome.code == 0)
    #expect(outcome.errors == "")
    #expect(
      outcome.output == Self.columns + """
        small,LRU,18,6,3,30,18,0.500000,0.600000
        small,LRU,10,6,5,30,27,0.833333,0.900000
        small,S3FIFO,18,6,6,30,30,1.000000,1.000000
        small,S3FIFO,10,6,6,30,30,1.000000,1.000000
        small,LRU-TTL1,18,6,5,30,27,0.833333,0.900000
        small,LRU-TTL1,10,6,5,30,27,0.833333,0.900000

        """)
  }

  @Test("Standard input is a trace like any other, but has no footprint beforehand")
  func standardInput() throws {
    let outcome = try replay("-", "--capacity", "10", "--csv")
    #expect(outcome.code == 0)
    #expect(outcome.output == Self.columns + "stdin,LRU,10,6,5,30,27,0.833333,0.900000\n")
    let share = try replay("-", "--capacity", "10%")
    #expect(share.code == 64)
    #expect(share.output == "")
    #expect(share.errors.contains("'10%' needs the trace's footprint"))
  }

  @Test("Results go to a file on request, and only whole ones")
  func outputFile() throws {
    let outcome = try replay("small.csv", "--capacity", "10", "--csv", "--output", "out.csv")
    #expect(outcome.code == 0)
    #expect(outcome.output == "")
    #expect(outcome.written == Self.columns + "small,LRU,10,6,5,30,27,0.833333,0.900000\n")
    let refused = try replay(
      "small.csv", "--capacity", "10", "--output", "out.csv", trace: Self.small + "4,1\n")
    #expect(refused.code == 1)
    #expect(refused.written == nil)
    let nowhere = try replay("small.csv", "--capacity", "10", "--output", "missing/out.csv")
    #expect(nowhere.code == 1)
    #expect(
      nowhere.errors == "error: 'missing/out.csv' cannot be written: No such file or directory\n")
  }

  @Test("The trace is never overwritten by its own result")
  func outputIsInput() throws {
    for trace in ["small.csv", "-"] {
      let outcome = try replay(trace, "--capacity", "10", "--output", "./small.csv")
      #expect(outcome.code == 1)
      #expect(
        outcome.errors
          == "error: './small.csv' is what the result is computed from; name another file\n")
    }
  }

  @Test(
    "A bad line is refused with its file and line, and nothing is printed",
    arguments: [
      ("small.csv", "4,1\n", "small.csv:8: error: expected \"time,obj_id,size\""),
      ("-", "4,1\n", "stdin:8: error: expected \"time,obj_id,size\""),
      ("small.csv", "4,x,3\n", "small.csv:8: error: expected"),
      ("small.csv", "\n", "small.csv:8: error: expected"),
      ("small.csv", "2,1,3\n", "small.csv:8: error: time 2 is before 3"),
      ("small.csv", "4,1,0\n", "small.csv:8: error: size 0"),
      ("small.csv", "4,18446744073709551616,1\n", "small.csv:8: error: obj_id is too large"),
      ("small.csv", "4,9,9223372036854775807\n", "small.csv:8: error: the bytes requested so far"),
    ])
  func badLine(trace: String, line: String, message: String) throws {
    let outcome = try replay(trace, "--capacity", "10", "--csv", trace: Self.small + line)
    #expect(outcome.code == 1)
    #expect(outcome.output == "")
    #expect(outcome.errors.hasPrefix(message), "\(outcome.errors)")
  }

  @Test(
    "A wrong argument is refused in words",
    arguments: [
      (["--policy", "seive", "--capacity", "10"], "'seive' is no policy", "did you mean 'sieve'?"),
      (["--policy", "lru", "arc", "--capacity", "10"], "'arc' is no policy", "expected lru, fifo"),
      (["--capacity", "10Gib"], "'10Gib' is no capacity", "GiB"),
      (["--capacity", "9223372036854775808"], "is no capacity", "expected a number"),
      (["--policy", ",", "--capacity", "10"], "--policy names none", "such as lru"),
      (["--capacity", "1,500,000"], "may be one number or several", "write '1500000' for one"),
      (["--policy", "lru"], "--capacity", "longshore replay --help"),
      (["--capacity", "10", "--cvs"], "--cvs", "--csv"),
    ])
  func badArgument(arguments: [String], message: String, hint: String) throws {
    let outcome = try replay(["small.csv"] + arguments)
    #expect(outcome.code == 64)
    #expect(outcome.output == "")
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
    #expect(outcome.errors.contains(hint), "\(outcome.errors)")
    #expect(outcome.errors.hasPrefix("error: "), "\(outcome.errors)")
  }

  @Test("A trace that is not there or is no file is refused by its name")
  func missingFile() throws {
    let missing = try replay("nowhere.csv", "--capacity", "10")
    #expect(missing.code == 1)
    #expect(missing.output == "")
    #expect(missing.errors == "nowhere.csv: error: cannot be opened: No such file or directory\n")
    let folder = try replay(".", "--capacity", "10%")
    #expect(folder.code == 1)
    #expect(folder.errors == ".: error: cannot be read: Is a directory\n")
  }

  @Test("A trace of no requests has no misses")
  func empty() throws {
    for text in ["", "time,obj_id,size\n"] {
      let outcome = try replay("small.csv", "--capacity", "10%", "--csv", trace: text)
      #expect(outcome.code == 0)
      #expect(outcome.output == Self.columns + "small,LRU,0,0,0,0,0,,\n")
      let table = try replay("small.csv", "--capacity", "10%", trace: text)
      #expect(table.output.hasSuffix("   0            –                 –\n"), "\(table.output)")
    }
  }
}
