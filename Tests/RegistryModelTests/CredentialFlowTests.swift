import CacheRules
import SimulationKernel
import Testing

@testable import RegistryModel

/// The steps from a credential set to an upstream's token, without a simulation.
@Suite struct CredentialFlowTests {
  private static let terms = CredentialFlow.Terms(
    identityLifetime: .hours(24), secretLifetime: .hours(1), tokenLifetime: .seconds(300),
    attempts: 2, rereadsRefusedSecret: false, fixesVersion: false)

  private func at(_ seconds: Int64) -> Instant { .zero + .seconds(seconds) }

  /// Takes a flow from its need of a token to the request for one.
  private func readSecrets(
    _ flow: inout CredentialFlow, version: UInt16 = 1, at now: Instant
  ) -> CredentialFlow.Action {
    guard case .read(let number, _) = flow.identified(flow.number, at: now) else {
      Issue.record("the secrets are not read")
      return .none
    }
    #expect(flow.read(number, .ok, version: 1, at: now) == .none)
    return flow.read(number, .ok, version: version, at: now)
  }

  private func signIn(_ flow: inout CredentialFlow, version: UInt16 = 1, at now: Instant) {
    #expect(flow.need(7, at: now) == .identify(number: 1))
    #expect(
      readSecrets(&flow, version: version, at: now)
        == .requestToken(number: 3, version: version))
    #expect(flow.tokenAnswered(3, .ok, at: now) == .granted)
    #expect(flow.takeWaiting().map(\.call) == [7])
  }

  @Test func identityThenSecretsThenToken() {
    var flow = CredentialFlow(Self.terms)
    #expect(flow.health.status == .unverified)
    signIn(&flow, version: 4, at: at(0))
    #expect(flow.health.status == .healthy)
    #expect(flow.hasToken(at: at(299)))
    #expect(!flow.hasToken(at: at(300)))
  }

  @Test func aTokenAloneIsRenewedWhileTheSecretsAreKept() {
    var flow = CredentialFlow(Self.terms)
    signIn(&flow, at: at(0))
    #expect(flow.need(8, at: at(400)) == .requestToken(number: 4, version: 1))
    #expect(flow.tokenAnswered(4, .ok, at: at(401)) == .granted)
    // The lifetime counts from the question.
    #expect(!flow.hasToken(at: at(700)))
    // The secrets are over after an hour, the identity's token not before a day is.
    #expect(flow.need(9, at: at(3_600)) == .read(number: 5, version: 0))
  }

  @Test func whoeverNeedsATokenMeanwhileJoins() {
    var flow = CredentialFlow(Self.terms)
    #expect(flow.need(1, at: at(0)) == .identify(number: 1))
    for call in 2...9 { #expect(flow.need(UInt32(call), at: at(0)) == .none) }
    #expect(readSecrets(&flow, at: at(1)) == .requestToken(number: 3, version: 1))
    #expect(flow.tokenAnswered(3, .ok, at: at(2)) == .granted)
    #expect(flow.takeWaiting().map(\.call) == Array(1...9))
    #expect(flow.waiting.isEmpty)
  }

  @Test func lateAnswersAreIgnored() {
    var flow = CredentialFlow(Self.terms)
    signIn(&flow, at: at(0))
    _ = flow.need(8, at: at(400))
    #expect(flow.timedOut(4, at: at(430)) == .pause(number: 5, attempt: 1))
    #expect(flow.tokenAnswered(4, .ok, at: at(431)) == .none)
    #expect(flow.retry(number: 4, at: at(431)) == .none)
    #expect(flow.retry(number: 5, at: at(431)) == .requestToken(number: 6, version: 1))
    #expect(flow.timedOut(4, at: at(432)) == .none)
    #expect(flow.read(4, .ok, version: 1, at: at(432)) == .none)
    #expect(flow.tokenAnswered(6, .ok, at: at(433)) == .granted)
    #expect(flow.hasToken(at: at(730)))
  }

  @Test(arguments: [
    (VaultOutcome.notFound, "KeyVaultSecretNotFound"), (.forbidden, "KeyVaultAccessDenied"),
  ])
  func secretsThatCannotBeHadAre401(outcome: VaultOutcome, code: String) {
    var flow = CredentialFlow(Self.terms)
    _ = flow.need(7, at: at(0))
    _ = flow.identified(1, at: at(0))
    #expect(flow.read(2, outcome, version: 1, at: at(10)) == .refused(Answer(.unauthorized)))
    #expect(flow.takeWaiting().map(\.call) == [7])
    #expect(flow.health.status == .unhealthy)
    #expect(flow.health.code == code)
    #expect(flow.unhealthyTimes(at: at(30)).reduce(.zero, +) == .seconds(20))
    // Not read again from memory: the next one asks the vault.
    #expect(flow.need(8, at: at(40)) == .read(number: 3, version: 0))
    #expect(flow.read(3, .ok, version: 1, at: at(40)) == .none)
    #expect(flow.read(3, .ok, version: 1, at: at(40)) == .requestToken(number: 4, version: 1))
    #expect(flow.tokenAnswered(4, .ok, at: at(50)) == .granted)
    #expect(flow.health == CredentialHealth(.healthy))
    #expect(flow.unhealthyTimes(at: at(90)).reduce(.zero, +) == .seconds(40))
  }

  @Test func theTimeIsThatOfEachReason() {
    var flow = CredentialFlow(Self.terms)
    _ = flow.need(7, at: at(0))
    _ = flow.identified(1, at: at(0))
    _ = flow.read(2, .notFound, version: 1, at: at(10))
    _ = flow.need(8, at: at(40))
    _ = flow.read(3, .forbidden, version: 1, at: at(45))
    func seconds(_ code: String, _ now: Int64) -> Span {
      let index = CredentialFlow.Fault.allCases.firstIndex { $0.rawValue == code } ?? 0
      return flow.unhealthyTimes(at: at(now))[index]
    }
    #expect(seconds("KeyVaultSecretNotFound", 60) == .seconds(35))
    #expect(seconds("KeyVaultAccessDenied", 60) == .seconds(15))
    #expect(seconds("KeyVaultUnavailable", 60) == .zero)
    flow.resetStatistics(at: at(60))
    #expect(seconds("KeyVaultSecretNotFound", 70) == .zero)
    #expect(seconds("KeyVaultAccessDenied", 70) == .seconds(10))
  }

  @Test func aVaultThatDoesNotAnswerIs503OnceAttemptsAreUsedUp() {
    var flow = CredentialFlow(Self.terms)
    _ = flow.need(7, at: at(0))
    _ = flow.identified(1, at: at(0))
    #expect(flow.timedOut(2, at: at(5)) == .pause(number: 3, attempt: 1))
    #expect(flow.retry(number: 3, at: at(6)) == .read(number: 4, version: 0))
    #expect(flow.read(4, .failed, version: 0, at: at(7)) == .refused(Answer(.unavailable)))
    #expect(flow.health.code == "KeyVaultUnavailable")
  }

  @Test func secretsThatAreKeptBridgeAnOutageOfTheVault() {
    var flow = CredentialFlow(Self.terms)
    signIn(&flow, at: at(0))
    // A check finds the vault out while a call waits for a token.
    #expect(flow.check(at: at(1_000)) == .read(number: 4, version: 0))
    #expect(flow.need(8, at: at(1_001)) == .none)
    #expect(
      flow.read(4, .forbidden, version: 0, at: at(1_002)) == .requestToken(number: 5, version: 1))
    #expect(flow.health.code == "KeyVaultAccessDenied")
    #expect(flow.tokenAnswered(5, .ok, at: at(1_003)) == .granted)
  }

  @Test func anUpstreamThatIsOutSaysNothingAboutTheSet() {
    var flow = CredentialFlow(Self.terms)
    signIn(&flow, at: at(0))
    _ = flow.need(8, at: at(400))
    #expect(flow.tokenAnswered(4, .upstreamFailed, at: at(401)) == .pause(number: 5, attempt: 1))
    #expect(flow.retry(number: 5, at: at(402)) == .requestToken(number: 6, version: 1))
    #expect(flow.timedOut(6, at: at(432)) == .refused(Answer(.upstreamFailed)))
    #expect(flow.health.status == .healthy)
  }

  @Test(arguments: [false, true])
  func aRefusedSecretIsKeptOrReadAgain(rereads: Bool) {
    var terms = Self.terms
    terms.rereadsRefusedSecret = rereads
    var flow = CredentialFlow(terms)
    signIn(&flow, at: at(0))
    _ = flow.need(8, at: at(400))
    let action = flow.tokenAnswered(4, .unauthorized, at: at(401))
    if rereads {
      #expect(action == .read(number: 5, version: 0))
      #expect(flow.read(5, .ok, version: 1, at: at(402)) == .none)
      #expect(flow.read(5, .ok, version: 2, at: at(402)) == .requestToken(number: 6, version: 2))
      // Refused although it has just been read: no more is to be had.
      #expect(flow.tokenAnswered(6, .unauthorized, at: at(403)) == .refused(Answer(.unauthorized)))
    } else {
      #expect(action == .refused(Answer(.unauthorized)))
      #expect(flow.takeWaiting().map(\.call) == [8])
      #expect(flow.need(9, at: at(500)) == .requestToken(number: 5, version: 1))
    }
    #expect(flow.health.code == "UpstreamAuthenticationFailed")
  }

  @Test func aSetThatNamesAVersionReadsThatOneUntilItIsChanged() {
    var terms = Self.terms
    terms.fixesVersion = true
    var flow = CredentialFlow(terms)
    _ = flow.need(7, at: at(0))
    #expect(flow.identified(1, at: at(0)) == .read(number: 2, version: 1))
    flow.changed(toVersion: 3)
    #expect(flow.timedOut(2, at: at(5)) == .pause(number: 3, attempt: 1))
    #expect(flow.retry(number: 3, at: at(6)) == .read(number: 4, version: 3))
  }

  @Test func aManagedIdentityNeedsNoSecrets() {
    var terms = Self.terms
    terms.needsSecrets = false
    var flow = CredentialFlow(terms)
    #expect(flow.check(at: at(0)) == .none)
    #expect(flow.need(7, at: at(0)) == .identify(number: 1))
    #expect(flow.identified(1, at: at(1)) == .requestToken(number: 2, version: 0))
    #expect(flow.tokenAnswered(2, .ok, at: at(2)) == .granted)
    #expect(flow.takeWaiting().map(\.call) == [7])
    #expect(flow.need(8, at: at(400)) == .requestToken(number: 3, version: 0))
    #expect(flow.tokenAnswered(3, .unauthorized, at: at(401)) == .refused(Answer(.unauthorized)))
  }

  @Test func aRecordThatIsResetCountsOnlyWhatFollows() {
    var flow = CredentialFlow(Self.terms)
    _ = flow.need(7, at: at(0))
    _ = flow.identified(1, at: at(0))
    _ = flow.read(2, .forbidden, version: 1, at: at(10))
    flow.resetStatistics(at: at(100))
    #expect(flow.unhealthyTimes(at: at(130)).reduce(.zero, +) == .seconds(30))
  }

  @Test func theRegistryHoldsVersionsOnly() {
    // Whatever the state of a credential set is made of, it is numbers, instants and words of ours.
    var flow = CredentialFlow(Self.terms)
    signIn(&flow, at: at(0))
    func texts(in value: Any, _ depth: Int = 0) -> [String] {
      if let text = value as? String { return [text] }
      return Mirror(reflecting: value).children.flatMap { texts(in: $0.value, depth + 1) }
    }
    #expect(texts(in: ["hunter2"]) == ["hunter2"])
    #expect(texts(in: flow) == [])
    #expect(texts(in: CredentialState(flow: flow)) == [])
    #expect(texts(in: SecretRecord()) == [])
    #expect(
      texts(in: TokenRequest(set: .anonymous, region: .home, number: 1, version: 1)) == [])
  }
}

