import ArgumentParser
import Experiments

/// The command line: one file a verb, each of them thin.
@main
struct Longshore: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "longshore",
    abstract: "Simulates geo-replicated, zone-redundant pull-through container registries.",
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
}
