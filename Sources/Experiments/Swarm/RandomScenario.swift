public import RegistryModel
import SimulationKernel

/// Whole scenarios, drawn at random from one seed.
///
/// As in swarm testing (Groce, Zhang, Eide, Chen and Regehr 2012, "Swarm testing"), every scenario
/// leaves out features at random instead of having a little of everything, and what it has goes
/// to extremes. Each is small enough to be run in milliseconds.
///
/// An aspect of a scenario is a file `RandomScenario+ASPECT.swift` with one function, and an entry
/// in ``aspects``.
public enum RandomScenario {
  /// Draws a part of a scenario, on the ground of what has been drawn before.
  typealias Aspect = @Sendable (inout Scenario, inout Dice) -> Void

  /// All that is drawn, in this order: later aspects may look at earlier ones.
  static let aspects: [(name: String, draw: Aspect)] = [
    ("run", { $0.drawRun(&$1) }),
    ("behaviour", { $0.drawBehaviour(&$1) }),
    ("topology", { $0.drawTopology(&$1) }),
    ("tier", { $0.drawTier(&$1) }),
    ("front ends", { $0.drawFrontEnds(&$1) }),
    ("storage", { $0.drawStorage(&$1) }),
    ("network", { $0.drawNetwork(&$1) }),
    ("fetching", { $0.drawFetching(&$1) }),
    ("routing", { $0.drawRouting(&$1) }),
    ("catalogue", { $0.drawCatalogue(&$1) }),
    ("rules", { $0.drawRules(&$1) }),
    ("upstreams of images", { $0.drawUpstreamsOfImages(&$1) }),
    ("upstreams", { $0.drawUpstreams(&$1) }),
    ("accounts", { $0.drawAccounts(&$1) }),
    ("abuse limits", { $0.drawAbuseLimits(&$1) }),
    ("credential sets", { $0.drawCredentialSets(&$1) }),
    ("key vault", { $0.drawKeyVault(&$1) }),
    ("cache", { $0.drawCache(&$1) }),
    ("workloads", { $0.drawWorkloads(&$1) }),
    ("clients", { $0.drawClients(&$1) }),
    ("backoff jitter", { $0.drawBackoffJitter(&$1) }),
    ("access", { $0.drawAccess(&$1) }),
    ("content", { $0.drawContent(&$1) }),
    ("prices", { $0.drawPrices(&$1) }),
    ("faults", { $0.drawFaults(&$1) }),
    ("requests", { $0.drawRequests(&$1) }),
    ("reachability", { $0.drawReachability(&$1) }),
    ("kind", { $0.drawKind(&$1) }),
  ]

  /// The scenario of a seed; the same one always. It may be one that is refused.
  public static func draw(seed: UInt64) -> Scenario {
    var scenario = Scenario(
      title: "Swarm \(seed)", registry: RegistryDescription(home: "westeurope"), rules: [],
      workloads: [])
    for aspect in aspects {
      var dice = Dice(seed: seed, aspect.name)
      aspect.draw(&scenario, &dice)
    }
    return scenario
  }
}
