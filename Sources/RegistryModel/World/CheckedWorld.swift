public import SimulationKernel

/// A world that can say which of the rules that every run obeys it breaks.
///
/// Whatever checks a run is written for any such world, so that it can be tried on one that is
/// broken on purpose.
public protocol CheckedWorld: World, Sendable where Message == RegistryMessage {
  /// What the world was made from.
  var plan: WorldPlan { get }

  /// What must hold in every run and does not, each in a sentence with its actor.
  ///
  /// It may be asked between any two messages.
  func violations(at now: Instant, _ depth: CheckDepth) -> [String]

  /// About how many records a check looks at, some nanoseconds each.
  func recordsToCheck(_ depth: CheckDepth) -> Int
}

/// How much of a world is looked at.
public enum CheckDepth: Hashable, Sendable {
  /// What is under way and what was counted: the cost follows the pulls, fetches and transfers in
  /// flight.
  case flows
  /// Also all content of all caches, recounted: the cost follows the size of the catalogue too.
  case contents
}
