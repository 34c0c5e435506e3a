extension Simulation {
  /// Takes back all pending messages of a kind that were sent from outside, and sends others as if
  /// that had been done at the start, before all else: each is received as the first of its instant.
  ///
  /// So a fork can be given another course of outer events, and receives exactly what a run receives
  /// that had them from its start. O(pending).
  ///
  /// - Parameters:
  ///   - isTakenBack: Whether a message is of that kind. Messages that were sent cancellably are not.
  ///   - messages: What is sent instead, in order of sending; none is past.
  /// - Precondition: Ties are not shuffled.
  @inlinable
  public mutating func replacePending(
    where isTakenBack: (W.Message) -> Bool, by messages: [(message: W.Message, time: Instant)]
  ) {
    precondition(ties == nil, "where ties are shuffled, nothing is the first of its instant")
    timeline!.agenda.replace(where: isTakenBack, by: messages)
  }
}
