extension Agenda {
  /// Takes back all pending messages of a kind and sends others, as if they had been sent before all
  /// that is pending: each is the first of its instant.
  ///
  /// What remains keeps its order and its timers. O(pending): the agenda is built anew.
  ///
  /// - Parameters:
  ///   - isTakenBack: Whether a message is of that kind. Such messages were not sent cancellably.
  ///   - messages: What is sent instead, in order of sending.
  @inlinable
  mutating func replace(
    where isTakenBack: (Message) -> Bool, by messages: [(message: Message, time: Instant)]
  ) {
    var former = self
    former.storage.makeUnique()
    self = Agenda()
    current = former.current
    storage.makeUnique()
    for (message, time) in messages {
      insert(Entry(nanoseconds: time.nanoseconds, slot: 0, message: message))
    }
    while let entry = former.take(notAfter: .distantFuture) {
      // The life of a cancelled entry ends here; that of others goes on in the new agenda.
      guard former.keep(entry) else { continue }
      if entry.slot == 0, isTakenBack(entry.message) { continue }
      insert(entry)
    }
    timers = former.timers
  }
}
