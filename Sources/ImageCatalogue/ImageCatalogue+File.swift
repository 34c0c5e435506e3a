import Foundation
import Words

extension ImageCatalogue {
  /// Reads a catalogue file; ``CatalogueFileReader`` states its form.
  ///
  /// Such a file says nothing of popularity: all weights are 1 until ``with(_:)`` sets others.
  ///
  /// - Parameter path: The file's path; it names the file in messages as it is.
  /// - Throws: ``CatalogueFileError`` with all mistakes, or that the file cannot be read or is
  ///   larger than ``greatestFile``.
  public init(readingFile path: String) throws(CatalogueFileError) {
    func failure(_ message: String) -> CatalogueFileError {
      CatalogueFileError(
        file: path, mistakes: [CatalogueFileError.Mistake(line: 0, message: message)],
        unreported: 0)
    }
    var isFolder: ObjCBool = false
    guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw failure("there is no such file; expected a catalogue")
    }
    guard !isFolder.boolValue else { throw failure("this is a folder; expected a catalogue") }
    var reader = CatalogueFileReader(file: path)
    do {
      let handle = try FileHandle(forReadingFrom: URL(filePath: path))
      defer { try? handle.close() }
      var bytes = 0
      // Of a file that is none at all, the first mistakes tell enough.
      while !reader.isHopeless, let piece = try handle.read(upToCount: 1 << 18), !piece.isEmpty {
        bytes += piece.count
        guard bytes <= Self.greatestFile else {
          throw failure("the file has more than 256 MiB; expected a catalogue, which has a few")
        }
        reader.consume(piece)
      }
    } catch let error as CatalogueFileError {
      throw error
    } catch {
      throw failure("cannot be read: \(SystemReason.of(error))")
    }
    self = try reader.finish()
  }

  /// The most bytes of a catalogue file.
  public static let greatestFile = 1 << 28
}
