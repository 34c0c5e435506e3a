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
  public func write(_ text: String) throws(OutputRefusal) { try Self.write([(self, text)]) }

  /// Writes several files. Those that are replaced take their places when all bytes are written.
  ///
  /// - Throws: ``OutputRefusal``; files that were to be replaced are then as they were.
  public static func write(
    _ results: [(file: OutputFile, text: String)]
  ) throws(OutputRefusal) {
    var partials: [(file: OutputFile, path: String, target: String, text: String)] = []
    defer { for partial in partials { LocalFolder.remove(partial.path) } }
    for (file, text) in results {
      guard case .replacing(let target) = file.way else { continue }
      let path = LocalPath.join(LocalPath.parent(of: target), TemporaryName.next())
      partials.append((file, path, target, text))
      try file.refusing { () throws(SystemError) in
        let partial = try WritableFile(creating: path)
        if (try? LocalPath.kind(of: target)) != nil { try partial.takePermissions(of: target) }
        try fill(partial, with: text)
      }
    }
    for (file, text) in results {
      try file.refusing { () throws(SystemError) in
        switch file.way {
        case .adding: try fill(WritableFile(existing: file.path, emptying: false), with: text)
        case .overwriting: try fill(WritableFile(existing: file.path, emptying: true), with: text)
        case .replacing: break
        }
      }
    }
    for (file, path, target, text) in partials {
      try file.refusing { () throws(SystemError) in
        do throws(SystemError) {
          try LocalFolder.move(path, to: target)
        } catch  where error.number == EBUSY {
          // Something is mounted here.
          try fill(WritableFile(existing: file.path, emptying: true), with: text)
        }
      }
    }
  }

  private static func fill(_ file: WritableFile, with text: String) throws(SystemError) {
    try file.write(Array(text.utf8))
    try file.close()
  }

  private func refusing(_ body: () throws(SystemError) -> Void) throws(OutputRefusal) {
    do {
      try body()
    } catch {
      throw Self.refusal(path, error)
    }
  }

  private static func refusal(_ path: String, _ error: SystemError) -> OutputRefusal {
    OutputRefusal(description: "'\(LocalPath.shortened(path))' cannot be written: \(error)")
  }
}
