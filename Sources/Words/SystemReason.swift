import Foundation

/// Why the operating system refused something, in its own short words ("No space left on device").
public enum SystemReason {
  /// The words for a number of `errno`.
  public static func of(_ number: Int32) -> String {
    unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
  }

  /// The words for an error of a file operation: those of the system's error behind it. Foundation's
  /// own sentences depend on the language and often say less.
  public static func of(_ error: any Error) -> String {
    var next: (any Error)? = error
    while let error = next {
      if let system = error as? POSIXError { return of(system.code.rawValue) }
      let bridged = error as NSError
      if bridged.domain == NSPOSIXErrorDomain { return of(Int32(truncatingIfNeeded: bridged.code)) }
      next = bridged.userInfo[NSUnderlyingErrorKey] as? any Error
    }
    let bridged = error as NSError
    return "error \(bridged.code) of \(bridged.domain)"
  }
}
