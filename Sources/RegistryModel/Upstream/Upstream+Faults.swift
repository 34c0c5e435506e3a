import SimulationKernel

/// The faults that an upstream suffers from now.
struct UpstreamCondition: Sendable {
  /// Faults during which it does not answer.
  var outages = 0
  /// Faults during which it answers everything with 429.
  var refusals = 0
  /// How many times as long it takes.
  var slowness = Impairments()
  /// The share of requests that it does not fail.
  var success = Impairments()

  /// How long something takes that usually takes so long.
  func slowed(_ time: Span) -> Span {
    slowness.isEmpty ? time : Span(seconds: time.seconds * slowness.product)
  }

  /// The share of requests that fail, from causes that are independent of each other.
  func failureRate(above usual: Double) -> Double {
    success.isEmpty ? usual : 1 - (1 - usual) * success.product
  }
}

extension Upstream {
  /// A request fails with 5xx: by a fault, unless its draw makes it one of those that always do.
  mutating func noteFailure(_ draw: Double, at now: Instant) {
    guard watch.isOpen else { return }
    watch.served([.silence, .refusal], at: now)
    guard draw >= description.failureRate else { return }
    watch.lost(.failure, at: now)
    watch.detected(.failure, at: now)
  }

  /// A fault begins or ends.
  mutating func change(
    _ effect: FaultEffect, _ occurrence: Int, _ begins: Bool,
    in context: inout Context<RegistryMessage>
  ) {
    watch.change(occurrence, effect.symptoms, begins)
    switch effect {
    case .upstreamOut:
      condition.outages += begins ? 1 : -1
      if begins { cutDownloads(in: &context) }
    case .upstreamRefusing: condition.refusals += begins ? 1 : -1
    case .upstreamSlow(_, let factor):
      condition.slowness.change(factor, begins)
      slowDown(condition.slowness.product, in: &context)
    case .upstreamFailing(_, let share): condition.success.change(1 - share, begins)
    default: break
    }
  }
}
