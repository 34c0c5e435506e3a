/// Which faults of a scenario occur in a run, by their indices in the scenario.
///
/// Changes (adding a replica, routing) are no faults and always occur.
public enum FaultSelection: Hashable, Sendable {
  case all
  case only(Set<Int>)

  /// No fault at all.
  public static let none = FaultSelection.only([])

  func contains(_ fault: Int) -> Bool {
    switch self {
    case .all: true
    case .only(let faults): faults.contains(fault)
    }
  }
}
