public import ImageCatalogue
import LocalFiles
public import RegistryModel

/// Makes the catalogue that a scenario describes.
public enum CatalogueLoading {
  /// Why there is no catalogue, as sentences.
  public struct Failure: Error, Sendable, CustomStringConvertible {
    public var description: String
  }

  /// The images of a catalogue with the scenario's popularity.
  ///
  /// - Parameters:
  ///   - catalogue: What the scenario says.
  ///   - seed: What a synthetic catalogue and the order of popularity are drawn from.
  ///   - folder: The folder that a catalogue file's path is relative to; empty: the current one.
  /// - Returns: The catalogue, weighted.
  /// - Throws: What is wrong with the file or the parameters.
  public static func load(
    _ catalogue: CatalogueDescription, seed: UInt64, folder: String
  ) throws(Failure) -> ImageCatalogue {
    switch catalogue.source {
    case .builtIn:
      return ImageCatalogue.popularImages
        .with(.zipf(exponent: catalogue.popularityExponent))
    case .file(let path):
      let full = LocalPath.resolve(path, in: folder)
      do {
        return try ImageCatalogue(readingFile: full)
          .with(.shuffledZipf(exponent: catalogue.popularityExponent, seed: seed))
      } catch {
        var error = error
        error.file = LocalPath.shortened(full)
        let lines = error.description.split(separator: "\n")
        let more = lines.count > 3 ? "; and \(lines.count - 3) more mistakes" : ""
        throw Failure(description: lines.prefix(3).joined(separator: "; ") + more)
      }
    case .synthetic(var parameters):
      parameters.zipfExponent = catalogue.popularityExponent
      do {
        return try SyntheticCatalogue.draw(parameters, seed: seed)
      } catch {
        throw Failure(description: error.mistakes.joined(separator: "; "))
      }
    }
  }
}
