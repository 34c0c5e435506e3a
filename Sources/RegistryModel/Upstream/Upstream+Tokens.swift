import Randomness
import SimulationKernel

/// Tokens: an upstream gives them for secrets that it accepts. Requests for tokens count against no
/// quota.
///
/// A token is good until its time is over, whatever becomes of the secrets meanwhile: it is a signed
/// statement that no database is asked about.
extension Upstream {
  mutating func tokenRequested(
    _ request: TokenRequest, in context: inout Context<RegistryMessage>
  ) {
    recorder.tokenRequests += 1
    guard condition.outages == 0 else {
      // Nobody answers: whoever asks finds out when its patience ends.
      watch.lost(.silence, at: context.now)
      watch.detected(.silence, at: context.now + plan.scenario.registry.fetching.timeout)
      return
    }
    var response = keys.stream(request, .response)
    var failure = keys.stream(request, .failure)
    var status = AnswerStatus.ok
    let failureRate = condition.failureRate(above: description.failureRate)
    let failing = failureRate > 0 ? failure.uniform() : 1
    if failing < failureRate {
      status = .upstreamFailed
      noteFailure(failing, at: context.now)
    } else if request.version < acceptedVersion[Int(request.set.index)] {
      status = .unauthorized
    }
    context.send(
      .handler(
        request.region,
        .credentials(request.set, .tokenAnswered(number: request.number, status))),
      after: condition.slowed(response.delay(description.responseTime))
        + plan.distance(upstream, request.region),
      crossing: plan.partition(of: upstream))
  }

  mutating func accept(_ set: CredentialSetID, fromVersion version: UInt16) {
    acceptedVersion[Int(set.index)] = version
  }
}
