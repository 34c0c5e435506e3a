import Foundation
import Synchronization

/// Folders that are being written, so that a process that has to end can take them away.
///
/// Making such a folder, putting it in its place and removing it happen under one lock. A process
/// that ends holds the lock until it is gone, so that nothing appears or is reported meanwhile.
enum PartialResults {
  struct State {
    /// The partial folder, and the folders above it that were made for it, the deepest first.
    var pending: [URL: [URL]] = [:]
    /// Whether results were put in their place.
    var isWritten = false
  }

  static let state = Mutex(State())

  /// Makes the folders above `partial`, then `partial` itself, which must not exist.
  static func begin(_ partial: URL) throws {
    try state.withLock { state in
      let manager = FileManager.default
      var made: [URL] = []
      var parent = partial.deletingLastPathComponent()
      while !manager.fileExists(atPath: parent.path), parent.pathComponents.count > 1 {
        made.append(parent)
        parent = parent.deletingLastPathComponent()
      }
      state.pending[partial] = made
      do {
        for folder in made.reversed() {
          try manager.createDirectory(at: folder, withIntermediateDirectories: false)
        }
        // Only this process uses the name: what is there was left by one that was killed.
        try? manager.removeItem(at: partial)
        try manager.createDirectory(at: partial, withIntermediateDirectories: false)
      } catch {
        remove(partial, from: &state)
        throw error
      }
    }
  }

  /// Puts a partial folder in its place by `move`.
  static func commit(_ partial: URL, _ move: () throws -> Void) throws {
    try state.withLock { state in
      try move()
      state.pending[partial] = nil
      state.isWritten = true
    }
  }

  /// Removes a partial folder that was not committed, with the folders that were made for it.
  static func abandon(_ partial: URL) {
    state.withLock { remove(partial, from: &$0) }
  }

  fileprivate static func remove(_ partial: URL, from state: inout State) {
    guard let made = state.pending.removeValue(forKey: partial) else { return }
    let manager = FileManager.default
    // Its writer may still be adding files while they are removed.
    for _ in 0..<100 where manager.fileExists(atPath: partial.path) {
      try? manager.removeItem(at: partial)
    }
    // Those in which someone else has put something stay.
    for folder in made { _ = unsafe rmdir(folder.path) }
  }
}

extension ResultsFolder {
  /// Takes away all that is half written and ends the process by `exit`, which is told whether
  /// results were completed before. Nothing is written any more from the first moment on.
  public static func abandonAll(thenExit exit: (_ isWritten: Bool) -> Never) -> Never {
    PartialResults.state.withLock { state in
      for partial in Array(state.pending.keys) { PartialResults.remove(partial, from: &state) }
      exit(state.isWritten)
    }
  }
}
