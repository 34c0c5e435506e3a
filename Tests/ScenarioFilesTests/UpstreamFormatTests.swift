import ImageCatalogue
import RegistryModel
import ScenarioFiles
import SimulationKernel
import Testing

/// Upstreams, and images below them, as files say them.
@Suite struct UpstreamFormatTests {
  private static let text = """
    registry: {home: westeurope}
    rules:
      - {name: amazon, source: public.ecr.aws/*, target: ecr/*}
      - {name: red-hat, source: quay.io/team/*, target: quay/*}
    catalogue:
      source:
        synthetic:
          images: 20
          repositories: ["public.ecr.aws/drawn/image-", "quay.io/team/image-"]
    upstreams:
      - host: public.ecr.aws
        near: westus2
        abuseLimit: {requests: 30, window: 1s, counting: all-requests, per: address}
      - host: quay.io
    workloads:
      - {name: builds, region: westeurope, arrivals: {steady: 6/min}}

    """

  @Test func everyKeyIsRead() throws {
    let scenario = try Samples.scenario(Self.text)
    guard case .synthetic(let parameters) = scenario.catalogue.source else {
      Issue.record("no synthetic catalogue")
      return
    }
    #expect(parameters.repositories == ["public.ecr.aws/drawn/image-", "quay.io/team/image-"])
    #expect(scenario.upstreams[0].near == "westus2")
    #expect(
      scenario.upstreams[0].abuseLimit
        == .stated(
          .init(
            requests: 30, window: .seconds(1), counting: .allRequests, per: .address,
            refill: .continuous)))
    #expect(scenario.upstreams[1].near == nil && scenario.upstreams[1].abuseLimit == .byPreset)
    #expect(try Samples.scenario(ScenarioReader.canonicalYAML(of: scenario)) == scenario)
  }

  @Test func whatIsPublishedIsExplained() throws {
    let resolved = try ScenarioReader.read(
      text: Self.text.replacing("near: westus2", with: "failureRate: 0%"), path: "s.yaml")
    let text = Explanation(resolved, key: "upstreams").description
    #expect(text.contains("AWS"))
    #expect(text.contains("eastus"))
  }

  @Test(arguments: [
    ("quay.io/team/image-", "quay.io/Team/image-", "9:53"),
    ("quay.io/team/image-", "quay/team/image-", "9:53"),
    ("quay.io/team/image-", "public.ecr.aws/drawn/image-", "stands twice"),
    ("[\"public.ecr.aws/drawn/image-\", \"quay.io/team/image-\"]", "[]", "the list is empty"),
    ("near: westus2", "near: westus22", "did you mean"),
    ("per: address", "per: address, refill: at-once, burst: 5", "a burst of 5"),
    ("window: 1s", "window: 0s", "expected more than 0s"),
  ])
  func mistakesAreNamed(part: String, change: String, expected: String) {
    let mistakes = Samples.mistakes(Self.text.replacing(part, with: change))
    #expect(mistakes.count == 1)
    #expect(mistakes.first?.contains(expected) == true, "\(mistakes)")
  }
}
