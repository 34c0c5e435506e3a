import ImageCatalogue
import RegistryModel

extension ScenarioFormat {
  /// What a synthetic catalogue is drawn from.
  static let synthetic = Section<SyntheticCatalogue.Parameters>([
    Field(
      "images", \.images, .integer(1...100_000), "How many images are drawn.", .required),
    Field(
      "meanFurtherLayers", \.meanFurtherLayers, .number(0...100),
      "The mean number of layers of an image beyond the first (negative binomial).",
      .measured("\(officialImages), 8.2 layers an image")),
    Field(
      "dispersion", \.dispersion, .number(0.1...10_000),
      "The shape r of that number's distribution: its variance is mean + mean² / r.",
      .measured("\(officialImages), p50 8 and p90 14 layers an image")),
    Field(
      "greatestLayerCount", \.greatestLayerCount, .integer(1...127),
      "The most layers that an image has.", .documented("Docker's own limit")),
    Field(
      "smallShare", \.smallShare, .share,
      "The share of layers that are small: settings, scripts, metadata.",
      .measured("\(officialImages), layers under 10 kB")),
    Field(
      "smallLogMean", \.smallLogMean, .number(-50...50),
      "The mean of the natural logarithm of a small layer's bytes (lognormal).",
      .measured("fitted to \(officialImages)")),
    Field(
      "smallLogDeviation", \.smallLogDeviation, .number(0...10),
      "The standard deviation of the natural logarithm of a small layer's bytes.",
      .measured("fitted to \(officialImages)")),
    Field(
      "largeLogMean", \.largeLogMean, .number(-50...50),
      "The mean of the natural logarithm of a large layer's bytes (lognormal).",
      .measured("fitted to \(officialImages)")),
    Field(
      "largeLogDeviation", \.largeLogDeviation, .number(0...10),
      "The standard deviation of the natural logarithm of a large layer's bytes.",
      .measured("fitted to \(officialImages)")),
    Field(
      "leastLayerBytes", \.least, .bytes, "The least that a layer has.",
      .measured("an empty layer, compressed")),
    Field(
      "greatestLayerBytes", \.greatest, .bytes, "The most that a layer has, at most 64GiB.",
      .assumption("beyond what public images have")),
    Field(
      "imagesPerBase", \.imagesPerBase, .number(1...1_000_000),
      "How many images there are to one base, whose layers they share.",
      .assumption("families as large as those of official images")),
    Field(
      "sharingFactor", \.sharingFactor, .number(1...100),
      "The bytes of all images over those of their distinct layers.",
      .measured("\(officialImages), 2.70")),
    Field(
      "repositories", \.repositories,
      .list(
        of: .text("a host and a path such as 'public.ecr.aws/synthetic/image-'"), starting: "",
        atLeastOne: true),
      "What the images' repositories begin with, the image's number following: the host of an "
        + "upstream and a path. Images are dealt to several in turn, whatever their popularity.",
      .assumption("an upstream that asks for no credentials and publishes no limit")),
  ])

  private static let officialImages = "976 Docker Official Images of 2018-01-27"
}

extension SyntheticCatalogue.Parameters {
  /// The bounds of a layer's bytes, as amounts of data.
  fileprivate var least: ByteCount {
    get { ByteCount(leastLayerBytes) }
    set { leastLayerBytes = newValue.bytes }
  }

  fileprivate var greatest: ByteCount {
    get { ByteCount(greatestLayerBytes) }
    set { greatestLayerBytes = newValue.bytes }
  }
}
