import Foundation
import Words

/// A folder that results cannot be written to, in a sentence.
public struct ResultsFolderError: Error, Hashable, Sendable, CustomStringConvertible {
  public var description: String

  init(_ description: String) { self.description = description }
}

/// Where the files of one run go: complete, or not at all.
///
/// Files are written into a hidden folder beside the one asked for, which takes its place when all
/// of them are there. A run that fails or is stopped before leaves what was there as it was.
public struct ResultsFolder: Sendable {
  /// What a manifest of ours says of itself, so that a folder of results is told from any other.
  static let format = "longshore-results-1"

  /// The folder as it was named.
  public let path: String
  private let url: URL

  /// Names a folder; nothing is touched.
  public init(_ path: String) {
    self.path = path
    // Of a link to a folder, the folder is meant.
    url = URL(filePath: path, directoryHint: .isDirectory).standardizedFileURL
      .resolvingSymlinksInPath()
  }

  /// The folder for a scenario file when none is named: `Results/NAME` for `…/NAME.yaml`.
  public static func standard(forScenario file: String) -> ResultsFolder {
    var name = URL(filePath: file).lastPathComponent
    for suffix in [".yaml", ".yml"] where name.hasSuffix(suffix) && name.count > suffix.count {
      name.removeLast(suffix.count)
      break
    }
    return ResultsFolder("Results/\(name)")
  }

  /// Makes sure, before the work is done, that results may be written here: the folder is absent,
  /// empty, or holds results of an earlier run, which will be replaced.
  ///
  /// - Throws: ``ResultsFolderError`` for a file, or for a folder of something else.
  public func check() throws(ResultsFolderError) {
    guard !path.isEmpty, !path.contains("\0") else {
      throw ResultsFolderError("the folder for the results has no name; name one")
    }
    var isFolder = false
    guard Self.exists(url, isFolder: &isFolder) else { return }
    guard isFolder else {
      throw ResultsFolderError("\(path) is a file; results need a folder, name another")
    }
    let contents: [String]
    do {
      contents = try FileManager.default.contentsOfDirectory(atPath: url.path)
    } catch {
      throw ResultsFolderError("\(path) cannot be read: \(SystemReason.of(error))")
    }
    guard contents.isEmpty || holdsResults else {
      throw ResultsFolderError(
        "\(path) holds other files and no results of an earlier run; nothing is replaced there, "
          + "name an empty or a new folder")
    }
  }

  private var holdsResults: Bool {
    guard let data = try? Data(contentsOf: url.appending(path: "manifest.json")),
      let manifest = try? JSONSerialization.jsonObject(with: data) as? [String: Any]
    else { return false }
    return manifest["format"] as? String == Self.format
  }

  /// Writes files by `body` into a new folder that then takes this one's place.
  ///
  /// - Throws: ``ResultsFolderError`` if the folder may not be replaced or the disk refuses, and
  ///   whatever `body` throws; the folder is then as it was.
  func replace(_ body: (_ writer: ResultsWriter) throws -> Void) throws {
    try check()
    let parent = url.deletingLastPathComponent()
    let process = ProcessInfo.processInfo.processIdentifier
    let partial = parent.appending(path: ".\(url.lastPathComponent).partial-\(process)")
    let former = parent.appending(path: ".\(url.lastPathComponent).former-\(process)")
    do {
      try PartialResults.begin(partial)
    } catch {
      throw ResultsFolderError("\(path) cannot be written: \(SystemReason.of(error))")
    }
    defer { PartialResults.abandon(partial) }
    try body(ResultsWriter(folder: partial, name: path))
    do {
      try PartialResults.commit(partial) { try exchange(partial, former: former) }
    } catch {
      throw ResultsFolderError("\(path) cannot be replaced: \(SystemReason.of(error))")
    }
  }

  /// Puts `partial` in this folder's place, with what was here and is not of an earlier run.
  private func exchange(_ partial: URL, former: URL) throws {
    let manager = FileManager.default
    var isFolder = false
    let replaces = Self.exists(url, isFolder: &isFolder)
    if replaces { try manager.moveItem(at: url, to: former) }
    do {
      try manager.moveItem(at: partial, to: url)
    } catch {
      if replaces { try? manager.moveItem(at: former, to: url) }
      throw error
    }
    guard replaces else { return }
    let names = try manager.contentsOfDirectory(atPath: former.path)
    for name in names where !Self.fileNames.contains(name) {
      try manager.moveItem(at: former.appending(path: name), to: url.appending(path: name))
    }
    try? manager.removeItem(at: former)
  }

  /// Every file that a run may write; those of an earlier run are removed.
  static let fileNames: Set<String> = [
    "summary.csv", "latency.csv", "hit_rate.csv", "timeline.csv", "pulls.csv", "manifest.json",
    "trace.json",
  ]

  private static func exists(_ url: URL, isFolder: inout Bool) -> Bool {
    let values = try? url.resourceValues(forKeys: [.isDirectoryKey])
    isFolder = values?.isDirectory ?? false
    return values != nil
  }
}

/// Writes the files of one folder of results.
struct ResultsWriter {
  let folder: URL
  /// The folder as messages name it.
  let name: String

  /// Writes a table, piece by piece.
  func table(
    _ file: String, _ header: [String], _ body: (inout CSVWriter) throws -> Void
  ) throws {
    try write(file) { handle in
      var writer = try CSVWriter(header) { try handle.write(contentsOf: $0) }
      try body(&writer)
      try writer.flush()
    }
  }

  /// Writes a text that comes in pieces.
  func pieces(_ file: String, _ body: ((String) throws -> Void) throws -> Void) throws {
    try write(file) { handle in
      try body { try handle.write(contentsOf: Array($0.utf8)) }
    }
  }

  /// Writes a text.
  func text(_ file: String, _ text: String) throws {
    try write(file) { try $0.write(contentsOf: Array(text.utf8)) }
  }

  private func write(_ file: String, _ body: (FileHandle) throws -> Void) throws {
    let url = folder.appending(path: file)
    do {
      try Data().write(to: url)
      let handle = try FileHandle(forWritingTo: url)
      do {
        try body(handle)
        try handle.close()
      } catch {
        try? handle.close()
        throw error
      }
    } catch let error as ResultsFolderError {
      throw error
    } catch {
      throw ResultsFolderError("\(name)/\(file) cannot be written: \(SystemReason.of(error))")
    }
  }
}
