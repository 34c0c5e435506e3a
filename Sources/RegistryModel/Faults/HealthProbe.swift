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

  /// Of an outage that begins at `instant`: when the probe is sent whose failure decides.
  func decidingProbe(ofOutageAt instant: Instant) -> Instant {
    firstProbe(notBefore: instant) + interval * Int64(failures - 1)
  }
}

/// What a prober holds of one element: whether it counts as healthy, and when that will change.
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
  /// When the probe is sent that decides on the present outage; nil while there is none.
  private var deciding: Instant?

  /// What is probed stops answering.
  mutating func outageBegan(at now: Instant, _ probe: HealthProbe) -> Change? {
    // A recovery that no probe has noticed yet is none.
    epoch &+= 1
    guard isHealthy else { return nil }
    let last = probe.decidingProbe(ofOutageAt: now)
    deciding = last
    return Change(isHealthy: false, at: last + probe.timeout, epoch: epoch)
  }

  /// What is probed answers again.
  mutating func outageEnded(at now: Instant, _ probe: HealthProbe) -> Change? {
    let decided = deciding.map { now > $0 } ?? false
    deciding = nil
    if isHealthy, !decided {
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
