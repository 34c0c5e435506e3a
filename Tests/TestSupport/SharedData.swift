public import Foundation

/// Finds the optional reference data beside the checkout.
///
/// Tests that measure against large public data sets use this folder where it is present and are
/// skipped, saying so, where it is not. Nothing in the package needs it to build or to run.
public enum SharedData {
  /// The folder `../shared`, seen from the root of the package.
  public static let folder: URL = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "shared")

  /// Whether the file or folder at `path` below ``folder`` exists.
  public static func has(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.appending(path: path).path)
  }

  /// The place of a file below ``folder``, whether it exists or not.
  public static func url(_ path: String) -> URL { folder.appending(path: path) }
}
