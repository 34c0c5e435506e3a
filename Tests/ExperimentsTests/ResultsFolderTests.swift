import Foundation
import LocalFiles
import Testing

@testable import Experiments

@Suite("Results folder: complete or not at all")
struct ResultsFolderTests {
  let results = Results(
    scenario: ConstructedReports.scenario, reports: ConstructedReports.two)
  let provenance = Provenance(scenarioText: "title: x\n", scenarioHash: "0f")

  /// Gives a fresh folder to `body` and removes it afterwards.
  private func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  private func contents(_ folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  private static let files = [
    "cost.csv", "hit_rate.csv", "latency.csv", "manifest.json", "replications.csv",
    "summary.csv", "timeline.csv",
  ]

  @Test("A run writes all files, makes the folders above, and replaces an earlier run")
  func writing() throws {
    try withFolder { base in
      let target = base.appending(path: "deep/Results/quick")
      let folder = ResultsFolder(target.path)
      try results.write(to: folder, provenance: provenance) { "image-\($0)" }
      #expect(try contents(target) == (Self.files + ["pulls.csv"]).sorted())
      try results.write(to: folder, provenance: provenance)
      #expect(try contents(target) == Self.files)
      #expect(try contents(target.deletingLastPathComponent()) == ["quick"])
    }
  }

  @Test("Failing midway leaves nothing new, and earlier results as they were")
  func failing() throws {
    struct DiskFull: Error {}
    try withFolder { base in
      let folder = ResultsFolder(base.appending(path: "quick").path)
      func fail() throws {
        try folder.replace { pending in
          try pending.writer.text("summary.csv", "half")
          throw DiskFull()
        }
      }
      #expect(throws: DiskFull.self) { try fail() }
      #expect(try contents(base) == [])
      try results.write(to: folder, provenance: provenance)
      let before = try Data(contentsOf: base.appending(path: "quick/summary.csv"))
      #expect(throws: DiskFull.self) { try fail() }
      #expect(try contents(base) == ["quick"])
      #expect(try Data(contentsOf: base.appending(path: "quick/summary.csv")) == before)
    }
  }

  @Test("A folder of other files, and a file, are refused and stay untouched")
  func refusing() throws {
    try withFolder { base in
      let precious = base.appending(path: "thesis")
      try FileManager.default.createDirectory(at: precious, withIntermediateDirectories: true)
      try results.write(to: ResultsFolder(precious.path), provenance: provenance)
      try FileManager.default.removeItem(at: precious.appending(path: "manifest.json"))
      #expect(throws: ResultsFolderError.self) { try ResultsFolder(precious.path).replace { _ in } }
      try Data("{\"format\": \"web-app\"}".utf8)
        .write(to: precious.appending(path: "manifest.json"))
      #expect(throws: ResultsFolderError.self) {
        try results.write(to: ResultsFolder(precious.path), provenance: provenance)
      }
      #expect(try contents(precious) == Self.files)
      let file = precious.appending(path: "summary.csv")
      for path in [file.path, file.path + "/deep/er"] {
        let error = #expect(throws: ResultsFolderError.self) {
          try ResultsFolder(path).replace { _ in Issue.record("the work began") }
        }
        #expect(
          error?.description == "\(file.path) is a file; results need a folder, name another")
      }
    }
  }

  @Test(
    "The standard folder has the scenario file's name",
    arguments: [
      ("Scenarios/quickstart.yaml", "Results/quickstart"), ("/x/a.b.yml", "Results/a.b"),
      ("plain", "Results/plain"), (".yaml", "Results/.yaml"),
    ])
  func standard(file: String, expected: String) {
    #expect(ResultsFolder.standard(forScenario: file).path == expected)
  }

  @Test("What is not of an earlier run stays in the folder; its own files go")
  func keepsForeignFiles() throws {
    try withFolder { base in
      let target = base.appending(path: "quick")
      let folder = ResultsFolder(target.path)
      try results.write(to: folder, provenance: provenance) { "image-\($0)" }
      try Data("mine".utf8).write(to: target.appending(path: "notes.txt"))
      try FileManager.default.createDirectory(
        at: target.appending(path: "plots"), withIntermediateDirectories: false)
      try Data("mine".utf8).write(to: target.appending(path: "plots/a.svg"))
      try results.write(to: folder, provenance: provenance)
      #expect(try contents(target) == (Self.files + ["notes.txt", "plots"]).sorted())
      #expect(try contents(target.appending(path: "plots")) == ["a.svg"])
      #expect(try contents(base) == ["quick"])
    }
  }

  @Test("A folder with the name of a result is nobody's to remove")
  func foldersInTheWay() throws {
    try withFolder { base in
      let target = base.appending(path: "quick")
      let folder = ResultsFolder(target.path)
      try results.write(to: folder, provenance: provenance)
      let mine = target.appending(path: "pulls.csv")
      try FileManager.default.createDirectory(at: mine, withIntermediateDirectories: false)
      try Data("mine".utf8).write(to: mine.appending(path: "notes.txt"))
      #expect(throws: ResultsFolderError.self) {
        try results.write(to: folder, provenance: provenance)
      }
      #expect(try contents(mine) == ["notes.txt"])
    }
  }

  @Test("Of a link to a folder, the folder is meant; a name is needed")
  func links() throws {
    try withFolder { base in
      let target = base.appending(path: "quick")
      try FileManager.default.createDirectory(at: target, withIntermediateDirectories: false)
      try FileManager.default.createSymbolicLink(
        at: base.appending(path: "link"), withDestinationURL: target)
      try results.write(
        to: ResultsFolder(base.appending(path: "link").path), provenance: provenance)
      #expect(try contents(target) == Self.files)
      #expect(try contents(base) == ["link", "quick"])
      #expect(throws: ResultsFolderError.self) { try ResultsFolder("").replace { _ in } }
    }
  }

  @Test("Folders that were made for a run that fails are removed")
  func removesFoldersAbove() throws {
    struct DiskFull: Error {}
    try withFolder { base in
      let folder = ResultsFolder(base.appending(path: "a/b/c").path)
      func fail() throws { try folder.replace { _ in throw DiskFull() } }
      #expect(throws: DiskFull.self) { try fail() }
      let left = try contents(base)
      #expect(left == [])
    }
  }

  @Test("What a killed process left is removed where it is empty")
  func abandoned() throws {
    let ended = Process()
    ended.executableURL = URL(filePath: "/bin/true")
    try ended.run()
    ended.waitUntilExit()
    try withFolder { base in
      func name(of process: Int32) -> String {
        TemporaryName.next().replacing("-\(getpid())-", with: "-\(process)-")
      }
      let (empty, full) = (name(of: ended.processIdentifier), name(of: ended.processIdentifier))
      let (own, elsewhere) = (
        name(of: getpid()), ".longshore-0-0-\(ended.processIdentifier)-1.partial"
      )
      for folder in [empty, full, own, elsewhere] {
        try FileManager.default.createDirectory(
          at: base.appending(path: folder), withIntermediateDirectories: false)
      }
      try Data("old".utf8).write(to: base.appending(path: "\(full)/summary.csv"))
      try results.write(
        to: ResultsFolder(base.appending(path: "quick").path), provenance: provenance)
      #expect(try contents(base) == [full, own, elsewhere, "quick"].sorted())
    }
  }

  @Test("A folder that is there stays the same one, with its permissions")
  func keepsTheFolder() throws {
    try withFolder { base in
      let target = base.appending(path: "quick")
      try FileManager.default.createDirectory(at: target, withIntermediateDirectories: false)
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o750], ofItemAtPath: target.path)
      func identity() throws -> [FileAttributeKey: Int?] {
        let values = try FileManager.default.attributesOfItem(atPath: target.path)
        return [.systemFileNumber, .posixPermissions].reduce(into: [:]) {
          $0[$1] = values[$1] as? Int
        }
      }
      let before = try identity()
      for _ in 1...2 {
        try results.write(to: ResultsFolder(target.path + "/./"), provenance: provenance)
        #expect(try contents(target) == Self.files)
        #expect(try identity() == before)
      }
    }
  }

  @Test("Another run that came first is replaced; a folder of other files that did is not")
  func overtaken() throws {
    try withFolder { base in
      let target = base.appending(path: "quick")
      let folder = ResultsFolder(target.path)
      try folder.replace { pending in
        try results.write(to: folder, provenance: provenance) { "image-\($0)" }
        try results.write(to: pending, provenance: provenance)
      }
      #expect(try contents(target) == Self.files)
      try FileManager.default.removeItem(at: target)
      #expect(throws: ResultsFolderError.self) {
        try folder.replace { pending in
          try results.write(to: pending, provenance: provenance)
          try FileManager.default.createDirectory(at: target, withIntermediateDirectories: false)
          try Data("mine".utf8).write(to: target.appending(path: "notes.txt"))
        }
      }
      #expect(try contents(target) == ["notes.txt"])
      #expect(try contents(base) == ["quick"])
    }
  }

  @Test("Where one file cannot be exchanged, all are as they were")
  func rollback() throws {
    try withFolder { base in
      let target = base.appending(path: "quick")
      let folder = ResultsFolder(target.path)
      try results.write(to: folder, provenance: provenance) { "image-\($0)" }
      let before = try Data(contentsOf: target.appending(path: "manifest.json"))
      let error = #expect(throws: ResultsFolderError.self) {
        try folder.replace { pending in
          try results.write(to: pending, provenance: provenance)
          try pending.writer.text("manifest.json", "new")
          // A name that a folder in its place keeps from being taken.
          try pending.writer.text("zone.csv", "new")
          try FileManager.default.createDirectory(
            at: target.appending(path: "zone.csv"), withIntermediateDirectories: false)
        }
      }
      #expect(error?.description == "\(target.path) cannot be written: Is a directory")
      #expect(try contents(target) == (Self.files + ["pulls.csv", "zone.csv"]).sorted())
      #expect(try Data(contentsOf: target.appending(path: "manifest.json")) == before)
    }
  }
}
