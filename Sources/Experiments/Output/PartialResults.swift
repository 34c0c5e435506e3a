import LocalFiles
import Synchronization

/// Folders that are being written, so that a process that has to end can take them away.
///
/// Making such a folder, putting it in its place and removing it happen under one lock. A process
/// that ends holds the lock until it is gone, so that nothing appears or is reported meanwhile.
enum PartialResults {
  struct State {
    /// The partial folder, and the folders above it that were made for it, the deepest first.
    var pending: [String: [String]] = [:]
    /// Whether results were put in their place.
    var isWritten = false
  }

  static let state = Mutex(State())

  /// Makes the folders above `partial`, then `partial` itself.
  static func begin(_ partial: String) throws(SystemError) {
    try state.withLock { state throws(SystemError) in
      var made: [String] = []
      var parent = LocalPath.parent(of: partial)
      while try LocalPath.kindIfAny(of: parent) == nil {
        made.append(parent)
        parent = LocalPath.parent(of: parent)
      }
      state.pending[partial] = made
      do throws(SystemError) {
        for folder in made.reversed() { try LocalFolder.make(folder) }
        // Only this process uses the name: what is there was left by one that was killed.
        LocalFolder.remove(partial)
        try LocalFolder.make(partial)
      } catch {
        remove(partial, from: &state)
        throw error
      }
    }
  }

  /// Removes the partial folders in a folder whose processes were killed before they wrote anything.
  /// Others stay: those that a process was exchanging hold results of an earlier run.
  static func removeAbandoned(in folder: String) {
    for name in (try? LocalFolder.names(in: folder)) ?? [] where TemporaryName.isAbandoned(name) {
      LocalFolder.removeEmpty(LocalPath.join(folder, name))
    }
  }

  /// Puts a partial folder in its place by `move`.
  static func commit(
    _ partial: String, _ move: () throws(SystemError) -> Void
  ) throws(SystemError) {
    try state.withLock { state throws(SystemError) in
      try move()
      state.pending[partial] = nil
      state.isWritten = true
    }
  }

  /// Removes a partial folder that was not committed, with the folders that were made for it.
  static func abandon(_ partial: String) {
    state.withLock { remove(partial, from: &$0) }
  }

  fileprivate static func remove(_ partial: String, from state: inout State) {
    guard let made = state.pending.removeValue(forKey: partial) else { return }
    // Its writer may still be adding files while they are removed.
    for _ in 0..<100 where (try? LocalPath.kind(of: partial)) != nil {
      LocalFolder.remove(partial)
    }
    // Those in which someone else has put something stay.
    for folder in made { LocalFolder.removeEmpty(folder) }
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
