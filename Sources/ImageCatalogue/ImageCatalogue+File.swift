import LocalFiles

extension ImageCatalogue {
  /// Reads a catalogue file; ``CatalogueFileReader`` states its form.
  ///
  /// Such a file says nothing of popularity: all weights are 1 until ``with(_:)`` sets others.
  ///
  /// - Parameter path: The file's path; it names the file in messages as it is.
  /// - Throws: ``CatalogueFileError`` with all mistakes, or that the file cannot be read or is
  ///   larger than ``greatestFile``.
  public init(readingFile path: String) throws(CatalogueFileError) {
    var reader = CatalogueFileReader(file: path)
    do throws(InputRefusal) {
      let input = try InputFile(path, expected: "a catalogue")
      var bytes = 0
      // Of a file that is none at all, the first mistakes tell enough.
      while !reader.isHopeless {
        let piece = try input.read(upToCount: 1 << 18)
        if piece.isEmpty { break }
        bytes += piece.count
        guard bytes <= Self.greatestFile else {
          throw InputRefusal(
            description: "the file has more than 256 MiB; expected a catalogue, which has a few")
        }
        reader.consume(piece)
      }
    } catch {
      throw CatalogueFileError(
        file: path, mistakes: [CatalogueFileError.Mistake(line: 0, message: error.description)],
        unreported: 0)
    }
    self = try reader.finish()
  }

  /// The most bytes of a catalogue file.
  public static let greatestFile = 1 << 28
}
