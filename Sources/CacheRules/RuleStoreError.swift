import GRDB
import LocalFiles

/// Why a store file cannot be used. Each says what to do about it.
public enum RuleStoreError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is no file, and none was to be made.
  case missing(path: String)
  /// The path leads to a directory.
  case isDirectory(path: String)
  /// The file is something else than a rule store.
  case notAStore(path: String)
  /// The store was written by a newer version.
  case newerSchema(path: String)
  /// Another process held the store for longer than the busy timeout.
  case locked(path: String)
  /// The file or its folder cannot be written, and every access is audit-logged.
  case readOnly(path: String)
  /// A stored row cannot be read back; the text says which.
  case damaged(path: String, detail: String)
  /// Anything else that SQLite reports.
  case failed(path: String, detail: String)

  /// What is wrong and what to do, for a person.
  public var description: String {
    switch self {
    case .missing(let path):
      "There is no rule store at \(shown(path)); adding a rule makes one."
    case .isDirectory(let path): "\(shown(path)) is a directory; name a file for the rule store."
    case .notAStore(let path):
      "\(shown(path)) is not a rule store; name another file, it was left as it is."
    case .newerSchema(let path):
      "The rule store \(shown(path)) was written by a newer version; use that version."
    case .locked(let path):
      "The rule store \(shown(path)) is locked by another process; try again when it is done."
    case .readOnly(let path):
      "The rule store \(shown(path)) cannot be written, and every access is recorded in it; "
        + "make the file and its folder writable."
    case .damaged(let path, let detail):
      "The rule store \(shown(path)) is damaged: \(detail). Run 'longshore rules check'."
    case .failed(let path, let detail): "The rule store \(shown(path)) cannot be used: \(detail)."
    }
  }

  private func shown(_ path: String) -> String { quoted(LocalPath.shortened(path)) }

  init(_ error: any Error, path: String) {
    if let error = error as? RuleStoreError {
      self = error
      return
    }
    guard let error = error as? DatabaseError else {
      self = .failed(path: path, detail: "\(error)")
      return
    }
    switch error.resultCode {
    case .SQLITE_NOTADB: self = .notAStore(path: path)
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .locked(path: path)
    case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH: self = .readOnly(path: path)
    case .SQLITE_CORRUPT: self = .damaged(path: path, detail: error.message ?? "corrupt pages")
    default: self = .failed(path: path, detail: error.message ?? "\(error.resultCode)")
    }
  }
}
