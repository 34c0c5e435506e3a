import Randomness
public import SimulationKernel

/// The load balancer of a region: every request of a client passes it on its way to a front end.
///
/// It spreads requests evenly over the zones. Which one a request meets belongs to the request, so
/// that the same request meets the same zone in every alternative that is compared.
public struct Balancer: RegistryActor {
  let network: Network
  let region: RegionID

  init(network: Network, region: RegionID) {
    self.network = network
    self.region = region
  }

  private var plan: WorldPlan { network.plan }

  public mutating func receive(
    _ request: ContentRequest, in context: inout Context<RegistryMessage>
  ) {
    var stream = network.keys.stream(request, .zone)
    let zone = UInt8(stream.below(UInt64(plan.zones)))
    context.send(.frontEnd(.arrive(request), region, zone: zone), after: .zero)
  }
}
