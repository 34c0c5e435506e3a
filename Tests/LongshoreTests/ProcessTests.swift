import Foundation
import Testing

/// The program as a process: signals, closed pipes, full disks.
@Suite("longshore as a process") struct ProcessTests {
  /// A scenario that takes minutes.
  static let long = RunCommandTests.small
    .replacingOccurrences(of: "10/min", with: "200/s")
    .replacingOccurrences(of: "duration: 10min", with: "duration: 500h")
    .replacingOccurrences(of: "timelineInterval: 5min", with: "timelineInterval: 1h")

  /// How a process ended.
  struct Ending {
    var code: Int32
    var isSignal: Bool
    var errors: String
  }

  /// Runs a shell line in a fresh folder that holds `small.yaml` and `long.yaml`; `$LONGSHORE` is
  /// the program. Then gives the folder to `check`.
  private func shell(
    _ line: String, afterStart: (Process, URL) throws -> Void = { _, _ in },
    check: (Ending, URL) throws -> Void
  ) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(RunCommandTests.small.utf8).write(to: folder.appending(path: "small.yaml"))
    try Data(Self.long.utf8).write(to: folder.appending(path: "long.yaml"))
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", line]
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging([
      "LONGSHORE": URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appending(path: "longshore").path,
      "SWIFT_BACKTRACE": "enable=no",
    ]) { $1 }
    let errors = Pipe()
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    try afterStart(process, folder)
    let text = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    try check(
      Ending(
        code: process.terminationStatus, isSignal: process.terminationReason == .uncaughtSignal,
        errors: String(decoding: text, as: UTF8.self)), folder)
  }

  private func contents(_ folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  @Test(
    "A signal ends a run at once, with its exit code, one line, and nothing left behind",
    arguments: [(SIGHUP, "SIGHUP", 129), (SIGINT, "SIGINT", 130), (SIGTERM, "SIGTERM", 143)]
      as [(Int32, String, Int32)])
  func signals(signal: Int32, name: String, code: Int32) throws {
    // The tests themselves may have been started by nohup.
    try shell(
      "exec env --default-signal=HUP,INT $LONGSHORE run long.yaml --output deep/out --quiet"
    ) { process, _ in
      // Long enough to be past the start, where the default action would end it by the signal.
      Thread.sleep(forTimeInterval: 1.5)
      #expect(kill(process.processIdentifier, signal) == 0)
    } check: { ending, folder in
      #expect(ending.code == code)
      #expect(!ending.isSignal)
      #expect(ending.errors == "ended by \(name); no results were written or changed\n")
      let left = try contents(folder)
      #expect(left == ["long.yaml", "small.yaml"])
    }
  }

  @Test("A reader that goes away is no failure, and results are complete")
  func closedPipe() throws {
    try shell(
      """
      $LONGSHORE run small.yaml --output out | head -n 1; echo ${PIPESTATUS[0]} >&2
      $LONGSHORE explain small.yaml | true; echo ${PIPESTATUS[0]} >&2
      ($LONGSHORE validate absent.yaml; echo $? > code) 2>&1 | true; cat code >&2
      $LONGSHORE run small.yaml --output closed 0<&- 1>&- 2>&-
      """
    ) { ending, folder in
      #expect(ending.errors == "0\n0\n1\n")
      #expect(ending.code == 0)
      let out = try contents(folder.appending(path: "out"))
      #expect(out.contains("manifest.json"))
      #expect(try contents(folder.appending(path: "closed")) == out)
      for file in out {
        let one = try Data(contentsOf: folder.appending(path: "out/\(file)"))
        #expect(try Data(contentsOf: folder.appending(path: "closed/\(file)")) == one)
      }
    }
  }

  @Test(
    "Output that cannot be written is a failure in words, never a crash",
    arguments: [
      "run small.yaml --output out", "validate small.yaml", "explain small.yaml", "schema",
      "rules list --store store", "rules match hub/nginx --store store",
      "replay trace.csv --capacity 10", "replay trace.csv --capacity 10 --csv", "--help",
      "--version", "help run", "rules add --help", "--generate-completion-script bash",
    ])
  func fullDevice(command: String) throws {
    try shell(
      """
      $LONGSHORE rules add hub-rule --store store --source docker.io/* --target hub/* \
        --credential-set hub-set
      echo 0,1,3 > trace.csv
      $LONGSHORE \(command) > /dev/full
      """
    ) { ending, folder in
      #expect(ending.code == 1 && !ending.isSignal)
      // Where the code is not 0, no result was written.
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "out").path))
      #expect(
        ending.errors == "error: standard output cannot be written: No space left on device\n")
    }
  }

  @Test("Where the files cannot be written, the table is printed nevertheless")
  func fullDisk() throws {
    try shell(
      """
      (trap '' XFSZ; ulimit -f 1; $LONGSHORE run small.yaml --output out) | cat > table
      exit ${PIPESTATUS[0]}
      """
    ) { ending, folder in
      #expect(ending.code == 1 && ending.errors.contains("File too large"), "\(ending.errors)")
      let table = try String(contentsOf: folder.appending(path: "table"), encoding: .utf8)
      #expect(table.contains("Pulls, and the latency of those that were served"))
      #expect(!table.contains("Tables in"))
      #expect(try contents(folder) == ["long.yaml", "small.yaml", "table"])
    }
  }

  @Test("A share of what can be read only once is refused")
  func shareOfAPipe() throws {
    try shell("echo 0,1,3 | $LONGSHORE replay /dev/stdin --capacity 10%") { ending, _ in
      #expect(ending.code == 64)
      #expect(ending.errors.contains("a pipe can be read only once"))
    }
  }

  @Test("Where even the reason cannot be written, the exit code tells")
  func fullErrors() throws {
    try shell("$LONGSHORE validate absent.yaml 2> /dev/full") { ending, _ in
      #expect(ending.code == 1 && !ending.isSignal)
    }
  }

  @Test("What keeps results from being written shows before the simulation, in plain words")
  func unwritable() throws {
    try shell(
      """
      touch file; mkfifo pipe
      for output in file file/deep pipe /proc/out; do
        $LONGSHORE run long.yaml --output $output || echo $? >&2
      done
      """
    ) { ending, _ in
      #expect(
        ending.errors == """
          error: file is a file; results need a folder, name another
          1
          error: file is a file; results need a folder, name another
          1
          error: pipe is a pipe; results need a folder, name another
          1
          error: /proc/out cannot be written: No such file or directory
          1

          """)
    }
  }

  @Test("An open file gets a result at its end")
  func openFile() throws {
    try shell(
      """
      echo 0,1,3 > trace.csv; echo before > out
      $LONGSHORE replay trace.csv --capacity 10 --output /dev/stdout >> out
      $LONGSHORE replay trace.csv --capacity 10 > plain; cat out plain >&2
      """
    ) { ending, folder in
      let plain = try String(contentsOf: folder.appending(path: "plain"), encoding: .utf8)
      #expect(ending.errors == "before\n\(plain)\(plain)")
    }
  }

  @Test("A hangup is ignored where the program was started to outlive it")
  func nohup() throws {
    try shell(
      "nohup $LONGSHORE run small.yaml --output out --quiet & sleep 0.05; kill -HUP $!; wait $!"
    ) {
      ending, folder in
      #expect(ending.code == 0)
      let out = try contents(folder.appending(path: "out"))
      #expect(out.contains("manifest.json"))
    }
  }

  @Test("A number is refused for what it is, and what is expected is said")
  func numbers() throws {
    try shell("$LONGSHORE run small.yaml --seed -1; $LONGSHORE run small.yaml --workers -1") {
      ending, _ in
      #expect(ending.code == 64)
      #expect(ending.errors.contains("'-1' is invalid for '--seed <seed>'"))
      #expect(ending.errors.contains("expected a whole number from 0 to 18446744073709551615"))
      #expect(ending.errors.contains("expected a whole number from 1 to 4096"))
    }
  }

  @Test("A file that may not grow that large leaves nothing half written")
  func fileSize() throws {
    try shell("ulimit -f 1; exec $LONGSHORE run small.yaml --output new/out --pulls --quiet") {
      ending, folder in
      #expect(ending.code == 1 && !ending.isSignal)
      #expect(ending.errors.contains("cannot be written"))
      let left = try contents(folder)
      #expect(left == ["long.yaml", "small.yaml"])
    }
  }

  @Test("Scenarios are tried in processes, and what comes out does not depend on how many")
  func swarm() throws {
    try shell(
      """
      $LONGSHORE swarm --scenarios 6 --seed 3 --workers 2 --quiet > two || exit 1
      $LONGSHORE swarm --scenarios 6 --seed 3 --workers 1 --quiet > one || exit 2
      sed 's/ · [0-9]* s$//' one > a; sed 's/ · [0-9]* s$//' two > b; cmp a b || exit 3
      $LONGSHORE swarm --scenario-seed 5 --keep kept.yaml > single || exit 4
      """
    ) { ending, folder in
      #expect(ending.code == 0, "\(ending.errors)")
      let kept = folder.appending(path: "kept.yaml")
      #expect(try String(contentsOf: kept, encoding: .utf8).contains("title: \"Swarm 5\""))
      let table = try String(contentsOf: folder.appending(path: "one"), encoding: .utf8)
      #expect(table.hasPrefix("6 scenarios · ") && table.contains(" · 0 broke a rule\n"))
    }
  }

  @Test(
    "What is no command is named, with the nearest that is one",
    arguments: [
      ("runn small.yaml", "'runn' is no command", "did you mean 'run'?"),
      ("rules lst --store s", "'lst' is no command; expected longshore rules", "'list'?"),
      ("rules credentials ad", "expected longshore rules credentials add | set", "'add'?"),
      ("simulate", "expected longshore run | compare", ""),
    ])
  func unknownCommand(line: String, message: String, nearest: String) throws {
    try shell("$LONGSHORE \(line)") { ending, _ in
      #expect(ending.code == 64)
      #expect(ending.errors.hasPrefix("error: "), "\(ending.errors)")
      #expect(ending.errors.contains(message), "\(ending.errors)")
      #expect(nearest.isEmpty || ending.errors.contains(nearest), "\(ending.errors)")
    }
  }

  @Test(
    "Reasons have one form: error, after the place in a file where there is one",
    arguments: [
      ("run small.yaml --workers 0", 64), ("run small.yaml --trace 5min", 64),
      ("run small.yaml --trace 5min..3h", 1), ("run small.yaml --output small.yaml", 1),
      ("run small.yaml --trace 1min..2min --shuffled-ties 1", 64), ("run absent.yaml", 1),
      ("validate absent.yaml", 1), ("explain small.yaml --key registry.cahce", 1),
      ("rules list --store absent", 1), ("rules match hub --store absent", 1),
      ("rules add", 64), ("replay absent.csv --capacity 1", 1), ("verify --seeds 3", 64),
      ("verify --seed 3", 64), ("verify --scenario absent.yaml", 1),
    ] as [(String, Int32)])
  func reasons(line: String, code: Int32) throws {
    try shell("$LONGSHORE \(line)") { ending, folder in
      #expect(ending.code == code, "\(ending.errors)")
      let first = ending.errors.prefix { $0 != "\n" }
      let places = ["absent.yaml: error: ", "absent.csv: error: "]
      #expect(
        first.hasPrefix("error: ") || places.contains { first.hasPrefix($0) }, "\(ending.errors)")
      let left = try contents(folder)
      #expect(left == ["long.yaml", "small.yaml"])
    }
  }

  @Test("The worked examples of the help run as they are printed")
  func workedExamples() throws {
    for command in ["rules", "replay"] {
      try shell(
        """
        set -e
        longshore() { if [ "$1" = help ]; then "$LONGSHORE" "$@"; else "$LONGSHORE" "$@" >> log; fi; }
        xz() { if [ "$1" = -dc ]; then cat small.csv; fi; }
        longshore help \(command) | sed -n '/Worked example/,/^$/p' | tail -n +2 > lines
        grep -q longshore lines
        . ./lines
        """
      ) { ending, folder in
        #expect(ending.code == 0, "\(ending.errors)")
        let log = try String(contentsOf: folder.appending(path: "log"), encoding: .utf8)
        #expect(
          log.contains(command == "rules" ? "docker.io/library/redis:7" : "none"), "\(log)")
      }
    }
  }
}
