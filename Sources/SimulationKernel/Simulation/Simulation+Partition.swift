/// Running a model in parts.
///
/// Where every message between two partitions takes at least the *lookahead*, each partition may
/// run that far without hearing of the others. A conductor repeats, for windows of that length: let
/// every partition run to the end of the window (exclusive), take their crossings, insert each one
/// where it is received.
extension Simulation {
  /// Whether crossings are kept for the conductor instead of being received in this simulation.
  ///
  /// Set it before the first crossing is sent.
  public var isPartition: Bool {
    get { timeline!.collectsCrossings }
    set { timeline!.collectsCrossings = newValue }
  }

  /// Removes and returns the crossings sent since the last call, in order of sending.
  public mutating func takeCrossings() -> [Crossing<W.Message>] {
    defer { timeline!.outbound.removeAll(keepingCapacity: true) }
    return timeline!.outbound
  }

  /// Inserts a crossing that another partition sent; in whatever order this is done, they are
  /// received in theirs.
  ///
  /// - Precondition: `crossing.time` is not past.
  public mutating func insert(_ crossing: Crossing<W.Message>) {
    precondition(crossing.time >= now, "a crossing arrived after its instant")
    timeline!.lane.insert(crossing)
  }
}
