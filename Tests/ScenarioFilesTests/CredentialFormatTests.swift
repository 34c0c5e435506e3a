import RegistryModel
import SimulationKernel
import Testing

@testable import ScenarioFiles

/// Upstreams' presets, credential sets and the key vault in scenario files.
@Suite struct CredentialFormatTests {
  /// A scenario of Docker Hub, with more of it.
  private func text(_ more: String = "", rule: String = "credentialSet: hub-login") -> String {
    """
    registry:
      home: westeurope
    rules:
      - {name: docker-hub, source: docker.io/library/*, target: hub/*, \(rule)}
    workloads:
      - {name: builds, region: westeurope, arrivals: {steady: 60/min}}
    \(more)

    """
  }

  @Test func whatIsLeftOutIsAsPublished() throws {
    let scenario = try Samples.scenario(text())
    #expect(scenario.credentialSets == [CredentialSetDescription(name: "hub-login")])
    #expect(scenario.upstreams == [UpstreamDescription(host: "docker.io")])
    #expect(
      scenario.upstreams[0].resolvedQuota(signsIn: scenario.signsIn(at: "docker.io"))
        == .init(requests: 200, window: .hours(6)))
    let resolved = try ScenarioReader.read(text: text(), path: "s.yaml")
    #expect(resolved.origin(of: "credentialSets.0.name") == .byDefault("named by a rule"))
    let upstreams = Explanation(resolved, key: "upstreams").description
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(upstreams.contains("preset: by-host, docker-hub"))
    #expect(upstreams.contains("account: by-rules, personal"))
    #expect(
      upstreams.contains(
        "quota: by-preset, 200 GETs of manifests in 6h per account (documented: Docker"))
    #expect(upstreams.contains("tokenLifetime: by-preset, 5min (observed:"))
  }

  @Test func everythingCanBeWritten() throws {
    let scenario = try Samples.scenario(
      text(
        """
        credentialSets:
          - name: hub-login
            password: https://my-vault.vault.azure.net/secrets/hub/0123456789abcdef0123456789abcdef
            secretLifetime: 10min
            refusedSecret: read-again
            healthCheckInterval: none
        keyVault: {region: northeurope, responseTime: 80ms, failureRate: 0.1%, timeout: 2s}
        upstreams:
          - host: docker.io
            account: team
            tokenLifetime: 1min
            transferQuota: {bytes: 500GB, window: 30d, per: address}
            quota:
              requests: 10
              window: 1s
              counting: all-requests
              per: address
              refill: continuous
              burst: 50
              retryAfter: stated
        """))
    let set = scenario.credentialSets[0]
    #expect(set.fixesVersion)
    #expect(set.secretLifetime == .minutes(10))
    #expect(set.refusedSecret == .readAgain)
    #expect(set.healthCheckInterval == nil)
    #expect(scenario.keyVault.region == "northeurope")
    #expect(scenario.keyVault.timeout == .seconds(2))
    let upstream = scenario.upstreams[0]
    #expect(upstream.account == .team)
    #expect(upstream.resolvedTokenLifetime == .minutes(1))
    #expect(
      upstream.quota
        == .stated(
          .init(
            requests: 10, window: .seconds(1), counting: .allRequests, per: .address,
            refill: .continuous, burst: 50, retryAfter: .stated)))
    #expect(
      upstream.resolvedTransferQuota(signsIn: true)
        == .init(bytes: ByteCount(500_000_000_000), window: .hours(720), per: .address))
    let again = try Samples.scenario(ScenarioReader.canonicalYAML(of: scenario))
    #expect(again == scenario)
  }

  @Test(arguments: [
    ("upstreams: [{host: docker.io, account: anonymous}]", "a rule signs in at 'docker.io'"),
    ("upstreams: [{host: docker.io, account: gold}]", "expected 'by-rules'"),
    ("upstreams: [{host: docker.io, quota: {requests: 1, window: 1s, burst: 5}}]", "refill"),
    ("credentialSets: [{name: hub-logon}]", "did you mean 'hub-login'?"),
    ("credentialSets: [{name: hub-login}, {name: HUB-login}]", "stands above already"),
    ("credentialSets: [{name: hub-login, password: hunter2}]", "must open with https://"),
    (
      "credentialSets: [{name: hub-login, userName: 'https://one.vault.azure.net/secrets/a', "
        + "password: 'https://two.vault.azure.net/secrets/a'}]", "all in one key vault"
    ),
    ("keyVault: {region: westeuropa}", "did you mean 'westeurope'?"),
    (
      "keyVault: {region: japaneast, sharesFateWithRegion: true}",
      "stands in 'japaneast', which is none of the registry's regions"
    ),
    ("registry: {home: westeurope}", "stands twice"),
  ])
  func oneClearMistake(more: String, sentence: String) {
    let mistakes = Samples.mistakes(text(more))
    #expect(mistakes.contains { $0.contains(sentence) }, "\(mistakes)")
  }

  @Test func theFateOfTheVaultIsItsRegionsWhereThatIsSaid() throws {
    #expect(try !Samples.scenario(text()).keyVault.sharesFateWithRegion)
    let shared = text("keyVault: {sharesFateWithRegion: true}")
    let scenario = try Samples.scenario(shared)
    #expect(scenario.keyVault.sharesFateWithRegion)
    #expect(try Samples.scenario(ScenarioReader.canonicalYAML(of: scenario)) == scenario)
    let explained = Explanation(
      try ScenarioReader.read(text: text(), path: "s.yaml"), key: "keyVault"
    ).description.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(explained.contains("sharesFateWithRegion: false [default (assumption: services"))
  }

  @Test func credentialsAreAskedForWhereTheUpstreamDoes() {
    let refused = Samples.mistakes(text(rule: "credentialSet: none"))
    #expect(refused.count == 1)
    #expect(refused.first?.contains("EnforceDockerAuthentication") == true)
    // As it was until July 2024.
    let optional = "upstreams: [{host: docker.io, credentials: optional}]"
    #expect(Samples.mistakes(text(optional, rule: "credentialSet: none")) == [])
    let account = "upstreams: [{host: docker.io, credentials: optional, account: pro}]"
    #expect(
      Samples.mistakes(text(account, rule: "credentialSet: none")).first?
        .contains("no rule signs in at 'docker.io'") == true)
  }

  @Test func aManagedIdentityStandsInPlaceOfASet() throws {
    let identity = "managedIdentity: /subscriptions/0/userAssignedIdentities/puller"
    let asked = "upstreams: [{host: docker.io, credentials: managed-identity}]"
    let scenario = try Samples.scenario(text(asked, rule: identity))
    #expect(scenario.rules[0].managedIdentity == "/subscriptions/0/userAssignedIdentities/puller")
    #expect(scenario.credentialSets == [])
    #expect(scenario.signsIn(at: "docker.io"))
    let both = Samples.mistakes(text(asked, rule: identity + ", credentialSet: hub-login"))
    #expect(both.contains { $0.contains("expected one of them") })
    let wrong = Samples.mistakes(text(asked, rule: "managedIdentity: puller"))
    #expect(wrong.contains { $0.contains("(ManagedIdentityInvalid)") }, "\(wrong)")
    let refused = Samples.mistakes(text(rule: identity))
    #expect(refused.contains { $0.contains("takes a credential set and no managed identity") })
  }

  @Test func aHostOfOnesOwnNeedsAPreset() throws {
    let digest = "sha256:" + String(repeating: "a", count: 64)
    let catalogue = """
      repository,tag,platform,manifest_digest,layer_index,layer_digest,layer_bytes
      registry.example.com/app,1.0,linux/amd64,\(digest),0,\(digest),1000

      """
    try withFolder(["images.csv": catalogue]) { folder in
      func mistakes(_ upstream: String) -> [String] {
        let text = """
          registry: {home: westeurope}
          rules: [{name: own-registry, source: registry.example.com/*, target: own/*}]
          catalogue: {source: {file: images.csv}}
          \(upstream)
          workloads:
            - {name: builds, region: westeurope, arrivals: {steady: 60/min}}

          """
        do {
          _ = try ScenarioReader.read(text: text, path: folder + "/s.yaml")
          return []
        } catch { return error.diagnostics.map(\.description) }
      }
      #expect(mistakes("").first?.contains("UpstreamRegistryNotSupported") == true)
      #expect(mistakes("upstreams: [{host: registry.example.com, preset: custom}]") == [])
    }
  }
}
