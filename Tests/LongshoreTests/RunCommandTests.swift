import ArgumentParser
import Foundation
import SimulationKernel
import Synchronization
import Testing

@testable import Experiments
@testable import longshore

@Suite("longshore run")
struct RunCommandTests {
  static let small = """
    title: A small registry
    registry:
      home: westeurope
      zones: 1
    rules:
      - name: microsoft
        source: mcr.microsoft.com/*
        target: mcr/*
    workloads:
      - name: nodes
        region: westeurope
        clients: {nodes: 5}
        arrivals:
          steady: {rate: 10/min}
    run:
      duration: 10min
      warmUp: 1min
      replications: 2
      timelineInterval: 5min
    """

  @Test("--audit writes every access to the key vault, and no other run leaves the file")
  func audit() throws {
    let text = Self.small.replacingOccurrences(
      of: "source: mcr.microsoft.com/*", with: "source: docker.io/*\n    credentialSet: hub-login")
    let audited = try run(text, "--audit")
    #expect(audited.code == 0)
    let lines = String(decoding: try #require(audited.files["audit.csv"]), as: UTF8.self)
      .split(separator: "\n")
    #expect(
      lines.first
        == "replication,time_s,region,identity,credential_set,secret,version,outcome")
    #expect(lines.count >= 5)
    for line in lines.dropFirst() {
      let fields = line.split(separator: ",")
      #expect(fields.count == 8)
      #expect(fields[4] == "hub-login")
      #expect(fields[5].hasPrefix("https://key-vault.vault.azure.net/secrets/hub-login-"))
      #expect(fields[7] == "ok")
    }
    let plain = try run(text)
    #expect(plain.code == 0)
    #expect(plain.files["audit.csv"] == nil)
  }

  /// Writes a scenario into a fresh folder, runs it into `out` beside it, and gives the exit code
  /// and the files of `out`.
  private func run(
    _ text: String, _ options: String..., prepare: (URL) throws -> Void = { _ in }
  ) throws -> (code: Int32, files: [String: Data]) {
    try CommandTrial.run("run", text, ["--no-database"] + options, prepare: prepare)
  }

  @Test("Writes every file; pulls on request; the seed decides the bytes, the workers do not")
  func writes() throws {
    let first = try run(Self.small, "--workers", "1")
    #expect(first.code == 0)
    #expect(
      first.files.keys.sorted() == [
        "cost.csv", "hit_rate.csv", "latency.csv", "manifest.json", "replications.csv",
        "summary.csv", "timeline.csv",
      ])
    let second = try run(Self.small, "--workers", "2", "--pulls")
    #expect(second.files["pulls.csv"] != nil)
    #expect(second.files.filter { $0.key != "pulls.csv" } == first.files)
    let other = try run(Self.small, "--seed", "99", "--replications", "1")
    #expect(other.files["latency.csv"] != first.files["latency.csv"])
    let manifest = String(decoding: try #require(other.files["manifest.json"]), as: UTF8.self)
    #expect(manifest.contains("\"seed\": 99"))
    #expect(manifest.contains("seed: 99"), "the scenario in the manifest is the one that was run")
    #expect(manifest.contains("\"replications\": 1"))
  }

  @Test(
    "What is refused leaves nothing behind",
    arguments: [
      "title: [", "", "titel: A small registry\n", small + "\n  sead: 3\n",
      small.replacingOccurrences(of: "mcr.microsoft.com/*", with: "docker.io/nobody/*"),
      small.replacingOccurrences(of: "home: westeurope", with: "home: atlantis"),
      small + "\ncatalogue: {file: missing.csv}\n",
    ])
  func refuses(text: String) throws {
    let (code, files) = try run(text)
    #expect(code == 1)
    #expect(files.isEmpty)
  }

  @Test("Shuffled ties are another order of the same load, and the manifest says so")
  func shuffledTies() throws {
    let plain = try run(Self.small)
    let shuffled = try run(Self.small, "--shuffled-ties", "7")
    #expect(try run(Self.small, "--shuffled-ties", "7", "--workers", "1").files == shuffled.files)
    func manifest(_ files: [String: Data]) throws -> String {
      String(decoding: try #require(files["manifest.json"]), as: UTF8.self)
    }
    #expect(try manifest(shuffled.files).contains("\"shuffled_ties\": 7"))
    #expect(try !manifest(plain.files).contains("shuffled_ties"))
    #expect(try manifest(plain.files) != manifest(shuffled.files))
  }

  @Test("A folder of other files is refused before anything runs")
  func refusesFolder() throws {
    let (code, files) = try run(Self.small) { out in
      try FileManager.default.createDirectory(at: out, withIntermediateDirectories: true)
      try Data("precious".utf8).write(to: out.appending(path: "thesis.txt"))
    }
    #expect(code == 1)
    #expect(files == ["thesis.txt": Data("precious".utf8)])
  }

  @Test("Numbers beyond reason are usage errors", arguments: ["--replications", "--workers"])
  func numbers(option: String) throws {
    #expect(try run(Self.small, option, "0").code == ExitCode.validationFailure.rawValue)
  }

  @Test("Progress: one line that changes on a terminal and is removed at the end")
  func progressLine() {
    let written = Mutex<[String]>([])
    let line = ProgressLine(isTerminal: true) { text in written.withLock { $0.append(text) } }
    var progress = RunProgress(
      replication: 0, replications: 1, now: .zero, duration: .hours(1), messages: 0,
      pullsInFlight: 0)
    let end = ContinuousClock.now + .milliseconds(250)
    while ContinuousClock.now < end {
      progress.messages += 1
      line.update(progress)
    }
    line.finish()
    let texts = written.withLock { $0 }
    #expect((2...4).contains(texts.count), "throttled: \(texts.count)")
    #expect(texts.last == "\r\u{1B}[K")
    #expect(texts.dropLast().allSatisfy { $0.hasPrefix("\rreplication 1 of 1 · ") })
  }
}
