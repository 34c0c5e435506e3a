import ArgumentParser
import Experiments

/// The command line: one file a verb, each of them thin.
@main
struct Longshore: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "longshore",
    abstract: "Simulates geo-replicated, zone-redundant pull-through container registries.",
    discussion: """
      Exit codes: 0 done · 1 refused, not found, or what was asked for cannot be written; the \
      reason is on standard error · 64 the command line is not understood · 70 something that must \
      hold in every run did not; please report it · 129, 130, 143 ended by SIGHUP, SIGINT, SIGTERM. \
      Where the code is not 0, no result was written or changed.
      """,
    version: Version.current,
    subcommands: [
      RunCommand.self,
      ValidateCommand.self,
      ExplainCommand.self,
      SchemaCommand.self,
      RulesCommand.self,
      ReplayCommand.self,
      VerifyCommand.self,
    ])

  static func main() {
    StandardStreams.prepare()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      end(with: error)
    }
  }

  /// Ends as the argument parser would, but for help and the like that cannot be written.
  private static func end(with error: any Error) -> Never {
    let message = fullMessage(for: error)
    var code = exitCode(for: error)
    if !message.isEmpty, code.isSuccess {
      do { try StandardOutput.write(message + "\n") } catch { code = exitCode(for: error) }
    } else if !message.isEmpty {
      StandardError.write(message + "\n")
    }
    exit(withError: code)
  }
}
