import ImageCatalogue
import RegistryModel

extension Scenario {
  /// The real images, or a few drawn ones: of usual layers, of one huge layer, of many tiny ones.
  mutating func drawCatalogue(_ dice: inout Dice) {
    catalogue.popularityExponent = dice.pick([0, 0.5, 1, 1, 3])
    guard dice.chance(0.8) else { return }
    var parameters = SyntheticCatalogue.Parameters()
    parameters.images = dice.pick([1, 2, 5, 12])
    parameters.imagesPerBase = dice.pick([1, 3, 15])
    parameters.sharingFactor = dice.pick([1, 2.7, 10])
    parameters.greatestLayerCount = dice.pick([1, 4, 12, 127])
    switch dice.whole(0...3) {
    case 0:
      parameters.meanFurtherLayers = 0
      parameters.leastLayerBytes = 1 << 30
      parameters.greatestLayerBytes = 64 << 30
      parameters.smallShare = 0
      parameters.largeLogMean = 24
    case 1:
      parameters.meanFurtherLayers = dice.pick([20, 60])
      parameters.leastLayerBytes = 1
      parameters.greatestLayerBytes = 1_000
      parameters.smallShare = 1
    case 2:
      // All layers alike: ties everywhere.
      parameters.meanFurtherLayers = 4
      parameters.leastLayerBytes = 1 << 20
      parameters.greatestLayerBytes = 1 << 20
    default:
      parameters.meanFurtherLayers = dice.pick([1, 4, 8])
      parameters.dispersion = dice.pick([0.1, 4, 10_000])
      parameters.smallLogMean = dice.pick([0, 6])
      parameters.smallLogDeviation = dice.pick([0, 1, 10])
      parameters.largeLogDeviation = dice.pick([0, 1, 10])
    }
    catalogue.source = .synthetic(parameters)
  }

  /// Drawn images below other upstreams too, with whatever limits are published of those.
  mutating func drawUpstreamsOfImages(_ dice: inout Dice) {
    guard case .synthetic(var parameters) = catalogue.source, dice.includes() else { return }
    let hosts = ["public.ecr.aws", "quay.io", "ghcr.io", "registry.k8s.io", "gcr.io"]
    let host = dice.pick(hosts)
    parameters.repositories.append("\(host)/drawn/image-")
    catalogue.source = .synthetic(parameters)
    rules.append(
      RuleDescription(name: "other-upstream", source: "\(host)/drawn/*", target: "other/*"))
  }
}
