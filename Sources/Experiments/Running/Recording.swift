/// What replications record besides their figures, and in which order they receive what is due at once.
public struct Recording: Hashable, Sendable {
  /// Whether every pull is kept. Memory then grows with the number of pulls.
  public var pulls: Bool
  /// Whether every access to the key vault is kept.
  public var audit: Bool
  /// A seed with which the messages of one instant are received in random order, each replication in
  /// one of its own; nil: in order of sending.
  public var shuffledTies: UInt64?

  public init(pulls: Bool = false, audit: Bool = false, shuffledTies: UInt64? = nil) {
    self.pulls = pulls
    self.audit = audit
    self.shuffledTies = shuffledTies
  }
}
