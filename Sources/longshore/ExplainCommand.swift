import ArgumentParser
import Foundation
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
    do throws(ScenarioErrors) {
      let resolved = try ScenarioReader.read(path: file)
      if yaml {
        print(resolved.canonicalYAML, terminator: "")
        return
      }
      let explanation = Explanation(resolved, key: key)
      guard let key, explanation.isEmpty else {
        print(explanation)
        return
      }
      let near = explanation.nearest(to: key).map { "; did you mean '\($0)'?" } ?? ""
      try? FileHandle.standardError.write(
        contentsOf: Data(
          "there is no key '\(key)'; expected one such as registry.cache\(near)\n".utf8))
    } catch {
      FileHandle.standardError.write(Data("\(error)\n".utf8))
    }
    throw ExitCode(1)
  }
}
