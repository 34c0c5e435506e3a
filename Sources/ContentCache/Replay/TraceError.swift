import LocalFiles

/// Why a trace could not be read.
public struct TraceError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file, as it was named.
  public let file: String
  /// The line, counted from 1; `nil` where the whole file is concerned.
  public let line: Int?
  /// What is wrong and what was expected.
  public let reason: String

  /// Place and reason in one line, as compilers print them.
  public var description: String {
    "\(LocalPath.shortened(file))\(line.map { ":\($0)" } ?? ""): error: \(reason)"
  }
}
