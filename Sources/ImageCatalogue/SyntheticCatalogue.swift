import Randomness

/// A catalogue drawn from stated distributions.
///
/// The number of layers of an image is 1 plus a negative binomial variate; the bytes of a layer are
/// lognormal, of one of two kinds. Images belong to families, each with a trunk of shared layers:
/// an image takes a prefix of its family's trunk and puts layers of its own on top, at least one.
/// How long the prefix is follows from the target of logical over unique bytes: while the catalogue
/// so far is below the target an image goes on along the trunk, once above it goes its own way.
/// A layer's size is drawn after that decision, so that unique layers keep the stated distribution.
/// Ranks of popularity are dealt at random. The same parameters and seed give the same catalogue on
/// every machine.
public enum SyntheticCatalogue {
  /// What a synthetic catalogue is drawn from.
  ///
  /// The defaults fit the 976 amd64 images of the Docker Official Images of 2018-01-27 (3,167
  /// layers): layers per image p50 8 and p90 14, 52 % of layers under 10 kB, logical over unique
  /// bytes 2.70.
  public struct Parameters: Sendable, Hashable {
    /// How many images there are; 1 to 1,000,000.
    public var images = 976
    /// The mean number of layers beyond the first; 0 to 100.
    public var meanFurtherLayers = 7.2
    /// The shape *r* of the negative binomial: variance = mean + mean²/*r*; 0.1 to 10,000.
    ///
    /// At 5, a mean of 7.2 further layers has the quantiles p50 8 and p90 14 in total.
    public var dispersion = 5.0
    /// The most layers an image may have, redrawn beyond; 1 to 127, which is Docker's own limit.
    public var greatestLayerCount = 127
    /// The share of layers that are small (settings, scripts, metadata); 0 to 1.
    public var smallShare = 0.52
    /// Mean of the natural logarithm of a small layer's bytes; −50 to 50.
    public var smallLogMean = 6.18
    /// Standard deviation of the natural logarithm of a small layer's bytes; 0 to 10.
    public var smallLogDeviation = 1.18
    /// Mean of the natural logarithm of a large layer's bytes; −50 to 50.
    public var largeLogMean = 16.0
    /// Standard deviation of the natural logarithm of a large layer's bytes; 0 to 10.
    public var largeLogDeviation = 2.35
    /// The least bytes of a layer; at least 1. An empty layer has 32 bytes compressed.
    public var leastLayerBytes: Int64 = 32
    /// The most bytes of a layer; at most 64 GiB.
    public var greatestLayerBytes: Int64 = 4 << 30
    /// How many images there are to one base; at least 1.
    public var imagesPerBase = 15.0
    /// Logical over unique bytes of layers to be reached; 1 to 5 are within reach by default.
    public var sharingFactor = 2.7
    /// The exponent of Zipf's law over the images; −10 to 10.
    public var zipfExponent = 1.0
    /// What the images' repositories begin with, host and path; images are dealt to them in turn,
    /// and the image's number follows. At least one, all different, and none another one with digits
    /// behind: `image-2` and `image-` would both have an `image-21`.
    public var repositories = ["mcr.microsoft.com/synthetic/image-"]

    /// The default parameters.
    public init() {}

    /// What is wrong with the parameters, a sentence each; empty if they can be drawn from.
    public var mistakes: [String] {
      var found: [String] = []
      func check<Value: Comparable>(_ name: String, _ value: Value, _ range: ClosedRange<Value>) {
        if !range.contains(value) {
          found.append(
            "\(name) is \(value); expected \(range.lowerBound) to \(range.upperBound)")
        }
      }
      check("images", images, 1...1_000_000)
      check("meanFurtherLayers", meanFurtherLayers, 0...100)
      check("dispersion", dispersion, 0.1...10_000)
      check("greatestLayerCount", greatestLayerCount, 1...127)
      check("smallShare", smallShare, 0...1)
      check("smallLogMean", smallLogMean, -50...50)
      check("smallLogDeviation", smallLogDeviation, 0...10)
      check("largeLogMean", largeLogMean, -50...50)
      check("largeLogDeviation", largeLogDeviation, 0...10)
      check("leastLayerBytes", leastLayerBytes, 1...SizingRules.greatestLayer)
      check("greatestLayerBytes", greatestLayerBytes, 1...SizingRules.greatestLayer)
      if leastLayerBytes > greatestLayerBytes {
        found.append("leastLayerBytes is \(leastLayerBytes), more than greatestLayerBytes")
      }
      check("imagesPerBase", imagesPerBase, 1...1_000_000)
      check("sharingFactor", sharingFactor, 1...100)
      check("zipfExponent", zipfExponent, -10...10)
      if repositories.isEmpty { found.append("repositories is empty; expected at least one") }
      for (index, prefix) in repositories.enumerated() {
        let slash = prefix.firstIndex(of: "/")
        if slash == nil || slash == prefix.startIndex {
          found.append("a repository is '\(prefix)'; expected host/path")
        } else if repositories.firstIndex(of: prefix) != index {
          found.append("the repository '\(prefix)' stands twice; expected each once")
        } else if let shorter = repositories.first(where: { Self.adds(digitsTo: $0, prefix) }) {
          found.append(
            "the repository '\(prefix)' is '\(shorter)' with digits; images of both could have one name"
          )
        }
      }
      return found
    }

    /// Whether a text is another one with digits behind.
    private static func adds(digitsTo shorter: String, _ longer: String) -> Bool {
      longer.utf8.count > shorter.utf8.count && longer.hasPrefix(shorter)
        && longer.utf8.dropFirst(shorter.utf8.count).allSatisfy {
          (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        }
    }
  }

  /// Parameters that no catalogue can be drawn from.
  public struct InvalidParameters: Error, CustomStringConvertible {
    /// All that is wrong, a sentence each.
    public var mistakes: [String]
    /// The sentences, one a line.
    public var description: String { mistakes.joined(separator: "\n") }
  }

  /// Draws a catalogue.
  ///
  /// Every image has one tag, `latest`, and one platform, `linux/amd64`.
  ///
  /// - Throws: ``InvalidParameters`` with all mistakes at once.
  /// - Complexity: O(*n*) in the number of layer entries of all images.
  public static func draw(
    _ parameters: Parameters = Parameters(), seed: UInt64
  ) throws(InvalidParameters) -> ImageCatalogue {
    let mistakes = parameters.mistakes
    guard mistakes.isEmpty else { throw InvalidParameters(mistakes: mistakes) }
    var generator = SyntheticGenerator(parameters, seed: seed)
    return generator.generate()
      .with(.shuffledZipf(exponent: parameters.zipfExponent, seed: seed))
  }
}
