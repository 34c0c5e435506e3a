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
      Where the code is not 0, no result was written or changed, except by a plan that finds no \
      answer, which writes its evidence, and by 'compare', which has 1 for a regression, written, and \
      2 for all that is refused. Reasons read 'error: …', or \
      'FILE:LINE:COLUMN: error: …' where a place in a file is to blame; notes read 'note: …'.

      Times are written with their units, the larger ones first: 250ms, 1.5h, 5min30s.
      """,
    version: Version.current,
    subcommands: [
      RunCommand.self,
      CompareCommand.self,
      SweepCommand.self,
      MergeCommand.self,
      PlanCommand.self,
      WhatIfCommand.self,
      ValidateCommand.self,
      ExplainCommand.self,
      SchemaCommand.self,
      RulesCommand.self,
      ReplayCommand.self,
      VerifyCommand.self,
      SwarmCommand.self,
      ResultsCommand.self,
    ])

  static func main() {
    StandardStreams.prepare()
    do {
      if let sentence = CommandLineErrors.unknownCommand(
        in: Array(CommandLine.arguments.dropFirst()))
      {
        throw ValidationError(sentence)
      }
      var command = try parseAsRoot()
      try command.run()
    } catch {
      CommandLineErrors.exit(for: error)
    }
  }
}
