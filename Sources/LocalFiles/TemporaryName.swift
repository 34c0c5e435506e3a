import Foundation
import Synchronization

/// Names of files and folders that are there only while something is being written.
public enum TemporaryName {
  private static let count = Mutex(0)

  /// Tells the processes that this one can see from those of other machines, of other containers and
  /// from before the machine started: a number is that of another process there. Nil where the system
  /// does not say.
  private static let processes: String? = {
    guard
      let start = try? String(
        contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8),
      let space = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")
    else { return nil }
    return "\(start.prefix(8))-\(space.filter(\.isNumber))"
  }()

  private static let prefix = ".longshore-"
  private static let suffix = ".partial"

  /// A name that nothing else uses: hidden, and short enough for any file system.
  public static func next() -> String {
    let number = count.withLock { count in
      count += 1
      return count
    }
    return "\(prefix)\(processes ?? "unknown")-\(getpid())-\(number)\(suffix)"
  }

  /// Whether a name is one of these, perhaps of a process that was killed.
  public static func matches(_ name: String) -> Bool {
    name.hasPrefix(prefix) && name.hasSuffix(suffix)
  }

  /// Whether a name is one of these, of a process that is surely gone.
  public static func isAbandoned(_ name: String) -> Bool {
    guard matches(name), let processes else { return false }
    let own = "\(prefix)\(processes)-"
    guard name.hasPrefix(own), let process = Int32(name.dropFirst(own.count).prefix { $0 != "-" }),
      process > 0
    else { return false }
    return kill(process, 0) == -1 && errno == ESRCH
  }
}
