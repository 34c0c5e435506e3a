import Foundation

extension ImageCatalogue {
  /// Reads a catalogue file; ``CatalogueFileReader`` states its form.
  ///
  /// Such a file says nothing of popularity: all weights are 1 until ``with(_:)`` sets others.
  ///
  /// - Parameter path: The file's path; it names the file in messages as it is.
  /// - Throws: ``CatalogueFileError`` with all mistakes, or that the file cannot be read.
  public init(readingFile path: String) throws(CatalogueFileError) {
    func unreadable(_ error: any Error) -> CatalogueFileError {
      CatalogueFileError(
        file: path,
        mistakes: [
          CatalogueFileError.Mistake(
            line: 0, message: "cannot be read: \(error.localizedDescription)")
        ], unreported: 0)
    }
    var reader = CatalogueFileReader(file: path)
    do {
      let handle = try FileHandle(forReadingFrom: URL(filePath: path))
      defer { try? handle.close() }
      while let piece = try handle.read(upToCount: 1 << 18), !piece.isEmpty {
        reader.consume(piece)
      }
    } catch {
      throw unreadable(error)
    }
    self = try reader.finish()
  }
}
