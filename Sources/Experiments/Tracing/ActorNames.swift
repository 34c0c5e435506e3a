import RegistryModel
import SimulationKernel

extension WorldPlan {
  /// An actor's name among those of its region or upstream.
  func name(of actor: ActorID) -> String {
    func workload(_ pool: PoolID) -> String { workloads[Int(pool.index)].description.name }
    return switch actor {
    case .pool(let pool): "clients \(workload(pool))"
    case .endpoint(let pool): "global endpoint for \(workload(pool))"
    case .balancer: "load balancer"
    case .frontEnd(_, let zone): "front ends, zone \(zone + 1)"
    case .handler: "pull handler"
    case .storage: "storage"
    case .link(_, let to): "link to \(regions[Int(to.index)])"
    case .upstream(let upstream): upstreams[Int(upstream.index)].description.host
    case .keyVault: "key vault"
    }
  }

  /// An actor's name among all.
  func fullName(of actor: ActorID) -> String {
    let region: RegionID
    switch actor {
    case .pool, .endpoint, .upstream, .keyVault: return name(of: actor)
    case .balancer(let its), .frontEnd(let its, _), .handler(let its), .storage(let its),
      .link(let its, _):
      region = its
    }
    return "\(name(of: actor)) of \(regions[Int(region.index)])"
  }
}

extension Delivery<RegistryMessage> {
  /// The instant, the kind of message and who received it.
  func words(in plan: WorldPlan) -> String {
    "at \(NumberText.seconds(nanoseconds: time.nanoseconds)) s \(message.words(in: plan))"
  }
}

extension RegistryMessage {
  /// The kind of message and who receives it.
  func words(in plan: WorldPlan) -> String { "'\(kind)' to \(plan.fullName(of: receiver))" }
}
