public import Foundation

extension ReplicationFigures {
  /// The figures as bytes: JSON, in which timelines are packed. What is decoded from them gives the
  /// same results, byte for byte, as the figures themselves.
  ///
  /// The form has no version: a database gives them back only to the program that stored them.
  public var encoded: Data {
    get throws { try JSONEncoder.stable.encode(self) }
  }

  /// Reads what ``encoded`` gave.
  ///
  /// - Throws: `DecodingError` for anything else.
  public init(encoded data: Data) throws {
    self = try JSONDecoder.stable.decode(ReplicationFigures.self, from: data)
  }
}
