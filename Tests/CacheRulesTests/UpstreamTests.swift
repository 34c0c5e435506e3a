import CacheRules
import Testing

@Suite struct UpstreamTests {
  @Test(arguments: [
    ("docker.io", Upstream.Credentials.required), ("dhi.io", .required),
    ("contoso.azurecr.io", .managedIdentity), ("mcr.microsoft.com", .notSupported),
    ("public.ecr.aws", .notSupported), ("ghcr.io", .optional), ("quay.io", .optional),
    ("registry.k8s.io", .optional), ("us-docker.pkg.dev", .required), ("gcr.io", .optional),
    ("nvcr.io", .optional), ("registry.redhat.io", .required),
    ("registry.access.redhat.com", .notSupported),
  ])
  func table(_ host: String, _ credentials: Upstream.Credentials) throws {
    let upstream = try #require(Upstream.at(host))
    #expect(upstream.credentials == credentials)
    let name = try ResourceName("any-set", of: .credentialSet)
    let set =
      upstream.takesCredentialSet
      ? [try CredentialSet(name: name, loginServer: host, principalID: "p")] : []
    func code(_ authentication: RuleAuthentication) throws -> String? {
      let rule = try CacheRule(
        name: "rule-one", source: "\(host)/a/b", target: "a/b", authentication: authentication)
      return RuleSet().refusals(adding: rule, in: RuleContext(credentialSets: set)).first?.code
    }
    let enforced =
      host == "docker.io" ? "EnforceDockerAuthentication" : "EnforceUpstreamAuthentication"
    let needs = credentials == .required || credentials == .managedIdentity
    #expect(try code(.anonymous) == (needs ? enforced : nil))
    let no = "UpstreamAuthenticationNotSupported"
    #expect(try code(.credentialSet(name)) == (upstream.takesCredentialSet ? nil : no))
    let identity = RuleAuthentication.managedIdentity("/subscriptions/0/userAssignedIdentities/a")
    #expect(try code(identity) == (credentials == .managedIdentity ? nil : no))
  }

  @Test func thirteen() { #expect(Upstream.all.count == 13) }

  @Test(
    arguments: [
      ("azurecr.io", nil), ("a.b.azurecr.io", nil), (".azurecr.io", nil),
      ("dockr.io", "docker.io"), ("gchr.io", "ghcr.io"), ("registry-1.docker.io", "docker.io"),
      ("us-docker.pkg.dve", "us-docker.pkg.dev"), ("contoso.azurcr.io", "contoso.azurecr.io"),
      ("registry.example.org", nil),
    ] as [(String, String?)])
  func nearest(_ host: String, _ meant: String?) {
    #expect(Upstream.at(host) == nil)
    if let meant { #expect(Upstream.nearest(to: host) == meant) }
  }

  @Test func credentialSetMustExistAndFit() throws {
    var set = RuleSet()
    let context = try Fixture.context()
    let absent = try CacheRule(
      name: "rule-one", source: "docker.io/a/b", target: "a/b",
      authentication: .credentialSet(try ResourceName("hub-credential", of: .credentialSet)))
    #expect(
      Fixture.refusal { try set.add(absent, in: context) }?.sentence
        == "There is no credential set named hub-credential (did you mean hub-credentials?); "
        + "add it first.")
    let other = try CacheRule(
      name: "rule-one", source: "ghcr.io/a/b", target: "a/b",
      authentication: .credentialSet(try ResourceName(Fixture.hubName, of: .credentialSet)))
    #expect(
      Fixture.refusal { try set.add(other, in: context) }?.code
        == "CredentialSetLoginServerMismatch")
  }
}
