import Randomness
public import SimulationKernel

/// The registry's one name in the domain name system: it answers with the region that is nearest
/// by latency. Clients keep the answer for the DNS lifetime.
///
/// It answers from wherever the asking clients are, as name servers do: it keeps no state, and a
/// question stays in the partition of the pool that asks.
public struct GlobalEndpoint: RegistryActor {
  let plan: WorldPlan
  private let keys: KeyRing

  init(plan: WorldPlan, keys: KeyRing) {
    self.plan = plan
    self.keys = keys
  }

  /// A question of a node, asked for an attempt at one of its pulls.
  public struct Question: Hashable, Sendable {
    var pool: PoolID
    var slot: UInt32
    var number: UInt32
    var attempt: UInt8
  }

  public mutating func receive(
    _ question: Question, in context: inout Context<RegistryMessage>
  ) {
    var stream = keys.stream(
      ofPull: question.number, in: question.pool, attempt: question.attempt, .lookup)
    let nearest = plan.workloads[Int(question.pool.index)].nearest
    context.send(
      .pool(question.pool, .resolved(nearest, slot: question.slot)),
      after: stream.delay(plan.scenario.routing.lookupTime))
  }
}
