import CacheRules
import ImageCatalogue
import SimulationKernel
import Testing

@testable import RegistryModel

/// The thirteen upstreams of the service, each with what is published of it.
@Suite struct UpstreamPresetTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var host: String
    var preset: UpstreamPreset
    var credentials: CacheRules.Upstream.Credentials
    /// Without an account and with one; nil: no limit.
    var anonymous: UpstreamDescription.Quota?
    var signedIn: UpstreamDescription.Quota?
    var token: Span = .seconds(300)
    var near = "eastus"
    var testDescription: String { host }
  }

  private static let ecr = UpstreamDescription.Quota(
    requests: 1, window: .seconds(1), counting: .manifestGets, per: .address, refill: .continuous)
  private static let quay = UpstreamDescription.Quota(
    requests: 10, window: .seconds(1), counting: .allRequests, per: .address,
    refill: .continuous, burst: 100)
  private static let google = UpstreamDescription.Quota(
    requests: 60_000, window: .minutes(1), counting: .allRequests, per: .account,
    refill: .continuous)

  /// Authentication by the service's list (artifact cache overview, 2026-06-11), limits by the
  /// upstreams' own pages.
  static let table = [
    Row(
      host: "docker.io", preset: .dockerHub, credentials: .required,
      anonymous: .init(requests: 100, window: .hours(6), per: .address),
      signedIn: .init(requests: 200, window: .hours(6), per: .account)),
    Row(host: "dhi.io", preset: .dockerHardenedImages, credentials: .required),
    Row(
      host: "contoso.azurecr.io", preset: .azureContainerRegistry, credentials: .managedIdentity,
      token: .hours(1)),
    Row(host: "mcr.microsoft.com", preset: .microsoft, credentials: .notSupported),
    Row(
      host: "public.ecr.aws", preset: .ecrPublic, credentials: .notSupported, anonymous: ecr,
      signedIn: .init(requests: 10, window: .seconds(1), refill: .continuous)),
    Row(host: "ghcr.io", preset: .gitHub, credentials: .optional),
    Row(
      host: "quay.io", preset: .quay, credentials: .optional, anonymous: quay, signedIn: quay),
    Row(host: "registry.k8s.io", preset: .kubernetes, credentials: .optional),
    Row(
      host: "europe-docker.pkg.dev", preset: .googleArtifactRegistry, credentials: .required,
      anonymous: google, signedIn: google, token: .hours(1), near: "westeurope"),
    Row(
      host: "us-central1-docker.pkg.dev", preset: .googleArtifactRegistry, credentials: .required,
      anonymous: google, signedIn: google, token: .hours(1), near: "centralus"),
    Row(
      host: "gcr.io", preset: .googleContainerRegistry, credentials: .optional,
      token: .hours(1)),
    Row(host: "nvcr.io", preset: .nvidia, credentials: .optional),
    Row(host: "registry.redhat.io", preset: .redHat, credentials: .required),
    Row(host: "registry.access.redhat.com", preset: .redHatPublic, credentials: .notSupported),
  ]

  @Test func theTableHasAll() {
    #expect(Set(Self.table.map(\.preset)).union([.custom]) == Set(UpstreamPreset.allCases))
  }

  @Test(arguments: table)
  func whatIsPublishedHolds(row: Row) {
    let upstream = UpstreamDescription(host: row.host)
    #expect(upstream.resolvedPreset == row.preset)
    #expect(upstream.resolvedCredentials == row.credentials)
    #expect(upstream.resolvedQuota(signsIn: false) == row.anonymous)
    #expect(upstream.resolvedQuota(signsIn: true) == row.signedIn)
    #expect(upstream.resolvedTokenLifetime == row.token)
    #expect(upstream.resolvedNear == row.near)
    // Every figure says where it comes from.
    for account in UpstreamAccount.allCases {
      let sources = [
        row.preset.quota(for: account).source, row.preset.transferQuota(for: account).source,
        row.preset.tokenLifetime.source, row.preset.near(at: row.host).source,
      ]
      for source in sources {
        #expect(
          ["documented: ", "observed: ", "assumption: ", "unknown: "].contains {
            source.hasPrefix($0)
          })
      }
    }
    #expect(
      upstream.resolvedTransferQuota(signsIn: false)
        == (row.preset == .ecrPublic
          ? .init(bytes: ByteCount(500_000_000_000), window: .hours(720), per: .address) : nil))
    #expect(upstream.resolvedTransferQuota(signsIn: true) == nil)
    #expect((upstream.resolvedAbuseLimit != nil) == (row.preset == .dockerHub))
  }

  @Test(arguments: [
    ("us", "eastus"), ("us-east4", "eastus"), ("us-west1", "westus2"), ("us-central1", "centralus"),
    ("northamerica-northeast1", "canadacentral"), ("southamerica-east1", "brazilsouth"),
    ("europe", "westeurope"), ("europe-west3", "westeurope"), ("me-central1", "uaenorth"),
    ("africa-south1", "southafricanorth"), ("asia", "southeastasia"),
    ("asia-northeast1", "japaneast"), ("asia-east2", "eastasia"), ("asia-south1", "centralindia"),
    ("asia-southeast1", "southeastasia"), ("australia-southeast1", "australiaeast"),
  ])
  func googlesHostsSayWhereTheyAre(location: String, near: String) {
    let upstream = UpstreamDescription(host: "\(location)-docker.pkg.dev")
    #expect(upstream.resolvedNear == near)
  }

  /// A registry whose images come from one upstream, with the credentials that it wants.
  private func scenario(_ host: String, images: Int = 40) throws -> Scenario {
    let credentials = UpstreamDescription(host: host).resolvedCredentials
    return smallScenario {
      $0.registry.replicas = []
      $0.workloads.removeLast(2)
      $0.workloads[0].clients.layerStore = nil
      $0.upstreams = []
      $0.rules = [
        RuleDescription(
          name: "upstream", source: "\(host)/team/*", target: "own/*",
          credentialSet: credentials == .required ? "login" : nil,
          managedIdentity: credentials == .managedIdentity
            ? "/subscriptions/0/userAssignedIdentities/puller" : nil)
      ]
      var parameters = SyntheticCatalogue.Parameters()
      parameters.images = images
      parameters.repositories = ["\(host)/team/image-"]
      $0.catalogue.source = .synthetic(parameters)
      $0.run.warmUp = .zero
    }
  }

  private func run(_ scenario: Scenario) throws -> RunReport {
    guard case .synthetic(let parameters) = scenario.catalogue.source else {
      throw PlanError("catalogue.source", "expected a synthetic one")
    }
    let plan = try WorldPlan(
      scenario, catalogue: try SyntheticCatalogue.draw(parameters, seed: scenario.run.seed))
    var simulation = Simulation(plan, replication: 0)
    simulation.run(until: .zero + scenario.run.duration)
    #expect(simulation.report.violations == [])
    return simulation.report
  }

  @Test(arguments: table)
  func imagesComeFromEveryUpstream(row: Row) throws {
    let report = try run(scenario(row.host))
    #expect(report.served > 900)
    #expect(report.failed == 0)
    #expect(report.upstreams.map(\.host) == [row.host])
    #expect(report.upstreams[0].manifests > 0)
    #expect(report.upstreams[0].bytesSent > 0)
    let tokens = report.regions[0].handler.credentials.tokenRequests
    #expect((tokens > 0) == (row.credentials == .required || row.credentials == .managedIdentity))
    #expect(
      (report.upstreams[0].quota == nil) == ((tokens > 0 ? row.signedIn : row.anonymous) == nil))
  }

  /// A minute of many pulls of images that nobody has: what a limit by the second refuses.
  private func rush(_ host: String, _ change: (inout Scenario) -> Void = { _ in }) throws
    -> UpstreamReport
  {
    var scenario = try scenario(host, images: 400)
    scenario.catalogue.popularityExponent = 0
    scenario.workloads[0].arrivals = .steady(rate: Rate(perSecond: 5))
    change(&scenario)
    return try run(scenario).upstreams[0]
  }

  @Test func onePullASecondIsLessThanTen() throws {
    let anonymous = try rush("public.ecr.aws")
    #expect(anonymous.refused > 0)
    #expect(anonymous.quota?.mostUsed == 1)
    // Layers are no pulls.
    #expect(anonymous.exempt >= anonymous.layers)
    let account = try rush("public.ecr.aws") {
      $0.upstreams = [
        UpstreamDescription(
          host: "public.ecr.aws",
          quota: .stated(UpstreamPreset.ecrPublic.quota(for: .personal).value!))
      ]
    }
    #expect(account.refused < anonymous.refused / 10)
  }

  @Test func burstsAreTakenByQuayAndLayersCountThere() throws {
    let quay = try rush("quay.io")
    #expect(quay.refused > 0)
    #expect(quay.exempt == 0)
    #expect(try #require(quay.quota).limit == 100)
    #expect(try #require(quay.quota).mostUsed > 50)
    #expect(try rush("ghcr.io").refused == 0)
  }

  /// Whoever pays meets it; what it refuses takes nothing of the bytes.
  @Test func theAbuseLimitIsEverybodys() throws {
    let usual = UpstreamPreset.dockerHub.abuseLimit.value
    #expect(
      usual
        == .init(
          requests: 5_000, window: .minutes(1), counting: .allRequests, per: .address,
          refill: .continuous))
    func paying(_ limit: UpstreamDescription.Limit<UpstreamDescription.Quota>) throws
      -> UpstreamReport
    {
      try rush("docker.io") {
        $0.upstreams = [
          UpstreamDescription(
            host: "docker.io", account: .business,
            transferQuota: .stated(.init(bytes: .gibibytes(10_000), window: .hours(1))),
            abuseLimit: limit)
        ]
      }
    }
    let (without, with) = (
      try paying(.unlimited),
      try paying(
        .stated(
          .init(
            requests: 60, window: .minutes(1), counting: .allRequests, per: .address,
            refill: .continuous)))
    )
    #expect(without.refused == 0)
    #expect(with.refused > 0)
    #expect(with.bytesSent < without.bytesSent)
    // A minute's requests to begin with, and as many in each of sixteen minutes.
    #expect(with.requests - with.refused <= 17 * 60)
  }

  @Test func bytesThatAreUsedUpRefuseLayers() throws {
    func limited(_ bytes: ByteCount) throws -> UpstreamReport {
      try rush("ghcr.io") {
        $0.upstreams = [
          UpstreamDescription(
            host: "ghcr.io",
            transferQuota: .stated(.init(bytes: bytes, window: .hours(1), per: .address)))
        ]
      }
    }
    let (little, much) = (try limited(.gibibytes(1)), try limited(.gibibytes(10_000)))
    #expect(little.refused > 0 && much.refused == 0)
    #expect(little.bytesSent < much.bytesSent)
    // The layer that goes beyond the limit is the last that is granted.
    #expect(little.bytesSent >= 1 << 30)
  }
}
