import Foundation

/// An error of the operating system, in its own words (`strerror`).
public struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The value of `errno`.
  public let number: Int32

  /// - Parameter number: The value of `errno`.
  public init(_ number: Int32) { self.number = number }

  /// The error of the call that has just failed.
  static var last: SystemError { SystemError(errno) }

  public var description: String {
    unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
  }
}
