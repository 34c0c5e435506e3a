import Foundation
import Testing

@testable import ImageCatalogue

@Suite("Synthetic catalogue")
struct SyntheticCatalogueTests {
  static let seeds: ClosedRange<UInt64> = 1...5

  @Test("Layers an image, over 4,880 images: mean 8.2, p50 8, p90 14")
  func layerCounts() throws {
    var counts: [Int] = []
    for seed in Self.seeds {
      let catalogue = try SyntheticCatalogue.draw(seed: seed)
      #expect(catalogue.imageCount == 976, "seed \(seed)")
      for image in catalogue.allImages {
        counts += catalogue.manifests(of: image).map { catalogue.layers(of: $0).count }
      }
    }
    let mean = Double(counts.reduce(0, +)) / Double(counts.count)
    // The standard error is 4.2/√4880 = 0.06; four of them.
    #expect(abs(mean - 8.2) < 0.24, "mean \(mean)")
    // The distribution's own shares: one half lies between 7 and 8 layers, 90 % between 13 and 14.
    for (layers, share) in [(7, 0.4943), (8, 0.5895), (13, 0.8901), (14, 0.9191)] {
      let below = Double(counts.count { $0 <= layers }) / Double(counts.count)
      let error = (share * (1 - share) / Double(counts.count)).squareRoot()
      #expect(abs(below - share) < 4 * error, "\(below) with at most \(layers) layers")
    }
  }

  @Test("Layer sizes: share of small ones and quartiles of the stated mixture")
  func layerSizes() throws {
    var sizes: [Int64] = []
    for seed in Self.seeds { sizes += try SyntheticCatalogue.draw(seed: seed).layerBytes }
    sizes.sort()
    let n = Double(sizes.count)
    // The mixture's own distribution function at 10 kB is 0.518, and its quartiles are 456 B,
    // 3,869 B and 7.86 MB. A quartile is judged by the share below it: four standard errors.
    for (bound, share) in [(10_000, 0.5183), (456, 0.25), (3_869, 0.5), (7_859_423, 0.75)] {
      let below = Double(sizes.count { $0 < Int64(bound) }) / n
      let error = (share * (1 - share) / n).squareRoot()
      #expect(abs(below - share) < 4 * error, "\(below) of \(sizes.count) below \(bound)")
    }
    #expect(sizes.allSatisfy { $0 >= 32 && $0 <= 4 << 30 })
  }

  @Test("Logical over unique bytes is within 5 % of 2.7 for every seed")
  func sharing() throws {
    for seed in Self.seeds {
      let factor = try SyntheticCatalogue.draw(seed: seed).sharingFactor
      #expect(abs(factor / 2.7 - 1) < 0.05, "seed \(seed): \(factor)")
    }
    var parameters = SyntheticCatalogue.Parameters()
    for target in [1.0, 1.9, 3.5] {
      parameters.sharingFactor = target
      let factor = try SyntheticCatalogue.draw(parameters, seed: 1).sharingFactor
      #expect(abs(factor / target - 1) < 0.05, "\(factor) for \(target)")
    }
  }

  @Test("Popularity falls with rank by Zipf's law of slope 1, apart from the order of images")
  func zipf() throws {
    let catalogue = try SyntheticCatalogue.draw(seed: 3)
    let weights = catalogue.imagesByPopularity.map { catalogue.weights[Int($0.rawValue)] }
    // Least squares of log weight on log rank.
    let x = weights.indices.map { Foundation.log(Double($0 + 1)) }
    let y = weights.map { Foundation.log($0) }
    let n = Double(x.count)
    let (mx, my) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
    let slope =
      zip(x, y).reduce(0) { $0 + ($1.0 - mx) * ($1.1 - my) }
      / x.reduce(0) { $0 + ($1 - mx) * ($1 - mx) }
    #expect(abs(slope + 1) < 1e-9)
    #expect(catalogue.imagesByPopularity != Array(catalogue.allImages))
  }

  @Test("The same seed gives the same catalogue, another seed another")
  func deterministic() throws {
    var parameters = SyntheticCatalogue.Parameters()
    parameters.images = 50
    let one = try SyntheticCatalogue.draw(parameters, seed: 9)
    let same = try SyntheticCatalogue.draw(parameters, seed: 9)
    let other = try SyntheticCatalogue.draw(parameters, seed: 10)
    #expect(one.layerBytes == same.layerBytes && one.weights == same.weights)
    #expect(one.layerBytes != other.layerBytes)
    #expect(one.image(named: "mcr.microsoft.com/synthetic/image-7") == ImageID(rawValue: 7))
  }

  @Test("Images are dealt to repositories in turn, and are otherwise the same")
  func repositories() throws {
    var parameters = SyntheticCatalogue.Parameters()
    parameters.images = 7
    let one = try SyntheticCatalogue.draw(parameters, seed: 9)
    parameters.repositories = ["public.ecr.aws/a/image-", "quay.io/b/image-"]
    let two = try SyntheticCatalogue.draw(parameters, seed: 9)
    #expect(two.hosts == ["public.ecr.aws", "quay.io"])
    #expect(
      two.repositories.map(\.reference)
        == (0..<7).map { ["public.ecr.aws/a/image-", "quay.io/b/image-"][$0 % 2] + "\($0)" })
    #expect(one.layerBytes == two.layerBytes && one.weights == two.weights)
    parameters.repositories = []
    #expect(parameters.mistakes == ["repositories is empty; expected at least one"])
    parameters.repositories = ["image-", "quay.io/a-", "quay.io/a-"]
    #expect(
      parameters.mistakes == [
        "a repository is 'image-'; expected host/path",
        "the repository 'quay.io/a-' stands twice; expected each once",
      ])
  }

  @Test("Repositories whose images could have the same names are refused")
  func ambiguousRepositories() throws {
    var parameters = SyntheticCatalogue.Parameters()
    parameters.images = 60
    parameters.repositories = ["quay.io/a/image-", "quay.io/a/image-2", "quay.io/b/x-"]
    #expect(
      parameters.mistakes == [
        "the repository 'quay.io/a/image-2' is 'quay.io/a/image-' with digits; "
          + "images of both could have one name"
      ])
    // Whatever else begins alike does not end alike.
    parameters.repositories = ["quay.io/a/image-", "quay.io/a/image-2-", "quay.io/a/im"]
    #expect(parameters.mistakes == [])
    let catalogue = try SyntheticCatalogue.draw(parameters, seed: 1)
    #expect(Set(catalogue.repositories.map(\.reference)).count == 60)
  }

  @Test("Impossible parameters are refused, all at once; extreme ones are drawn from")
  func parameters() throws {
    var parameters = SyntheticCatalogue.Parameters()
    parameters.images = 0
    parameters.smallShare = .nan
    parameters.leastLayerBytes = 5 << 30
    #expect(parameters.mistakes.count == 3)
    #expect(throws: SyntheticCatalogue.InvalidParameters.self) {
      try SyntheticCatalogue.draw(parameters, seed: 1)
    }
    parameters = SyntheticCatalogue.Parameters()
    parameters.images = 20
    parameters.meanFurtherLayers = 100
    parameters.greatestLayerCount = 1
    parameters.largeLogMean = 50
    parameters.largeLogDeviation = 10
    let catalogue = try SyntheticCatalogue.draw(parameters, seed: 1)
    #expect(catalogue.layerCount == 20)
    parameters.meanFurtherLayers = 0
    #expect(try SyntheticCatalogue.draw(parameters, seed: 1).layerCount == 20)
  }
}
