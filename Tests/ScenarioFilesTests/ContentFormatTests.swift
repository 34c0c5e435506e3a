import Foundation
import RegistryModel
import ScenarioFiles
import SimulationKernel
import Testing

/// Tags that change, pushes and absent images, as files say them.
@Suite struct ContentFormatTests {
  private let added = """
    catalogue:
      tagChanges:
        rate: 2/d
        share: 30%
        events:
          - {image: "mcr/dotnet/sdk:10.0", at: 2h}
    pushes:
      - {image: "apps/web:1.0", like: "mcr/dotnet/sdk:10.0"}
      - {image: "apps/web:1.0", at: 2h, changedLayers: 10%}
      - {image: "apps/api:3", layers: [80MiB, 5MiB], at: 30min, region: westeurope}

    """

  @Test func everyKeyIsRead() throws {
    let scenario = try Samples.scenario(
      Samples.small.replacing(
        "region: westeurope\n",
        with: "region: westeurope\n    images: {unknownShare: 2%, digestShare: 5%}\n"
      )
      .replacing(
        "  home: westeurope",
        with: "  home: westeurope\n  cache: {negativeLifetime: 5min}")
        + "behaviour: {tagFreshness: every-pull, tagCheck: get}\n" + added)
    #expect(
      scenario.catalogue.tagChanges
        == TagChangeDescription(
          rate: Rate(perSecond: 2.0 / 86_400), share: 0.3, changedLayers: 0.25,
          events: [TagChangeEvent(image: "mcr/dotnet/sdk:10.0", at: .hours(2))]))
    #expect(scenario.pushes.count == 3)
    #expect(
      scenario.pushes[1]
        == PushDescription(image: "apps/web:1.0", changedLayers: 0.1, at: .hours(2)))
    #expect(
      scenario.pushes[2]
        == PushDescription(
          image: "apps/api:3", layers: [.mebibytes(80), .mebibytes(5)], at: .minutes(30),
          region: "westeurope"))
    #expect(scenario.workloads[0].images.unknownShare == 0.02)
    #expect(scenario.workloads[0].images.digestShare == 0.05)
    #expect(scenario.registry.cache.negativeLifetime == .minutes(5))
    #expect(scenario.behaviour.tagCheck == .get)
    // What is written out reads back as the same.
    #expect(try Samples.scenario(ScenarioReader.canonicalYAML(of: scenario)) == scenario)
  }

  @Test func withoutThemNothingChangesAndNothingIsPushed() throws {
    let scenario = try Samples.scenario(Samples.small)
    #expect(scenario.catalogue.tagChanges == nil)
    #expect(scenario.pushes.isEmpty)
    #expect(scenario.registry.cache.negativeLifetime == nil)
    #expect(scenario.workloads[0].images.unknownShare == 0)
    #expect(scenario.behaviour.tagCheck == .head)
  }

  @Test func pushedImagesCanBePulled() throws {
    let text = Samples.small.replacing(
      "steady: 60/min", with: "scaleOut: {at: 1h, image: \"apps/api:3\"}")
    #expect(try Samples.scenario(text + added).workloads.count == 1)
    let selecting = Samples.small.replacing(
      "    arrivals:", with: "    images: {repositories: [apps/web, apps/*]}\n    arrivals:")
    #expect(try Samples.scenario(selecting + added).workloads.count == 1)
    #expect(Samples.mistakes(selecting).count == 2)
  }

  @Test(arguments: [
    ("image: \"apps/api:3\"", "image: \"mcr/own:3\"", "pushed"),
    ("image: \"apps/api:3\"", "image: \"apps/api\"", "has no tag"),
    ("layers: [80MiB, 5MiB], ", "", "does not say how large it is"),
    ("region: westeurope}", "region: eastus}", "the registry has no region 'eastus'"),
    ("at: 30min", "at: 30h", "after the end of the run"),
    ("sdk:10.0\", at: 2h", "sdk:10.0\", at: 20h", "after the end of the run"),
    ("sdk:10.0\", at: 2h", "sdk:99\", at: 2h", "no rule reaches an image 'mcr/dotnet/sdk:99'"),
    ("rate: 2/d", "rate: 100/s", "versions together"),
    ("share: 30%", "share: 0.3", "the unit is missing"),
    ("like:", "alike:", "did you mean 'like'?"),
  ])
  func mistakesAreNamedWithTheirPlace(part: String, change: String, expected: String) {
    let text = Samples.small + added.replacing(part, with: change)
    #expect(change.isEmpty || text.contains(change))
    let mistakes = Samples.mistakes(text)
    #expect(mistakes.count == 1)
    #expect(mistakes.first?.contains(expected) == true, "\(mistakes)")
    // The mistake stands in what was added.
    let line = mistakes.first?.split(separator: ":").dropFirst().first.flatMap { Int($0) } ?? 0
    #expect(line > 11)
  }

  // MARK: A file of changes

  private static let naming =
    Samples.small + "catalogue: {tagChanges: {file: logs/changes.csv}}\n"

  private func mistakes(_ changes: String?) throws -> String {
    var found = ""
    try withFolder(["s.yaml": Self.naming]) { folder in
      let logs = "\(folder)/logs"
      try FileManager.default.createDirectory(atPath: logs, withIntermediateDirectories: true)
      if let changes { try Data(changes.utf8).write(to: URL(filePath: "\(logs)/changes.csv")) }
      do throws(ScenarioErrors) {
        _ = try ScenarioReader.read(path: "\(folder)/s.yaml")
      } catch {
        found = error.diagnostics.map(\.description).joined(separator: "\n")
      }
    }
    return found
  }

  @Test func aFileOfChangesIsFoundBesideTheScenario() throws {
    let header = "time,repository,tag\n"
    #expect(try mistakes(header + "60,mcr.microsoft.com/dotnet/sdk,10.0\n") == "")
    let bad = try mistakes(header + "soon,mcr.microsoft.com/dotnet/sdk,10.0\n")
    #expect(bad.contains("logs/changes.csv:2: column time is 'soon'; expected seconds"))
    #expect(bad.contains("s.yaml:12"))
    let unknown = try mistakes(header + "60,mcr.microsoft.com/dotnet/sdk,99\n")
    #expect(
      unknown.contains(
        "logs/changes.csv:2: no rule reaches an image 'mcr.microsoft.com/dotnet/sdk:99'"))
    #expect(try mistakes(nil).contains("logs/changes.csv"))
  }
}
