import CacheRules
import SimulationKernel

/// How one region comes by an upstream's token for one credential set: identity, secrets from the
/// key vault, token.
///
/// A pure state machine: it is told what was answered and says what to do next; the
/// ``PullHandler`` does it. Questions are numbered, and an answer to any but the present one is
/// ignored, so that late answers do no harm. One round serves all who need the token meanwhile.
///
/// It holds the *versions* of secrets, never a secret: nothing in the model does.
struct CredentialFlow: Sendable {
  /// What does not change during a run.
  struct Terms: Hashable, Sendable {
    var identityLifetime: Span
    var secretLifetime: Span
    var tokenLifetime: Span
    /// Attempts at one question, the first included.
    var attempts: Int
    /// Whether the identity reads secrets, or is itself what the upstream wants to know.
    var needsSecrets = true
    var rereadsRefusedSecret: Bool
    /// Whether the secret identifiers name a version.
    var fixesVersion: Bool
  }

  enum Step: Hashable, Sendable {
    case idle
    /// Asking for an identity token.
    case identifying
    /// Waiting for so many of the set's secrets.
    case reading(left: Int)
    /// Asking the upstream for a token.
    case requesting
    /// Waiting before a question is asked again.
    case pausing(Question)
  }

  enum Question: Hashable, Sendable { case secrets, token }

  enum Action: Hashable, Sendable {
    case none
    /// Get a token for the set's identity.
    case identify(number: UInt16)
    /// Read both secrets; version 0 is the newest.
    case read(number: UInt16, version: UInt16)
    case requestToken(number: UInt16, version: UInt16)
    /// Come again (``retry(number:at:)``) after the pause that follows an attempt.
    case pause(number: UInt16, attempt: Int)
    /// Those who wait may go.
    case granted
    /// Those who wait are refused.
    case refused(Answer)
  }

  /// Why a set is unhealthy. The service's codes are not published; these are ours.
  enum Fault: String, CaseIterable, Hashable, Sendable {
    case vaultUnavailable = "KeyVaultUnavailable"
    case accessDenied = "KeyVaultAccessDenied"
    case secretNotFound = "KeyVaultSecretNotFound"
    case refusedUpstream = "UpstreamAuthenticationFailed"

    fileprivate var message: String {
      switch self {
      case .vaultUnavailable: "the key vault does not answer"
      case .accessDenied: "the set's identity lacks the role to read its secrets"
      case .secretNotFound: "the key vault has no such secret"
      case .refusedUpstream: "the upstream does not accept the secrets"
      }
    }
  }

  let terms: Terms
  private(set) var step = Step.idle
  /// The present question's.
  private(set) var number: UInt16 = 0
  /// Attempts at the present question.
  private var attempt = 0
  private var identityUntil = Instant.zero
  private var secretUntil = Instant.zero
  private var secretVersion: UInt16 = 0
  private var tokenUntil = Instant.zero
  /// When the present token request was made.
  private var askedAt = Instant.zero
  /// The version that the identifiers name; 0 where they name none.
  private var namedVersion: UInt16
  /// Whether the present round has read the secrets.
  private var hasRead = false
  /// Calls that wait, by their slots, and since when.
  private(set) var waiting: [(call: UInt32, since: Instant)] = []
  private(set) var fault: Fault?
  /// How often a round has found a fault.
  private(set) var faultsFound = 0
  /// Why those who waited last were refused; nil where the set was not to blame.
  private(set) var refusal: Fault?
  private var isVerified = false
  private var faultSince = Instant.zero
  /// For how long the set was unhealthy for each reason, those in the order of their cases.
  private var faultTimes = Fault.allCases.map { _ in Span.zero }

  init(_ terms: Terms) {
    self.terms = terms
    namedVersion = terms.fixesVersion ? 1 : 0
  }

  /// Whether a token is at hand. Lifetimes count from the question, so a token that is valid here
  /// is valid when it arrives.
  func hasToken(at now: Instant) -> Bool { now < tokenUntil }

  /// A call needs a token that is not at hand; it waits.
  mutating func need(_ call: UInt32, at now: Instant) -> Action {
    waiting.append((call, now))
    guard step == .idle else { return .none }
    hasRead = false
    attempt = 0
    guard terms.needsSecrets else {
      return now < identityUntil ? requestToken(at: now) : .identify(number: ask(.identifying))
    }
    return now < secretUntil ? requestToken(at: now) : readSecrets(at: now)
  }

  /// It is time to see whether the set is good: the secrets are read anew.
  mutating func check(at now: Instant) -> Action {
    guard step == .idle, terms.needsSecrets else { return .none }
    hasRead = false
    attempt = 0
    return readSecrets(at: now)
  }

  /// The set was changed: its identifiers name another version. What was read before is forgotten.
  mutating func changed(toVersion version: UInt16) {
    guard terms.fixesVersion else { return }
    namedVersion = version
    secretUntil = .zero
  }

  mutating func identified(_ answer: UInt16, at now: Instant) -> Action {
    guard step == .identifying, answer == number else { return .none }
    identityUntil = now + terms.identityLifetime
    return terms.needsSecrets ? readSecrets(at: now) : requestToken(at: now)
  }

