import SimulationKernel

/// Probes at regular times, of which so many in a row must fail before a verdict changes.
///
/// Since the times are known, the instant at which the last of so many in a row fails is computed
/// when an outage begins, and no probe is sent as a message.
struct HealthProbe: Hashable, Sendable {
  var interval: Span
  /// Failures in a row after which what is probed counts as out, at least 1.
  var failures: Int
  /// How long a probe waits for its answer.
  var timeout: Span
  /// When the first probe is sent.
  var phase: Span

  /// The first probe that is sent at `instant` or later.
  func firstProbe(notBefore instant: Instant) -> Instant {
    let since = instant.nanoseconds - phase.nanoseconds
    guard since > 0 else { return .zero + phase }
    let step = interval.nanoseconds
    let count = (since - 1) / step + 1
    return .zero + phase + interval * count
  }

  /// Of a row of failures: when the probe is sent whose failure decides.
  func decidingProbe(ofRowFrom first: Instant) -> Instant {
    first + interval * Int64(failures - 1)
  }
}

/// What a prober holds of one element: whether it counts as healthy, and when that will change.
///
/// Outages between which no probe is sent are one to the prober: it sees probes, and of the time
/// between them nothing.
struct HealthVerdict: Sendable {
  /// What the prober is to do.
  struct Change: Hashable, Sendable {
    /// The verdict becomes this.
    var isHealthy: Bool
    var at: Instant
    /// What must still be ``epoch`` by then; else the change is void.
    var epoch: UInt16
  }

  /// Whether the element counts as healthy.
  private(set) var isHealthy = true
  private(set) var epoch: UInt16 = 0
  /// The first probe of the present row of failures, or of what will be one if the outage lasts;
  /// nil before the first outage.
  private var row: Instant?
  /// When the last outage ended.
  private var end = Instant.zero

  /// What is probed stops answering.
  mutating func outageBegan(at now: Instant, _ probe: HealthProbe) -> Change? {
    // What was to come of the last outage is void: a recovery that no probe has noticed yet is none,
    // and a verdict that is due comes again, at the same time.
    epoch &+= 1
    let hasAnswered = probe.firstProbe(notBefore: end) < now
    let first = (hasAnswered ? nil : row) ?? probe.firstProbe(notBefore: now)
    row = first
    guard isHealthy else { return nil }
    let verdict = probe.decidingProbe(ofRowFrom: first) + probe.timeout
    return Change(isHealthy: false, at: max(now, verdict), epoch: epoch)
  }

  /// What is probed answers again.
  mutating func outageEnded(at now: Instant, _ probe: HealthProbe) -> Change? {
    end = now
    let isDecided = row.map { probe.decidingProbe(ofRowFrom: $0) < now } ?? false
    if isHealthy, !isDecided {
      epoch &+= 1
      return nil
    }
    // The deciding probe went unanswered: its verdict comes, and the next good probe takes it back.
    let first = probe.firstProbe(notBefore: now)
    return Change(isHealthy: true, at: first, epoch: epoch)
  }

  /// The instant of a change has come. Returns whether it holds.
  mutating func take(isHealthy: Bool, epoch: UInt16) -> Bool {
    guard epoch == self.epoch, isHealthy != self.isHealthy else { return false }
    self.isHealthy = isHealthy
    return true
  }
}
