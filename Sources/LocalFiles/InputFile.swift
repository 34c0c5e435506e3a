import Foundation
import Words

/// Why a file cannot be read, as the second half of a sentence that names it.
public struct InputRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  public var description: String

  public init(description: String) { self.description = description }
}

/// A regular file that is read from its beginning.
///
/// Anything else is refused when it is opened: a pipe or a terminal that nobody writes to would be
/// waited for without end.
public final class InputFile {
  private static let pieceSize = 1 << 18

  private let descriptor: Int32

  /// Opens a file.
  ///
  /// - Parameter expected: What the file should be, such as `a scenario file`; for the message.
  /// - Throws: ``InputRefusal``.
  public init(_ path: String, expected: String) throws(InputRefusal) {
    let kind: LocalPath.Kind
    do {
      kind = try LocalPath.kind(of: path)
    } catch {
      guard error.number == ENOENT || error.number == ENOTDIR else {
        throw InputRefusal(description: "the file cannot be opened: \(error)")
      }
      throw InputRefusal(
        description: "there is no such file; expected \(expected)" + Self.suggestion(path))
    }
    guard kind == .file else {
      throw InputRefusal(description: "this is \(kind.noun); expected \(expected)")
    }
    // Should a pipe have come in the file's place meanwhile, opening it does not wait.
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw InputRefusal(description: "the file cannot be opened: \(SystemError.last)")
    }
  }

  deinit { _ = close(descriptor) }

  /// The end of a sentence that suggests what has nearly this name in the folder, or nothing.
  private static func suggestion(_ path: String) -> String {
    let (folder, name) = (LocalPath.parent(of: path), LocalPath.name(of: path))
    guard !name.isEmpty, let names = try? LocalFolder.names(in: folder),
      let near = NearestWord.to(name, among: names)
    else { return "" }
    let meant = path.contains("/") ? LocalPath.join(folder, near) : near
    return "; did you mean '\(LocalPath.shortened(meant))'?"
  }

  /// The next bytes: as many as asked for, or what is left.
  ///
  /// - Throws: ``InputRefusal``.
  public func read(upToCount count: Int) throws(InputRefusal) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      var piece = [UInt8](repeating: 0, count: min(count - bytes.count, Self.pieceSize))
      let got = unsafe piece.withUnsafeMutableBytes {
        unsafe Foundation.read(descriptor, $0.baseAddress, $0.count)
      }
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else {
        throw InputRefusal(description: "the file cannot be read: \(SystemError.last)")
      }
      if got == 0 { break }
      bytes += piece.prefix(got)
    }
    return bytes
  }
}
