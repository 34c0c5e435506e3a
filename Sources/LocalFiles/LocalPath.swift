import Foundation

/// Questions about a path, answered by the file system as it is now.
public enum LocalPath {
  /// What a path leads to, links followed.
  public enum Kind: Hashable, Sendable {
    case file, folder, pipe, socket, characterDevice, blockDevice

    /// The kind as a message names it.
    public var noun: String {
      switch self {
      case .file: "a file"
      case .folder: "a folder"
      case .pipe: "a pipe"
      case .socket: "a socket"
      case .characterDevice, .blockDevice: "a device"
      }
    }
  }

  /// The most characters that ``shortened(_:)`` leaves of a path.
  public static let longestShown = 160

  /// A path as a message shows it: a very long one without its middle.
  public static func shortened(_ path: String) -> String {
    guard path.count > longestShown else { return path }
    // The end has the file's name.
    return path.prefix(longestShown / 3) + "…" + path.suffix(longestShown - longestShown / 3 - 1)
  }

  /// Where the system shows the open files of processes. What has such a path has no name to be
  /// replaced by.
  static let openFiles = "/proc/"

  /// What a path leads to.
  ///
  /// - Throws: ``SystemError``, `ENOENT` where there is nothing.
  public static func kind(of path: String) throws(SystemError) -> Kind {
    kind(try status(of: path))
  }

  /// What a path leads to; nil where there is nothing.
  ///
  /// - Throws: ``SystemError`` where that cannot be told.
  public static func kindIfAny(of path: String) throws(SystemError) -> Kind? {
    do {
      return try kind(of: path)
    } catch  where error.number == ENOENT {
      return nil
    }
  }

  /// Whether two paths lead to one file, by links or other spellings. A file that is yet to come is
  /// one of a name in a folder.
  public static func isSame(_ path: String, _ other: String) -> Bool {
    let (one, two) = (try? status(of: path), try? status(of: other))
    if let one, let two { return one.st_dev == two.st_dev && one.st_ino == two.st_ino }
    guard one == nil, two == nil else { return false }
    let targets = [target(of: path), target(of: other)]
    guard name(of: targets[0]) == name(of: targets[1]),
      let folder = try? status(of: parent(of: targets[0])),
      let second = try? status(of: parent(of: targets[1]))
    else { return false }
    return folder.st_dev == second.st_dev && folder.st_ino == second.st_ino
  }

  /// The path that links at the end of `path` lead to, whether there is anything or not. Links to
  /// the open files of processes (`/dev/stdout`) are not followed beyond ``openFiles``.
  public static func target(of path: String) -> String {
    var path = path
    // As many links as Linux itself follows.
    for _ in 0..<40 {
      var status = stat()
      guard !path.hasPrefix(openFiles), unsafe lstat(path, &status) == 0,
        status.st_mode & S_IFMT == S_IFLNK
      else { break }
      var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
      let count = unsafe bytes.withUnsafeMutableBytes { buffer in
        guard let start = buffer.baseAddress else { return 0 }
        return unsafe readlink(path, start, buffer.count)
      }
      guard count > 0, let link = String(validating: bytes.prefix(count), as: UTF8.self) else {
        break
      }
      path = link.hasPrefix("/") ? link : join(parent(of: path), link)
    }
    return path
  }

  /// The path of the folder that holds what a path names; `.` where it names none.
  public static func parent(of path: String) -> String {
    let trimmed = path.reversed().drop { $0 == "/" }
    let parent = String(trimmed.drop { $0 != "/" }.reversed())
    if parent.isEmpty { return trimmed.isEmpty && !path.isEmpty ? "/" : "." }
    let end = parent.reversed().drop { $0 == "/" }
    return end.isEmpty ? "/" : String(end.reversed())
  }

  /// What a path names in the folder that ``parent(of:)`` is.
  public static func name(of path: String) -> String {
    let trimmed = path.reversed().drop { $0 == "/" }
    return String(trimmed.prefix { $0 != "/" }.reversed())
  }

  /// The path of a name in a folder.
  public static func join(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }

  /// The path that one written in a file leads to: relative to the folder of that file.
  ///
  /// - Parameter folder: Empty: the current one.
  public static func resolve(_ path: String, in folder: String) -> String {
    path.hasPrefix("/") || folder.isEmpty ? path : join(folder, path)
  }

  /// Asks whether what is there may be written to.
  static func checkWritable(_ path: String) throws(SystemError) {
    guard unsafe access(path, W_OK) == 0 else { throw .last }
  }

  /// Asks whether files can be made in a folder.
  static func checkWritable(folder: String) throws(SystemError) {
    guard unsafe access(folder, W_OK | X_OK) == 0 else { throw .last }
  }

  static func status(of path: String) throws(SystemError) -> stat {
    // The system would see what stands before the NUL.
    guard !path.contains("\0") else { throw SystemError(ENOENT) }
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { throw .last }
    return status
  }

  static func kind(_ status: stat) -> Kind {
    switch status.st_mode & S_IFMT {
    case S_IFDIR: .folder
    case S_IFIFO: .pipe
    case S_IFSOCK: .socket
    case S_IFCHR: .characterDevice
    case S_IFBLK: .blockDevice
    default: .file
    }
  }
}
