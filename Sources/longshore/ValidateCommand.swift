import ArgumentParser
import ScenarioFiles

/// Says whether scenario files are right, and everything that is wrong with them.
struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate", abstract: "Check scenario files; name every mistake with its place.")

  @Argument(help: "Scenario files.", completion: .file(extensions: ["yaml", "yml"]))
  var files: [String]

  func run() throws {
    var failed = false
    for file in files {
      let resolved: ResolvedScenario
      do throws(ScenarioErrors) {
        resolved = try ScenarioReader.read(path: file)
      } catch {
        failed = true
        StandardError.report(error)
        continue
      }
      try StandardOutput.write("\(file): ok – \(resolved.summary)\n")
      for note in resolved.notes { StandardError.write("note: \(file): \(note)\n") }
    }
    if failed { throw ExitCode(1) }
  }
}
