/// Running message by message, for whoever looks at each of them.
extension Simulation {
  /// Receives the next message that is due at or before `horizon`, whoever stops, and returns it;
  /// nil, and nothing happens, if there is none. The clock stays at the message.
  ///
  /// It costs some ten times what a message costs in ``run(until:)``.
  public mutating func receiveNext(
    notAfter horizon: Instant = .distantFuture
  ) -> Delivery<W.Message>? {
    var context = Context(timeline.take()!)
    defer { timeline = context.timeline }
    guard let delivery = next(notAfter: horizon, in: &context) else { return nil }
    deliver(delivery, in: &context)
    return delivery
  }
}
