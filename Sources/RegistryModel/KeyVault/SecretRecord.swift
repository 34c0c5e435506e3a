/// What the vault, and whoever looks after it, know of a credential set's password: versions and
/// what has befallen it. A pure record of decisions, without time and without the secret.
struct SecretRecord: Hashable, Sendable {
  /// The newest version in the vault, from 1.
  private(set) var newest: UInt16 = 1
  private var missing = 0
  private var expired = 0
  private var outdated = 0
  private var revoked = 0

  /// What others have to be told after a change.
  struct Notices: Hashable, Sendable {
    /// The oldest version that the upstream accepts from now on.
    var accepted: UInt16?
    /// The version that the set's identifiers name from now on, where they name one.
    var named: UInt16?
  }

  enum Condition: Hashable, Sendable { case missing, expired, rotated, revoked }

  /// How a read of a secret is answered, without what befalls the whole vault.
  func outcome(of secret: SecretKind) -> VaultOutcome {
    if revoked > 0 { return .forbidden }
    return secret == .password && missing > 0 ? .notFound : .ok
  }

  /// A new version is in the vault. No run has as many as can be counted; the last stays the last.
  private mutating func renew() { newest = min(newest + 1, .max - 1) }

  mutating func begin(_ condition: Condition) -> Notices {
    switch condition {
    case .missing: missing += 1
    case .revoked: revoked += 1
    case .expired:
      expired += 1
      if expired == 1 { return Notices(accepted: .max) }
    case .rotated:
      outdated += 1
      renew()
      if expired == 0 { return Notices(accepted: newest) }
    }
    return Notices()
  }

  mutating func end(_ condition: Condition) -> Notices {
    switch condition {
    case .missing: missing = max(0, missing - 1)
    case .revoked: revoked = max(0, revoked - 1)
    case .expired:
      guard expired > 0 else { return Notices() }
      expired -= 1
      guard expired == 0 else { return Notices() }
      // Whoever renews an expired secret also sees to the sets that name its version.
      renew()
      return Notices(accepted: newest, named: newest)
    case .rotated:
      guard outdated > 0 else { return Notices() }
      outdated -= 1
      if outdated == 0 { return Notices(named: newest) }
    }
    return Notices()
  }
}
