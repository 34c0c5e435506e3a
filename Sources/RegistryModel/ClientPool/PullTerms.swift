import Randomness
import SimulationKernel

/// How the machines of a workload go about a pull. Trivial: it passes by value, and the description
/// that it comes from would have its names counted at every request.
struct PullTerms: BitwiseCopyable, Sendable {
  let parallelLayers: Int
  let attempts: Int?
  let backoff: Span
  let backoffLimit: Span
  let backoffJitter: Double

  init(_ clients: ClientDescription) {
    parallelLayers = clients.parallelLayers
    attempts = clients.attempts
    backoff = clients.backoff
    backoffLimit = clients.backoffLimit
    backoffJitter = clients.backoffJitter
  }

  /// A wait with its jitter, as Kubernetes' `wait.Jitter` adds it: between the wait itself and
  /// 1 + ``backoffJitter`` times as long, evenly.
  func jittered(_ wait: Span, _ stream: inout RandomStream) -> Span {
    wait + Span(seconds: wait.seconds * backoffJitter * stream.uniform())
  }
}
