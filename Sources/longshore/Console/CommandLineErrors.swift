import ArgumentParser
import ContentCache
import Experiments
import ScenarioFiles
import Words

/// How the program ends where it was not understood, or does not do what was asked.
enum CommandLineErrors {
  /// What a command line names as a command that is none, in a sentence; nil where there is nothing
  /// of the kind.
  ///
  /// - Parameter arguments: The words after the program's name.
  static func unknownCommand(in arguments: [String]) -> String? {
    var commands = Longshore.configuration.subcommands
    var path = Longshore._commandName
    for argument in arguments {
      if commands.isEmpty || argument.hasPrefix("-") || argument == "help" { return nil }
      if let command = commands.first(where: { $0._commandName == argument }) {
        path += " " + argument
        commands = command.configuration.subcommands
      } else {
        let names = commands.map { $0._commandName }
        return "'\(argument)' is no command; expected \(path) \(names.joined(separator: " | "))"
          + NearestWord.suggestion(argument, among: names)
      }
    }
    return nil
  }

  /// Ends the program as an error asks for: help on standard output, reasons on standard error.
  static func exit(for error: any Error) -> Never {
    let code = Longshore.exitCode(for: error)
    if error is ExitCode { Longshore.exit(withError: error) }
    let message = Longshore.fullMessage(for: error)
    if code.isSuccess {
      do { try StandardOutput.write(message + "\n") } catch { Longshore.exit(withError: error) }
    } else if code == .validationFailure {
      // The parser opens with a capital; all else that is refused does not.
      let prefix = "Error: "
      let rest = message.hasPrefix(prefix) ? String(message.dropFirst(prefix.count)) : message
      StandardError.write("error: \(rest)\n")
    } else {
      StandardError.report(error)
    }
    Longshore.exit(withError: code)
  }
}
