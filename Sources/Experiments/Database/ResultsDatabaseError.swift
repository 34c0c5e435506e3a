public import DatabaseFiles
import LocalFiles

/// Why a results database cannot be used, or does not have what was asked for, in a sentence.
public enum ResultsDatabaseError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file cannot be used.
  case file(DatabaseFileError, path: String)
  /// No experiment has this number; the nearest that one has, if any.
  case noExperiment(Int64, nearest: Int64?, path: String)
  /// A replication was found before, and otherwise: a defect of the program.
  case contradiction(replication: Int, identity: String, path: String)

  init(_ error: any Error, path: String) {
    self = error as? ResultsDatabaseError ?? .file(DatabaseFileError(error), path: path)
  }

  public var description: String {
    switch self {
    case .file(let error, let path): Self.sentence(error, "'\(LocalPath.shortened(path))'")
    case .noExperiment(let id, let nearest?, let path):
      "there is no experiment \(id) in '\(LocalPath.shortened(path))'; did you mean \(nearest)?"
    case .noExperiment(let id, nil, let path):
      "there is no experiment \(id) in '\(LocalPath.shortened(path))', which holds none yet"
    case .contradiction(let replication, let identity, let path):
      "'\(LocalPath.shortened(path))' holds another outcome of replication \(replication) of run "
        + "\(identity) by the same program; this is a defect of Longshore, please report it"
    }
  }

  private static func sentence(_ error: DatabaseFileError, _ file: String) -> String {
    switch error {
    case .missing: "there is no results database at \(file); 'longshore run' makes one"
    case .isDirectory: "\(file) is a folder; name a file for the results database"
    case .foreign: "\(file) is not a results database; it was left as it was, name another file"
    case .newerSchema:
      "the results database \(file) was written by a newer version; use that version"
    case .locked:
      "the results database \(file) is locked by another process; try again when it is done"
    case .readOnly:
      "the results database \(file) cannot be written; make the file and its folder writable"
    case .damaged(let detail): "the results database \(file) is damaged: \(detail)"
    case .failed(let detail): "the results database \(file) cannot be used: \(detail)"
    }
  }
}
