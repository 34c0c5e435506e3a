import Foundation
import Synchronization

/// Names of files and folders that are there only while something is being written.
public enum TemporaryName {
  private static let count = Mutex(0)

  /// A name that nothing else uses: hidden, and short enough for any file system.
  public static func next() -> String {
    let number = count.withLock { count in
      count += 1
      return count
    }
    return ".longshore-\(getpid())-\(number).partial"
  }

  /// Whether a name is one of these, perhaps of a process that was killed.
  public static func matches(_ name: String) -> Bool {
    name.hasPrefix(".longshore-") && name.hasSuffix(".partial")
  }
}
