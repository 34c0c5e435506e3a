import Foundation
public import ImageCatalogue
public import RegistryModel

/// A catalogue that a scenario names and that cannot be had, in one line or more for the reader.
public struct CatalogueLoadingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong; for a file a line for each mistake.
  public var description: String

  init(_ description: String) { self.description = description }
}

extension ImageCatalogue {
  /// The catalogue that a scenario asks for.
  ///
  /// The built-in table has an order of popularity of its own. A file says nothing of popularity
  /// and a drawn catalogue has no names that anybody knows, so both get their ranks dealt at
  /// random by the scenario's seed: the same seed gives the same catalogue in every replication.
  ///
  /// - Parameters:
  ///   - scenario: What to run.
  ///   - folder: The folder that a relative path in the scenario starts from: the scenario file's.
  /// - Throws: ``CatalogueLoadingError`` if the file cannot be read or is wrong, or if no catalogue
  ///   can be drawn with the numbers given.
  public static func load(
    for scenario: Scenario, relativeTo folder: String
  ) throws(CatalogueLoadingError) -> ImageCatalogue {
    let exponent = scenario.catalogue.popularityExponent
    let seed = scenario.run.seed
    switch scenario.catalogue.source {
    case .builtIn:
      return .popularImages
    case .file(let path):
      let file = URL(filePath: path, relativeTo: URL(filePath: folder, directoryHint: .isDirectory))
      do {
        return try ImageCatalogue(readingFile: file.path)
          .with(.shuffledZipf(exponent: exponent, seed: seed))
      } catch {
        throw CatalogueLoadingError(error.description)
      }
    case .synthetic(let images):
      var parameters = SyntheticCatalogue.Parameters()
      parameters.images = images
      parameters.zipfExponent = exponent
      do {
        return try SyntheticCatalogue.draw(parameters, seed: seed)
      } catch {
        throw CatalogueLoadingError("catalogue: \(error.description)")
      }
    }
  }
}
