import Randomness

/// How pulls spread over the images of a catalogue.
public enum Popularity: Sendable, Hashable {
  /// Every image is as popular as the next.
  case uniform
  /// The image of rank *k* has weight *k*^(−`exponent`); ranks go to images in the order of their
  /// ids.
  case zipf(exponent: Double)
  /// As ``zipf(exponent:)``, with ranks dealt at random by `seed`, so that rank tells nothing of
  /// an image's place in its file.
  case shuffledZipf(exponent: Double, seed: UInt64)
}

extension ImageCatalogue {
  /// The same images with other popularity weights.
  ///
  /// Registry traces put the exponent of Zipf's law between 0.8 and 1.3, with 1.0 as the usual
  /// value. An exponent that is not finite or lies outside −10…10 counts as the nearest of these
  /// (not a number: as 0).
  public func with(_ popularity: Popularity) -> ImageCatalogue {
    var result = self
    switch popularity {
    case .uniform:
      result.weights = Array(repeating: 1, count: imageCount)
    case .zipf(let exponent):
      result.weights = (0..<imageCount).map { Self.zipfWeight(rank: $0 + 1, exponent: exponent) }
    case .shuffledZipf(let exponent, let seed):
      var stream = StreamKey(
        seed: seed, replication: 0, name: "image catalogue", purpose: "popularity ranks"
      ).stream
      var order = Array(0..<imageCount)
      for place in stride(from: order.count - 1, to: 0, by: -1) {
        order.swapAt(place, Int(stream.below(UInt64(place + 1))))
      }
      result.weights = order.map { Self.zipfWeight(rank: $0 + 1, exponent: exponent) }
    }
    result.sortByPopularity()
    return result
  }

  private static func zipfWeight(rank: Int, exponent: Double) -> Double {
    guard !exponent.isNaN else { return 1 }
    let exponent = min(max(exponent, -10), 10)
    // 1/k is exact where the exponential of a logarithm would be off in the last place.
    if exponent == 1 { return 1 / Double(rank) }
    return ElementaryFunctions.pow(Double(rank), -exponent)
  }
}