  mutating func read(_ answer: UInt16, _ outcome: VaultOutcome, version: UInt16, at now: Instant)
    -> Action
  {
    guard case .reading(let left) = step, answer == number else { return .none }
    switch outcome {
    case .ok:
      secretVersion = max(version, left == 2 ? 0 : secretVersion)
      guard left == 1 else {
        step = .reading(left: left - 1)
        return .none
      }
      secretUntil = now + terms.secretLifetime
      hasRead = true
      attempt = 0
      return requestToken(at: now)
    case .notFound: return readFailed(.secretNotFound, Answer(.unauthorized), at: now)
    case .forbidden: return readFailed(.accessDenied, Answer(.unauthorized), at: now)
    case .failed, .throttled, .noAnswer: return again(.secrets, at: now)
    }
  }

  mutating func tokenAnswered(_ answer: UInt16, _ status: AnswerStatus, at now: Instant) -> Action {
    guard step == .requesting, answer == number else { return .none }
    switch status {
    case .ok:
      step = .idle
      tokenUntil = askedAt + terms.tokenLifetime
      heal(at: now)
      return .granted
    case .unauthorized:
      if terms.needsSecrets, terms.rereadsRefusedSecret, !hasRead {
        secretUntil = .zero
        attempt = 0
        return readSecrets(at: now)
      }
      return refuse(.refusedUpstream, Answer(.unauthorized), at: now)
    default: return again(.token, at: now)
    }
  }

  /// The present question was not answered in time.
  mutating func timedOut(_ answer: UInt16, at now: Instant) -> Action {
    guard answer == number else { return .none }
    switch step {
    case .reading: return again(.secrets, at: now)
    case .requesting: return again(.token, at: now)
    case .idle, .identifying, .pausing: return .none
    }
  }

  /// The pause is over.
  mutating func retry(number answer: UInt16, at now: Instant) -> Action {
    guard case .pausing(let question) = step, answer == number else { return .none }
    return question == .secrets ? readSecrets(at: now) : requestToken(at: now)
  }

  /// Takes out those who wait, once they may go or are refused.
  mutating func takeWaiting() -> [(call: UInt32, since: Instant)] {
    defer { waiting = [] }
    return waiting
  }

  /// A call does not wait any more. What was begun for it goes on: others may come.
  mutating func leave(_ call: UInt32) { waiting.removeAll { $0.call == call } }

  // MARK: Steps

  private mutating func ask(_ step: Step) -> UInt16 {
    self.step = step
    number &+= 1
    return number
  }

  private mutating func readSecrets(at now: Instant) -> Action {
    guard now < identityUntil else { return .identify(number: ask(.identifying)) }
    attempt += 1
    return .read(
      number: ask(.reading(left: SecretKind.allCases.count)), version: namedVersion)
  }

  private mutating func requestToken(at now: Instant) -> Action {
    attempt += 1
    askedAt = now
    return .requestToken(number: ask(.requesting), version: secretVersion)
  }

  private mutating func again(_ question: Question, at now: Instant) -> Action {
    if attempt < terms.attempts {
      return .pause(number: ask(.pausing(question)), attempt: attempt)
    }
    switch question {
    case .secrets: return readFailed(.vaultUnavailable, Answer(.unavailable), at: now)
    // That the upstream is out says nothing about the set.
    case .token: return refuse(nil, Answer(.upstreamFailed), at: now)
    }
  }

  /// The secrets cannot be read. Those that were read before are good until their time is over.
  private mutating func readFailed(
    _ fault: Fault, _ answer: Answer, at now: Instant
  ) -> Action {
    guard now < secretUntil, !waiting.isEmpty else { return refuse(fault, answer, at: now) }
    fall(ill: fault, at: now)
    hasRead = true
    attempt = 0
    return requestToken(at: now)
  }

  private mutating func refuse(_ fault: Fault?, _ answer: Answer, at now: Instant) -> Action {
    step = .idle
    refusal = fault
    if let fault { fall(ill: fault, at: now) }
    return .refused(answer)
  }

  // MARK: Health

  private mutating func fall(ill fault: Fault, at now: Instant) {
    if self.fault != fault { become(fault, at: now) }
    faultsFound += 1
    isVerified = true
  }

  private mutating func heal(at now: Instant) {
    become(nil, at: now)
    isVerified = true
  }

  private mutating func become(_ next: Fault?, at now: Instant) {
    faultTimes = unhealthyTimes(at: now)
    faultSince = now
    fault = next
  }

  /// The set's health as this region knows it, in the rule engine's words.
  var health: CredentialHealth {
    if let fault {
      return CredentialHealth(.unhealthy, code: fault.rawValue, message: fault.message)
    }
    return CredentialHealth(isVerified ? .healthy : .unverified)
  }

  /// For how long the set was unhealthy for each reason since the last reset, in the order of
  /// ``Fault``'s cases.
  func unhealthyTimes(at now: Instant) -> [Span] {
    zip(Fault.allCases, faultTimes).map { fault, time in
      fault == self.fault ? time + (now - faultSince) : time
    }
  }

  mutating func resetStatistics(at now: Instant) {
    faultTimes = Fault.allCases.map { _ in Span.zero }
    faultSince = now
  }
}
