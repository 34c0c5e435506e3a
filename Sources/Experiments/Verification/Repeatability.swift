public import RegistryModel
public import SimulationKernel

/// Whether one replication comes out the same when it is run again: from a fork made in its middle,
/// while the original goes on beside it, and in parts, one a region and upstream.
///
/// A fork that shared anything with its original, or a model that leaned on chance, would show here.
public struct Repeatability: Sendable {
  /// The first message at which a run differs from the straight one.
  public struct Departure: Hashable, Sendable {
    /// How many messages both runs received alike before it, from the start.
    public var number: UInt64
    /// What the straight run received then, in words; nil if it had come to its end.
    public var straight: String?
    /// What the other received then, in words; nil if it had come to its end.
    public var other: String?
  }

  /// Messages of the straight run.
  public let messages: UInt64
  /// The rolling fingerprint of the straight run.
  public let fingerprint: UInt64
  /// Where the run from the fork differs; nil: nowhere.
  public let departure: Departure?
  /// What a run from the fork, or one beside it, reports differently although it received the same
  /// messages, each in a sentence; empty: nothing.
  public let differencesOfFork: [String]
  /// Up to where the parts were run, the end of the run if nothing speaks against it.
  public let endInParts: Instant
  /// What the parts report differently, each in a sentence; empty: nothing.
  public let differencesInParts: [String]

  private let isInPartsToTheEnd: Bool

  /// Whether all runs are the same.
  public var holds: Bool {
    departure == nil && differencesOfFork.isEmpty && differencesInParts.isEmpty
  }

  /// Runs a replication in all these ways.
  ///
  /// - Parameters:
  ///   - plan: The compiled scenario.
  ///   - replication: Which replication.
  ///   - windows: The most turns that the parts take. A turn is as long as the shortest way between
  ///     two parts, which may be a millisecond of a run of a day.
  /// - Complexity: the time of a few runs, and of so many turns.
  public init(_ plan: WorldPlan, replication: UInt32 = 0, windows: Int64 = 500_000) {
    let run = plan.scenario.run
    let middle = Instant.zero + Span(nanoseconds: run.duration.nanoseconds / 2)
    let end = Instant.zero + run.duration

    var straight = Simulation(plan, replication: replication)
    straight.run(until: end)

    var original = Simulation(plan, replication: replication)
    original.run(until: middle)
    let fork = original
    original.run(until: end)
    var forked = fork
    forked.run(until: end)

    messages = straight.messagesProcessed
    fingerprint = straight.fingerprint
    departure =
      Self.agree(straight, forked) && Self.agree(straight, original)
      ? nil
      : Self.departure(
        of: fork, from: Simulation(plan, replication: replication), at: middle,
        of: straight.messagesProcessed, plan)

    let report = straight.report
    differencesOfFork =
      Self.differences(forked.report, report) + Self.differences(original.report, report)

    var parts = PartitionedRun(plan, replication: replication)
    let reach = Int64(clamping: Int128(parts.lookahead.nanoseconds) * Int128(windows))
    endInParts = min(end, .zero + Span(nanoseconds: reach))
    parts.run(until: endInParts)
    var whole = straight
    if endInParts < end {
      whole = Simulation(plan, replication: replication)
      whole.run(until: endInParts)
    }
    differencesInParts = Self.differences(parts.report, whole.report)
    isInPartsToTheEnd = endInParts == end
  }

  private static func agree<W>(_ one: Simulation<W>, _ other: Simulation<W>) -> Bool {
    one.fingerprint == other.fingerprint && one.messagesProcessed == other.messagesProcessed
  }

  /// Compares message by message, first up to the fork, then beyond it.
  private static func departure(
    of fork: Simulation<RegistryWorld>, from start: Simulation<RegistryWorld>, at middle: Instant,
    of messages: UInt64, _ plan: WorldPlan
  ) -> Departure {
    var again = start
    again.run(until: middle)
    // Where two runs of the same start differ before the fork, it is not the fork's fault.
    let beyond = agree(again, fork)
    let found =
      beyond
      ? find(again, fork, after: again.messagesProcessed, of: messages, plan)
      : find(
        start, Simulation(plan, replication: start.world.replication), after: 0, of: messages, plan)
    return found
      ?? Departure(
        number: beyond ? again.messagesProcessed : 0, straight: "what is not the same each time",
        other: "what is not the same each time")
  }

  /// The first message that differs between two simulations that stand at the same place.
  static func find(
    _ straight: Simulation<RegistryWorld>, _ other: Simulation<RegistryWorld>, after: UInt64,
    of messages: UInt64, _ plan: WorldPlan
  ) -> Departure? {
    // One more than there are, for a run that goes on where the straight one has ended.
    let most = Int(clamping: messages - min(after, messages) + 1)
    return straight.firstDifference(from: other, maximumMessages: most).map { difference in
      Departure(
        number: after + difference.index, straight: difference.one?.words(in: plan),
        other: difference.other?.words(in: plan))
    }
  }

  /// Where two reports of one replication differ, apart from the fingerprint, which is one of an
  /// order among parts.
  private static func differences(_ parts: RunReport, _ whole: RunReport) -> [String] {
    var found: [String] = []
    func compare<Value: Equatable>(_ what: String, _ one: Value, _ other: Value) {
      if one != other { found.append("\(what) differ") }
    }
    compare("the numbers of messages", parts.messages, whole.messages)
    for (one, other) in zip(parts.workloads, whole.workloads) {
      compare("the pulls of \(other.name)", one.ended, other.ended)
      compare("the pulls under way of \(other.name)", one.inFlight, other.inFlight)
      compare("the timeline of \(other.name)", one.timeline, other.timeline)
      compare("the latencies of \(other.name)", one.latency, other.latency)
      compare("the layers of \(other.name)", one.layersDownloaded, other.layersDownloaded)
    }
    for (one, other) in zip(parts.regions, whole.regions) {
      compare("the figures of region \(other.name)", one, other)
    }
    for (one, other) in zip(parts.links, whole.links) {
      compare("the figures of the link from \(other.from) to \(other.to)", one, other)
    }
    for (one, other) in zip(parts.upstreams, whole.upstreams) {
      compare("the figures of upstream \(other.host)", one, other)
    }
    compare("the conflicts of tags", parts.tagConflicts, whole.tagConflicts)
    return found
  }

  /// What was found, for a person; with the end of the last line.
  public var text: String {
    var lines = [
      "straight through            \(HumanUnits.grouped(Double(messages))) messages, fingerprint "
        + NumberText.hexadecimal(fingerprint)
    ]
    if let departure {
      lines += [
        "from a fork in the middle   differs after \(departure.number) messages",
        "  straight: \(departure.straight ?? "the end")",
        "  forked:   \(departure.other ?? "the end")",
      ]
    } else if differencesOfFork.isEmpty {
      lines.append("from a fork in the middle   the same messages")
    } else {
      lines.append(
        "from a fork in the middle   the same messages, but "
          + differencesOfFork.joined(separator: "; "))
    }
    if differencesInParts.isEmpty {
      let reach = HumanUnits.duration((endInParts - Instant.zero).seconds)
      lines.append(
        "in parts, one a region      the same figures"
          + (isInPartsToTheEnd ? "" : ", compared after the first \(reach)"))
    } else {
      lines.append("in parts, one a region      " + differencesInParts.joined(separator: "; "))
    }
    return lines.map { $0 + "\n" }.joined()
  }
}
