import DatabaseFiles
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
    switch DatabaseFileError(error) {
    case .missing: self = .missing(path: path)
    case .isDirectory: self = .isDirectory(path: path)
    case .foreign: self = .notAStore(path: path)
    case .newerSchema: self = .newerSchema(path: path)
    case .locked: self = .locked(path: path)
    case .readOnly: self = .readOnly(path: path)
    case .damaged(let detail): self = .damaged(path: path, detail: detail)
    case .failed(let detail): self = .failed(path: path, detail: detail)
    }
  }
}
