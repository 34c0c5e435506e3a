import LocalFiles

/// Results on their way into a folder.
///
/// The files are written into a hidden folder: beside a folder that is yet to come, inside one that
/// is there. In the end the hidden folder gets the name of the absent one; of the one that is there
/// the files of an earlier run are exchanged, so that it may be a link, a place where a disk is
/// mounted, or hold files of others.
public struct PendingResults: Sendable {
  private let folder: ResultsFolder
  private let partial: String
  private let target: String

  /// Makes the hidden folder; what would keep results from being written shows now.
  ///
  /// - Throws: ``ResultsFolderError``.
  init(_ folder: ResultsFolder) throws(ResultsFolderError) {
    try folder.check()
    self.folder = folder
    let target = folder.target
    self.target = target
    do {
      let isThere = try LocalPath.kindIfAny(of: target) != nil
      partial = LocalPath.join(
        isThere ? target : LocalPath.parent(of: target), TemporaryName.next())
      PartialResults.removeAbandoned(in: LocalPath.parent(of: partial))
      try PartialResults.begin(partial)
    } catch {
      throw folder.error("cannot be written: \(error)")
    }
  }

  /// The folder as it was named.
  public var path: String { folder.path }

  /// What writes the files.
  var writer: ResultsWriter { ResultsWriter(folder: partial, name: folder.shownPath) }

  /// Puts the files in their place.
  ///
  /// - Throws: ``ResultsFolderError``; the folder is then as it was.
  func commit() throws(ResultsFolderError) {
    // Another run may have come first.
    try folder.check()
    do {
      try PartialResults.commit(partial) { () throws(SystemError) in
        if try LocalPath.kindIfAny(of: target) == nil {
          try LocalFolder.move(partial, to: target)
        } else {
          try exchange()
          LocalFolder.remove(partial)
        }
      }
    } catch {
      throw folder.error("cannot be written: \(error)")
    }
  }

  /// Takes back what was not committed.
  func abandon() { PartialResults.abandon(partial) }

  /// Puts the new files where those of an earlier run are, which move out of the way; all back if
  /// one of them cannot.
  private func exchange() throws(SystemError) {
    let new = try LocalFolder.names(in: partial)
    let present = Set(try LocalFolder.names(in: target))
    let old = folder.kind.fileNames.intersection(present).sorted()
    let former = LocalPath.join(partial, "former")
    try LocalFolder.make(former)
    var moves: [(from: String, to: String)] = []
    // Without its manifest a folder makes no claim: that goes first and comes last.
    moves += Self.manifestFirst(old).map {
      (LocalPath.join(target, $0), LocalPath.join(former, $0))
    }
    moves += Self.manifestFirst(new).reversed().map {
      (LocalPath.join(partial, $0), LocalPath.join(target, $0))
    }
    for (index, move) in moves.enumerated() {
      do {
        try LocalFolder.move(move.from, to: move.to)
      } catch {
        for done in moves[..<index].reversed() { try? LocalFolder.move(done.to, to: done.from) }
        throw error
      }
    }
  }

  private static func manifestFirst(_ names: [String]) -> [String] {
    names.filter { $0 == ResultsFolder.manifest } + names.filter { $0 != ResultsFolder.manifest }
  }
}
