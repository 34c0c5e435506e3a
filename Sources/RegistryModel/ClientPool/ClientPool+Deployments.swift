import SimulationKernel

/// The arrivals at which nodes of the pool start pulls of given images together.
extension ClientPool {
  /// How far a scale-out or a rolling deployment has come.
  struct Deployment: Sendable {
    /// Scale-outs begun.
    var steps = 0
    /// The first node of the next batch.
    var nextNode = 0
    /// Pulls of the present batch that have not ended.
    var outstanding = 0
  }

  /// A scale-out begins, after a while.
  mutating func scaleOut(
    _ scaleOut: ScaleOut, after wait: Span, in context: inout Context<RegistryMessage>
  ) {
    let count = min(scaleOut.nodes ?? clients.nodes, clients.nodes)
    for place in 0..<count {
      let moment = wait + arrivals.moment(within: scaleOut.within)
      let node = (deployment.steps * count + place) % clients.nodes
      for _ in workload.deployed {
        startLater(node: node, number: takeNumber(), after: moment, in: &context)
      }
    }
    deployment.steps += 1
    if let every = scaleOut.every {
      context.send(.pool(pool, .arrival), after: wait + every)
    }
  }

  /// A rolling deployment begins whose batches take turns by the clock.
  mutating func roll(_ rollout: RollingDeployment, in context: inout Context<RegistryMessage>) {
    for node in 0..<clients.nodes {
      let wait = rollout.at + rollout.pause * Int64(node / rollout.batch)
      for _ in workload.deployed {
        startLater(node: node, number: takeNumber(), after: wait, in: &context)
      }
    }
  }

  /// The next batch of a rolling deployment begins that waits for each batch to end.
  mutating func rollNextBatch(
    _ rollout: RollingDeployment, in context: inout Context<RegistryMessage>
  ) {
    let end = min(clients.nodes, deployment.nextNode + rollout.batch)
    for node in deployment.nextNode..<end {
      for _ in workload.deployed {
        deployment.outstanding += 1
        startLater(node: node, number: takeNumber(), after: .zero, in: &context)
      }
    }
    deployment.nextNode = end
  }

  /// A pull of a batch has ended.
  mutating func batchPullEnded(
    _ rollout: RollingDeployment, in context: inout Context<RegistryMessage>
  ) {
    deployment.outstanding -= 1
    if deployment.outstanding == 0, deployment.nextNode < clients.nodes {
      context.send(.pool(pool, .arrival), after: rollout.pause)
    }
  }
}
