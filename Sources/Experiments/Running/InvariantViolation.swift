import RegistryModel
public import SimulationKernel

/// Something that must hold in every run and did not: a defect of the program, not of the scenario.
public struct InvariantViolation: Error, Hashable, Sendable, CustomStringConvertible {
  /// The replication in which it showed.
  public var replication: Int
  /// The seed of the run.
  public var seed: UInt64
  /// When it was first seen.
  public var at: Instant
  /// The kind and the receiver of the message after which it held no longer; nil where the run, when
  /// taken again, does not say.
  public var after: String?
  /// What was found, a sentence each.
  public var sentences: [String]

  public init(
    replication: Int, seed: UInt64, at: Instant, after: String? = nil, sentences: [String]
  ) {
    self.replication = replication
    self.seed = seed
    self.at = at
    self.after = after
    self.sentences = sentences
  }

  public var description: String {
    "the run broke a rule of the model at \(NumberText.seconds(nanoseconds: at.nanoseconds)) s"
      + (replication > 0 ? " of replication \(replication)" : "")
      + (after.map { ": after \($0)" } ?? "") + ": " + sentences.joined(separator: "; ")
      + "; this is a defect of Longshore; please report it with the scenario and seed \(seed)"
  }
}