/// What befalls a secret, counted.
@Suite struct SecretRecordTests {
  @Test(arguments: [SecretRecord.Condition.missing, .revoked])
  func conditionsThatOverlapEndWithTheLast(condition: SecretRecord.Condition) {
    var record = SecretRecord()
    let outcome: VaultOutcome = condition == .missing ? .notFound : .forbidden
    _ = record.begin(condition)
    _ = record.begin(condition)
    #expect(record.outcome(of: .password) == outcome)
    _ = record.end(condition)
    #expect(record.outcome(of: .password) == outcome)
    _ = record.end(condition)
    #expect(record.outcome(of: .password) == .ok)
    _ = record.end(condition)
    _ = record.begin(condition)
    #expect(record.outcome(of: .password) == outcome)
  }

  @Test func aRotationIsKnownUpstreamAtOnceAndToTheSetAtItsEnd() {
    var record = SecretRecord()
    #expect(record.begin(.rotated) == .init(accepted: 2))
    #expect(record.newest == 2)
    #expect(record.begin(.rotated) == .init(accepted: 3))
    #expect(record.end(.rotated) == .init())
    #expect(record.end(.rotated) == .init(named: 3))
  }

  @Test func anExpiredSecretIsOverWithANewOne() {
    var record = SecretRecord()
    #expect(record.begin(.expired) == .init(accepted: .max))
    #expect(record.begin(.expired) == .init())
    // A rotation meanwhile brings a secret that is no better.
    #expect(record.begin(.rotated) == .init())
    #expect(record.end(.expired) == .init())
    #expect(record.end(.expired) == .init(accepted: 3, named: 3))
  }
}
