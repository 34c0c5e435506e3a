import Foundation

/// A file, or whatever else a path leads to, that is written to its end.
public final class WritableFile {
  private var descriptor: Int32

  /// Makes a file, or empties the one that is there.
  ///
  /// - Throws: ``SystemError``.
  public convenience init(creating path: String) throws(SystemError) {
    try self.init(path, O_CREAT | O_TRUNC)
  }

  /// Opens what is there, to empty it or to add at its end.
  convenience init(existing path: String, emptying: Bool) throws(SystemError) {
    try self.init(path, emptying ? O_TRUNC : O_APPEND)
  }

  private init(_ path: String, _ flags: Int32) throws(SystemError) {
    descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC | flags, 0o666)
    guard descriptor >= 0 else { throw .last }
  }

  deinit { if descriptor >= 0 { _ = Foundation.close(descriptor) } }

  /// Writes all of some bytes.
  ///
  /// - Throws: ``SystemError``.
  public func write(_ bytes: [UInt8]) throws(SystemError) {
    try Self.write(bytes, to: descriptor)
  }

  /// Gives the file the permissions of another.
  func takePermissions(of path: String) throws(SystemError) {
    let status = try LocalPath.status(of: path)
    guard fchmod(descriptor, status.st_mode & 0o7777) == 0 else { throw .last }
  }

  /// Ends the file. Some file systems tell only now that the disk is full.
  ///
  /// - Throws: ``SystemError``.
  public func close() throws(SystemError) {
    let closed = Foundation.close(descriptor)
    descriptor = -1
    guard closed == 0 else { throw .last }
  }

  /// Writes all of some bytes to an open descriptor, such as standard output.
  ///
  /// - Throws: ``SystemError``; how much was written before is not known.
  public static func write(_ bytes: [UInt8], to descriptor: Int32) throws(SystemError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe Foundation.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw .last
      }
      rest = rest.dropFirst(count)
    }
  }
}
