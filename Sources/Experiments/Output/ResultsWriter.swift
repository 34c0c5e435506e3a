import LocalFiles

/// Writes the files of one folder of results.
struct ResultsWriter {
  let folder: String
  /// The folder as messages name it.
  let name: String

  /// Writes a table, piece by piece.
  func table(
    _ file: String, _ header: [String], _ body: (inout CSVWriter) throws -> Void
  ) throws {
    try write(file) { output in
      var writer = try CSVWriter(header) { try output.write($0) }
      try body(&writer)
      try writer.flush()
    }
  }

  /// Writes a text that comes in pieces.
  func pieces(_ file: String, _ body: ((String) throws -> Void) throws -> Void) throws {
    try write(file) { output in
      try body { try output.write(Array($0.utf8)) }
    }
  }

  /// Writes a text.
  func text(_ file: String, _ text: String) throws {
    try write(file) { try $0.write(Array(text.utf8)) }
  }

  private func write(_ file: String, _ body: (WritableFile) throws -> Void) throws {
    do {
      let output = try WritableFile(creating: LocalPath.join(folder, file))
      try body(output)
      try output.close()
    } catch let error as SystemError {
      throw ResultsFolderError("\(name)/\(file) cannot be written: \(error)")
    }
  }
}
