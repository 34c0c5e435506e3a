import ContentCache
import SimulationKernel
import Testing

@testable import RegistryModel

/// How an upstream counts.
@Suite struct QuotaTests {
  private func request(
    _ region: Int = 0, part: ContentPart = .manifest, set: CredentialSetID = .anonymous
  ) -> UpstreamRequest {
    UpstreamRequest(
      slot: 0, number: 0, tag: .init(rawValue: 0), part: part, region: RegionID(region),
      attempt: 1, credentials: set)
  }

  private func at(_ seconds: Int64) -> Instant { .zero + .seconds(seconds) }

  @Test func aWindowBeginsWithItsFirstRequest() {
    var quota = Quota(.init(requests: 2, window: .seconds(60)), countsIndexes: false)
    #expect(quota.admit(.manifest, at: at(10)) == .granted)
    #expect(quota.admit(.layer(0), at: at(10)) == .granted)
    #expect(quota.admit(.tagCheck, at: at(10)) == .granted)
    #expect(quota.admit(.manifest, at: at(20)) == .granted)
    #expect(quota.admit(.manifest, at: at(30)) == .refused(.seconds(40)))
    #expect(quota.admit(.manifest, at: at(70)) == .granted)
    #expect(quota.mostUsed == 2)
  }

  @Test(arguments: [false, true])
  func anIndexCountsWhereItsUpstreamSaysSo(countsIndexes: Bool) {
    for counting in UpstreamDescription.Counting.allCases {
      let quota = RequestQuota(
        .init(requests: 1, window: .hours(6), counting: counting), countsIndexes: countsIndexes,
        accounts: 1, addresses: 1)
      #expect(
        quota.counts(ContentPart.manifest.ofIndex) == (countsIndexes || counting == .allRequests))
      #expect(quota.counts(.manifest))
    }
  }

  @Test func aBucketComesBackEvenly() {
    var quota = Quota(
      .init(
        requests: 10, window: .seconds(1), counting: .allRequests, refill: .continuous, burst: 3),
      countsIndexes: false)
    for _ in 0..<3 { #expect(quota.admit(.layer(0), at: at(5)) == .granted) }
    #expect(quota.admit(.layer(0), at: at(5)) == .refused(.milliseconds(100)))
    #expect(quota.admit(.manifest, at: at(5) + .milliseconds(100)) == .granted)
    #expect(quota.mostUsed == 3)
    #expect(quota.limit == 3)
  }

  @Test(arguments: UpstreamDescription.QuotaScope.allCases)
  func accountsAndAddressesAddUpApart(scope: UpstreamDescription.QuotaScope) {
    var quota = RequestQuota(
      .init(requests: 1, window: .hours(6), per: scope), countsIndexes: false, accounts: 3,
      addresses: 2)
    let first = CredentialSetID(0)
    #expect(quota.admit(request(0, set: first), at: .zero) == .granted)
    // From elsewhere with the same account, and from the same place with another.
    let elsewhere = quota.admit(request(1, set: first), at: .zero)
    let another = quota.admit(request(0, set: CredentialSetID(1)), at: .zero)
    #expect((elsewhere == .granted) == (scope == .address))
    #expect((another == .granted) == (scope == .account))
    #expect((quota.admit(request(0), at: .zero) == .granted) == (scope == .account))
    #expect(quota.use == QuotaUse(limit: 1, window: .hours(6), mostUsed: 1))
  }

  @Test func bytesAreGrantedUntilTheyAreUsedUp() {
    var quota = ByteQuota(
      .init(bytes: ByteCount(100), window: .hours(1), per: .address), accounts: 1, addresses: 2)
    func admit(_ bytes: Int64, _ region: Int, _ seconds: Int64) -> Quota.Verdict {
      let verdict = quota.verdict(on: request(region), at: at(seconds))
      if verdict == .granted { quota.count(bytes, of: request(region), at: at(seconds)) }
      return verdict
    }
    #expect(admit(99, 0, 0) == .granted)
    #expect(admit(99, 0, 1) == .granted)
    #expect(admit(1, 0, 600) == .refused(.seconds(3_000)))
    #expect(admit(1, 1, 600) == .granted)
    #expect(admit(1, 0, 3_600) == .granted)
  }

  @Test(arguments: UpstreamDescription.Refill.allCases)
  func aVerdictCountsNothing(refill: UpstreamDescription.Refill) {
    var quota = Quota(
      .init(requests: 2, window: .seconds(60), refill: refill), countsIndexes: false)
    for _ in 0..<5 { #expect(quota.verdict(on: .manifest, at: at(1)) == .granted) }
    #expect(quota.used == 0)
    for _ in 0..<2 { quota.count(.manifest, at: at(1)) }
    #expect(quota.verdict(on: .manifest, at: at(1)) != .granted)
    #expect(quota.used == 2)
  }

  @Test(arguments: [
    ("docker.io", UpstreamPreset.dockerHub), ("dhi.io", .dockerHardenedImages),
    ("contoso.azurecr.io", .azureContainerRegistry), ("mcr.microsoft.com", .microsoft),
    ("public.ecr.aws", .ecrPublic), ("ghcr.io", .gitHub), ("quay.io", .quay),
    ("registry.k8s.io", .kubernetes), ("europe-docker.pkg.dev", .googleArtifactRegistry),
    ("gcr.io", .googleContainerRegistry), ("nvcr.io", .nvidia),
    ("registry.redhat.io", .redHat), ("registry.access.redhat.com", .redHatPublic),
    ("registry.example.com", .custom),
  ])
  func everyHostHasItsPreset(host: String, preset: UpstreamPreset) {
    #expect(UpstreamPreset(host: host) == preset)
    #expect(UpstreamDescription(host: host).resolvedPreset == preset)
  }

  @Test func whatIsPublishedOfDockerHubDependsOnTheAccount() {
    func quota(_ account: UpstreamAccount, signsIn: Bool) -> UpstreamDescription.Quota? {
      UpstreamDescription(host: "docker.io", account: account).resolvedQuota(signsIn: signsIn)
    }
    #expect(
      quota(.byRules, signsIn: false) == .init(requests: 100, window: .hours(6), per: .address))
    #expect(
      quota(.byRules, signsIn: true) == .init(requests: 200, window: .hours(6), per: .account))
    #expect(quota(.pro, signsIn: true) == nil)
    #expect(
      UpstreamDescription(host: "ghcr.io").resolvedQuota(signsIn: true) == nil)
    #expect(
      UpstreamDescription(host: "docker.io", quota: .unlimited).resolvedQuota(signsIn: true) == nil)
  }
}

extension Quota {
  /// Counts a request if it is granted.
  fileprivate mutating func admit(_ part: ContentPart, at now: Instant) -> Verdict {
    let verdict = verdict(on: part, at: now)
    if verdict == .granted { count(part, at: now) }
    return verdict
  }
}

extension RequestQuota {
  /// Counts a request if it is granted.
  fileprivate mutating func admit(_ request: UpstreamRequest, at now: Instant) -> Quota.Verdict {
    let verdict = verdict(on: request, at: now)
    if verdict == .granted { count(request, at: now) }
    return verdict
  }
}
