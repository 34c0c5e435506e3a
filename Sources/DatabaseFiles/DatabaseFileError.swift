import GRDB

/// Why a database file cannot be used, without the file's name and what it was to hold: those who
/// opened it know both.
public enum DatabaseFileError: Error, Hashable, Sendable {
  /// There is no file, and none was to be made.
  case missing
  /// The path leads to a directory.
  case isDirectory
  /// The file is something else.
  case foreign
  /// The file was written by a newer version.
  case newerSchema
  /// Another process held the file for longer than the busy timeout.
  case locked
  /// The file or its folder cannot be written.
  case readOnly
  /// The file's pages, or a row, cannot be read back; the text says which.
  case damaged(String)
  /// Anything else that SQLite reports.
  case failed(String)

  /// What an error of SQLite means for the file.
  public init(_ error: any Error) {
    if let error = error as? DatabaseFileError {
      self = error
      return
    }
    guard let error = error as? DatabaseError else {
      self = .failed("\(error)")
      return
    }
    switch error.resultCode {
    case .SQLITE_NOTADB: self = .foreign
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .locked
    case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH: self = .readOnly
    case .SQLITE_CORRUPT: self = .damaged(error.message ?? "corrupt pages")
    default: self = .failed(error.message ?? "\(error.resultCode)")
    }
  }
}
