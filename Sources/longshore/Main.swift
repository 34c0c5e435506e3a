import ArgumentParser

@main
struct Longshore: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "longshore", subcommands: [ReplayCommand.self])
}
