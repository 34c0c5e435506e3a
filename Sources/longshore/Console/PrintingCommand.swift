import ArgumentParser
import Experiments

/// A subcommand whose output is text, so that tests can read it without a process.
protocol PrintingCommand: ParsableCommand {
  /// Does the work and returns what is printed on standard output.
  /// - Throws: ``PrintedFailure`` for a refusal in words, with what was to be printed all the same.
  func output() throws -> String
}

/// The reason for exit code 1.
struct PrintedFailure: Error, CustomStringConvertible {
  var description: String
  var output = ""
}

extension PrintingCommand {
  /// Prints the output, or the failure on standard error and ends with exit code 1.
  func perform() throws {
    let text: String
    do {
      text = try output()
    } catch {
      if let failure = error as? PrintedFailure { try StandardOutput.write(failure.output) }
      StandardError.report(error)
      throw ExitCode(1)
    }
    try StandardOutput.write(text)
  }

  /// A table with aligned columns, or CSV.
  func render(_ header: [String], _ rows: [[String]], csv: Bool) throws -> String {
    if csv {
      var writer = try CSVWriter(header)
      for row in rows { try writer.row(row) }
      return String(decoding: writer.bytes, as: UTF8.self)
    }
    var table = TextTable(leftColumns: header.count)
    for row in [header] + rows { table.row(row) }
    return table.text
  }
}
