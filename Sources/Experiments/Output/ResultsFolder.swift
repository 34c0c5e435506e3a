import Foundation
import LocalFiles

/// A folder that results cannot be written to, in a sentence.
public struct ResultsFolderError: Error, Hashable, Sendable, CustomStringConvertible {
  public var description: String

  init(_ description: String) { self.description = description }
}

/// Where the files of one run go: complete, or not at all.
///
/// A run that fails or is stopped leaves what was there as it was.
public struct ResultsFolder: Sendable {
  /// The file by which a folder claims to hold results.
  static let manifest = "manifest.json"

  /// The folder as it was named.
  public let path: String

  /// Which experiment's results it holds or is to hold.
  public let kind: ResultsKind

  /// Names a folder; nothing is touched.
  public init(_ path: String, _ kind: ResultsKind = .run) {
    self.path = path
    self.kind = kind
  }

  /// The folder for a scenario file when none is named: `Results/NAME` for the run of `…/NAME.yaml`,
  /// `Results/NAME-VERB` for any other experiment with it.
  public static func standard(
    forScenario file: String, _ kind: ResultsKind = .run
  ) -> ResultsFolder {
    var name = URL(filePath: file).lastPathComponent
    for suffix in [".yaml", ".yml"] where name.hasSuffix(suffix) && name.count > suffix.count {
      name.removeLast(suffix.count)
      break
    }
    return ResultsFolder("Results/\(name)\(kind == .run ? "" : "-\(kind.rawValue)")", kind)
  }

  /// Makes sure, before the work is done, that results may be written here: the folder is absent,
  /// empty, or holds results of an earlier run, which will be replaced.
  ///
  /// - Throws: ``ResultsFolderError`` for a file, or for a folder of something else.
  func check() throws(ResultsFolderError) {
    guard !path.isEmpty, !path.contains("\0") else {
      throw ResultsFolderError("the folder for the results has no name; name one")
    }
    let part: String
    let place: LocalPath.Kind
    var contents: [String] = []
    do {
      (part, place) = try closest
      if place == .folder, part == target { contents = try LocalFolder.names(in: target) }
    } catch {
      throw self.error("cannot be read: \(error)")
    }
    guard place == .folder else {
      let shown = part == target ? shownPath : LocalPath.shortened(part)
      throw ResultsFolderError("\(shown) is \(place.noun); results need a folder, name another")
    }
    // A folder of somebody's with the name of a result is not removed.
    for name in contents where kind.fileNames.contains(name) {
      let path = LocalPath.join(target, name)
      guard (try? LocalPath.kind(of: path)) == .folder else { continue }
      throw error("holds a folder '\(name)' where a result is to be; move it away")
    }
    if contents.allSatisfy(TemporaryName.matches) { return }
    guard let held = heldFormat else {
      throw error(
        "holds other files and no results of an earlier run; nothing is replaced there, name an "
          + "empty or a new folder")
    }
    guard held == kind.format else {
      let verb = ResultsKind(format: held).map { "'longshore \($0.rawValue)'" } ?? "another program"
      throw error(
        "holds results of \(verb); nothing is replaced there, name an empty or a new folder")
    }
  }

  /// The folder, or the closest thing above it that is there.
  private var closest: (path: String, kind: LocalPath.Kind) {
    get throws(SystemError) {
      var part = target
      while true {
        do {
          return (part, try LocalPath.kind(of: part))
        } catch  where error.number == ENOENT || error.number == ENOTDIR {
          part = LocalPath.parent(of: part)
        }
      }
    }
  }

  /// What the manifest says of the results that are there; nil where there are none.
  private var heldFormat: String? {
    let path = LocalPath.join(target, Self.manifest)
    // A manifest holds the scenario, which is a few KiB.
    guard
      let file = try? InputFile(path, expected: "a manifest"),
      let bytes = try? file.read(upToCount: 1 << 24),
      let manifest = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
    else { return nil }
    return (manifest["format"] as? String).flatMap { $0.hasPrefix("longshore-") ? $0 : nil }
  }

  /// Has results written by `body`, complete or not at all.
  ///
  /// Whatever would keep them from being written and can be known beforehand is known before `body`
  /// begins; they are in their place once it has ended.
  ///
  /// - Throws: ``ResultsFolderError`` for a file, for a folder of something else, or where the
  ///   system refuses, and whatever `body` throws; the folder is then as it was.
  public func replace(_ body: (_ pending: PendingResults) throws -> Void) throws {
    let pending = try PendingResults(self)
    defer { pending.abandon() }
    try body(pending)
    try pending.commit()
  }

  /// Where the path leads. Of a link to a folder, the folder is meant.
  var target: String {
    var path = path[...]
    while path.count > 1, let end = ["/", "/."].first(where: path.hasSuffix) {
      path = path.dropLast(end.count)
    }
    return LocalPath.target(of: path.isEmpty ? "/" : String(path))
  }

  /// The path as messages show it.
  var shownPath: String { LocalPath.shortened(path) }

  /// An error that begins with the folder.
  func error(_ sentence: String) -> ResultsFolderError {
    ResultsFolderError("\(shownPath) \(sentence)")
  }
}
