import Randomness
public import SimulationKernel

/// The registry's one name in the domain name system: it answers with the region that is nearest
/// by latency. Clients keep the answer for the DNS lifetime.
///
/// It answers from wherever the asking clients are, as name servers do: it keeps no state, and a
/// question stays in the partition of the pool that asks.
public struct GlobalEndpoint: RegistryActor {
  let plan: WorldPlan
  private let lookupKey: StreamKey

  init(plan: WorldPlan, keys: KeyRing) {
    self.plan = plan
    self.lookupKey = keys.key("global-endpoint", "lookup")
  }

  /// A question of a node, asked for one of its pulls.
  public struct Question: Hashable, Sendable {
    var pool: PoolID
    var node: UInt32
    var slot: UInt32
  }

  public mutating func receive(
    _ question: Question, in context: inout Context<RegistryMessage>
  ) {
    // A lookup belongs to the asking node and its ordinal among all questions would depend on
    // everyone else; the instant it happens at is the node's own.
    let entity =
      UInt64(question.pool.index) << 48 ^ UInt64(question.node) << 16
      ^ UInt64(bitPattern: context.now.nanoseconds)
    var stream = lookupKey.forEntity(entity).stream
    let nearest = plan.workloads[Int(question.pool.index)].nearest
    context.send(
      .pool(question.pool, .resolved(nearest, node: question.node, slot: question.slot)),
      after: stream.delay(plan.scenario.routing.lookupTime))
  }
}
