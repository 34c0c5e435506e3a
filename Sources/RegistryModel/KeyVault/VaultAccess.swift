public import SimulationKernel

/// A line of the audit log: somebody read a secret, or tried to.
///
/// It names the secret and its version; the secret itself is nowhere in the model.
public struct VaultAccess: Hashable, Codable, Sendable {
  public var time: Instant
  /// The region that asked.
  public var region: RegionID
  public var set: CredentialSetID
  public var secret: SecretKind
  /// The version that was given, or asked for; 0: the newest was asked for and not given.
  public var version: UInt16
  public var outcome: VaultOutcome
}
