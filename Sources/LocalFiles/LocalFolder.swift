import Foundation

/// What can be done with folders and the names in them. Every failure is a ``SystemError``.
public enum LocalFolder {
  /// Makes one folder.
  public static func make(_ path: String) throws(SystemError) {
    guard unsafe mkdir(path, 0o777) == 0 else { throw .last }
  }

  /// The names in a folder, sorted.
  public static func names(in path: String) throws(SystemError) -> [String] {
    guard let folder = unsafe opendir(path) else { throw .last }
    defer { _ = unsafe closedir(folder) }
    var names: [String] = []
    while let entry = unsafe readdir(folder) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Gives a file or a folder another path in the same file system.
  public static func move(_ path: String, to other: String) throws(SystemError) {
    guard unsafe rename(path, other) == 0 else { throw .last }
  }

  /// Removes an empty folder; false where it is not empty or cannot be removed.
  @discardableResult
  public static func removeEmpty(_ path: String) -> Bool { unsafe rmdir(path) == 0 }

  /// Removes a file or a folder with all that is in it, as far as that can be done.
  public static func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }
}
