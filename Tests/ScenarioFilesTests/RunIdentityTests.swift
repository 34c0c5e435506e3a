import ScenarioFiles
import Testing

@Suite struct RunIdentityTests {
  private func identity(_ text: String, in folder: String) throws -> String {
    try ScenarioReader.read(text: text, path: "\(folder)/s.yaml").runIdentity
  }

  @Test func whatDecidesARunDecidesItsIdentity() throws {
    let first = try identity(Samples.small, in: ".")
    #expect(first.count == 32)
    for same in [
      "title: Another\n", "run: {replications: 9}\n", "run: {precision: {halfWidth: 1%}}\n",
      "sweep: {axes: [{key: run.seed, values: [1, 2]}]}\n",
    ] {
      #expect(try identity(same + Samples.small, in: ".") == first, "\(same)")
    }
    for other in ["run: {seed: 2}\n", "run: {warmUp: 2h}\n", "profile: acr-2026\n"] {
      #expect(try identity(other + Samples.small, in: ".") != first, "\(other)")
    }
  }

  @Test func theContentsOfFilesAreAPartOfIt() throws {
    let log = "time,repository,tag\n0,mcr.microsoft.com/dotnet/aspnet,10.0\n"
    let text = "catalogue: {tagChanges: {file: tags.csv}}\n" + Samples.small
    var identities: [String] = []
    for content in [log, log + "5,mcr.microsoft.com/dotnet/aspnet,10.0\n"] {
      try withFolder(["tags.csv": content]) { identities.append(try identity(text, in: $0)) }
    }
    try withFolder(["tags.csv": log]) { identities.append(try identity(text, in: $0)) }
    #expect(identities[0] != identities[1] && identities[0] == identities[2])
  }

  @Test func aFileThatIsGoneIsNamed() throws {
    let log = "time,repository,tag\n0,mcr.microsoft.com/dotnet/aspnet,10.0\n"
    let text = "catalogue: {tagChanges: {file: tags.csv}}\n" + Samples.small
    var resolved: ResolvedScenario?
    try withFolder(["tags.csv": log]) {
      resolved = try ScenarioReader.read(text: text, path: "\($0)/s.yaml")
    }
    do throws(ScenarioErrors) {
      _ = try resolved?.runIdentity
      Issue.record("there is no such file")
    } catch {
      #expect(error.description.contains("s.yaml:1:32: error: 'tags.csv': there is no such file"))
    }
  }
}
