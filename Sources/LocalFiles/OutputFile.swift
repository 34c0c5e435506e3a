import Foundation

/// Why a result cannot be written to a file, in a sentence.
public struct OutputRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  public var description: String
}

/// The file that a result goes to: complete, or not at all.
///
/// The bytes go into a hidden file beside it, which then takes its place with its permissions; of a
/// link, the file that it leads to is meant. Only where there can be no other file beside it is a
/// file written over. Pipes, character devices and open files such as `/dev/stdout` get the bytes as
/// they come. Folders, disks and what the result is computed from are refused.
public struct OutputFile: Sendable {
  private enum Way {
    case replacing(String), overwriting, adding
  }

  private let path: String
  private let way: Way

  /// Names a file and makes sure, before the work is done, that it may be written.
  ///
  /// - Parameter inputs: The files that are read for the result.
  /// - Throws: ``OutputRefusal``.
  public init(_ path: String, computedFrom inputs: [String] = []) throws(OutputRefusal) {
    guard !path.isEmpty, !path.contains("\0") else {
      throw OutputRefusal(description: "the file for the result has no name; name one")
    }
    let shown = LocalPath.shortened(path)
    let kind: LocalPath.Kind?
    do {
      kind = try LocalPath.kindIfAny(of: path)
      way = try Self.way(to: path, kind)
    } catch {
      throw Self.refusal(path, error)
    }
    switch kind {
    case .folder?:
      throw OutputRefusal(description: "'\(shown)' is a folder; name a file")
    case .socket?, .blockDevice?:
      throw OutputRefusal(description: "'\(shown)' is \(kind?.noun ?? ""); name a file")
    case .file? where inputs.contains { LocalPath.isSame($0, path) }:
      throw OutputRefusal(
        description: "'\(shown)' is what the result is computed from; name another file")
    default:
      self.path = path
    }
  }

  private static func way(to path: String, _ kind: LocalPath.Kind?) throws(SystemError) -> Way {
    let target = LocalPath.target(of: path)
    let folder = LocalPath.parent(of: target)
    guard let kind else {
      try LocalPath.checkWritable(folder: folder)
      return .replacing(target)
    }
    try LocalPath.checkWritable(path)
    guard kind == .file, !target.hasPrefix(LocalPath.openFiles) else { return .adding }
    return (try? LocalPath.checkWritable(folder: folder)) == nil ? .overwriting : .replacing(target)
  }

  /// Writes the file.
  ///
  /// - Throws: ``OutputRefusal``; a file that was to be replaced is then as it was.
  public func write(_ text: String) throws(OutputRefusal) {
    let bytes = Array(text.utf8)
    do {
      switch way {
      case .adding: try fill(WritableFile(existing: path, emptying: false), with: bytes)
      case .overwriting: try fill(WritableFile(existing: path, emptying: true), with: bytes)
      case .replacing(let target):
        do {
          try replace(target, by: bytes)
        } catch  where error.number == EBUSY {
          // Something is mounted here.
          try fill(WritableFile(existing: path, emptying: true), with: bytes)
        }
      }
    } catch {
      throw Self.refusal(path, error)
    }
  }

  private func replace(_ target: String, by bytes: [UInt8]) throws(SystemError) {
    let partial = LocalPath.join(LocalPath.parent(of: target), TemporaryName.next())
    do {
      let file = try WritableFile(creating: partial)
      if (try? LocalPath.kind(of: target)) != nil { try file.takePermissions(of: target) }
      try fill(file, with: bytes)
      try LocalFolder.move(partial, to: target)
    } catch {
      LocalFolder.remove(partial)
      throw error
    }
  }

  private func fill(_ file: WritableFile, with bytes: [UInt8]) throws(SystemError) {
    try file.write(bytes)
    try file.close()
  }

  private static func refusal(_ path: String, _ error: SystemError) -> OutputRefusal {
    OutputRefusal(description: "'\(LocalPath.shortened(path))' cannot be written: \(error)")
  }
}
