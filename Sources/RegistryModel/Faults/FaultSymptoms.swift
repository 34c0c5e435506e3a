/// What those who meet a fault notice of it, by which they tell it from others that last at the same
/// time: a request that is refused with 429 is not lost to an upstream's slowness.
///
/// Faults that cannot be told apart share what is noticed: two of one kind on one element, or a key
/// vault that is out and one so slow that nobody waits for it.
struct FaultSymptoms: OptionSet, Hashable, Sendable {
  let rawValue: UInt8

  /// Nobody answers, or a connection is cut.
  static let silence = FaultSymptoms(rawValue: 1 << 0)
  /// 429.
  static let refusal = FaultSymptoms(rawValue: 1 << 1)
  /// 5xx.
  static let failure = FaultSymptoms(rawValue: 1 << 2)
  /// Answers come, but later.
  static let slowness = FaultSymptoms(rawValue: 1 << 3)
  /// Requests come that were to go elsewhere.
  static let diversion = FaultSymptoms(rawValue: 1 << 4)
  /// The key vault answers 403, or 404.
  static let denial = FaultSymptoms(rawValue: 1 << 5)
  static let absence = FaultSymptoms(rawValue: 1 << 6)
  /// The upstream answers 401 to secrets.
  static let rejection = FaultSymptoms(rawValue: 1 << 7)

  static let all = FaultSymptoms(rawValue: .max)
  /// What keeps a secret from being read.
  static let ofReading: FaultSymptoms = [.silence, .slowness, .denial, .absence]
}

extension FaultEffect {
  /// What the element that it befalls, or whoever asks that, notices.
  var symptoms: FaultSymptoms {
    switch self {
    case .zoneOut, .regionOut, .upstreamOut: .silence
    case .linkImpaired(_, _, let share): share > 0 ? .slowness : .silence
    case .frontEndsSlow, .upstreamSlow: .slowness
    case .upstreamRefusing: .refusal
    case .upstreamFailing: .failure
    case .outOfRouting: .diversion
    case .keyVault(let condition): condition.symptoms
    case .replicationStalled, .healthMonitorOut, .notYetAdded: []
    }
  }
}

extension KeyVaultCondition {
  fileprivate var symptoms: FaultSymptoms {
    switch self {
    case .out: .silence
    // An answer that comes after the timeout is none.
    case .slow: [.slowness, .silence]
    case .secretMissing: .absence
    case .secretExpired, .secretRotated: .rejection
    case .roleRevoked: .denial
    }
  }
}

extension CredentialFlow.Fault {
  /// What a region has noticed that finds a credential set unhealthy.
  var symptoms: FaultSymptoms {
    switch self {
    case .vaultUnavailable: .silence
    case .accessDenied: .denial
    case .secretNotFound: .absence
    case .refusedUpstream: .rejection
    }
  }
}
