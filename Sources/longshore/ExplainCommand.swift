import ArgumentParser
import ScenarioFiles

/// Shows what a scenario says once all defaults are filled in.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Show every value of a scenario, where it comes from and what it means.")

  @Argument(help: "A scenario file.", completion: .file(extensions: ["yaml", "yml"]))
  var file: String

  @Option(help: "Show this key and what is below it only, such as registry.cache.")
  var key: String?

  @Flag(help: "Print the whole scenario as a file instead, without explanations.")
  var yaml = false

  func run() throws {
    let resolved: ResolvedScenario
    do throws(ScenarioErrors) {
      resolved = try ScenarioReader.read(path: file)
    } catch {
      StandardError.report(error)
      throw ExitCode(1)
    }
    if yaml {
      try StandardOutput.write(resolved.canonicalYAML)
      return
    }
    let explanation = Explanation(resolved, key: key)
    if let key, explanation.isEmpty {
      let near = explanation.nearest(to: key).map { "; did you mean '\($0)'?" } ?? ""
      throw Refusal("there is no key '\(key)'; expected one such as registry.cache\(near)")
    }
    try StandardOutput.write("\(explanation)\n")
  }
}
