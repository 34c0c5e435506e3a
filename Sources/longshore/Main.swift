import ArgumentParser

@main
struct Longshore: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "longshore",
    abstract: "Simulate pull-through caching in a geo-replicated container registry.",
    subcommands: [ValidateCommand.self, ExplainCommand.self, SchemaCommand.self])
}
