import Randomness
import SimulationKernel

/// The keys of all random streams of one replication.
///
/// A stream's key is the seed, the replication, the name of the actor that draws and the purpose
/// of the draw; draws that belong to one pull are keyed by that pull as well. So adding an actor
/// or changing a policy leaves everyone else's draws alone, and two alternatives see the same
/// pulls.
struct KeyRing: Sendable {
  let seed: UInt64
  let replication: UInt32

  func key(_ actor: String, _ purpose: String) -> StreamKey {
    StreamKey(seed: seed, replication: replication, name: actor, purpose: purpose)
  }
}

extension ContentRequest {
  /// The request as a number that its own random draws are keyed with.
  var entity: UInt64 { UInt64(draw) << 16 | UInt64(part.code) }
}

extension RandomStream {
  /// One draw of a delay.
  mutating func delay(_ delay: Delay) -> Span {
    guard delay.sigma > 0 else { return delay.median }
    return Span(
      seconds: LogNormal(median: delay.median.seconds, sigma: delay.sigma).sample(from: &self))
  }
}
