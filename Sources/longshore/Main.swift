import ArgumentParser

/// The command line: one file a verb, each of them thin.
@main
struct Longshore: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "longshore",
    abstract: "Simulates geo-replicated, zone-redundant pull-through container registries.",
    version: "0.1.0",
    subcommands: [
      RulesCommand.self,
      ValidateCommand.self,
      ExplainCommand.self,
      SchemaCommand.self,
      ReplayCommand.self,
    ])
}
