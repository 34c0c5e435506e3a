import CacheRules
import ImageCatalogue
import RegistryModel
import ScenarioFiles

extension Scenario {
  /// Static rules and wildcards, one upstream or several, sets that overlap and may be refused.
  mutating func drawRules(_ dice: inout Dice) {
    var possible: [RuleDescription]
    if catalogue.source == .builtIn {
      possible = [
        RuleDescription(
          name: "docker-hub", source: "docker.io/library/*", target: "hub/*",
          credentialSet: "hub-login"),
        RuleDescription(name: "microsoft", source: "mcr.microsoft.com/*", target: "mcr/*"),
        RuleDescription(
          name: "nginx", source: "docker.io/library/nginx", target: "web/nginx",
          credentialSet: "hub-login"),
      ]
    } else {
      possible = [
        RuleDescription(name: "microsoft", source: "mcr.microsoft.com/*", target: "mcr/*"),
        RuleDescription(
          name: "synthetic", source: "mcr.microsoft.com/synthetic/*", target: "drawn/*"),
        RuleDescription(
          name: "first", source: "mcr.microsoft.com/synthetic/image-0", target: "one/image"),
      ]
    }
    rules = possible.filter { _ in dice.includes() }
    if rules.isEmpty { rules = [dice.pick(possible)] }
    if dice.chance(0.2) {
      // An upstream of which nobody wants anything.
      rules.append(RuleDescription(name: "nobody-asks", source: "quay.io/idle/*", target: "idle/*"))
    }
  }

  /// The images that the rules map, as clients name them; empty where there are none.
  var namesInReach: [String] {
    guard
      let loaded = try? CatalogueLoading.load(catalogue, seed: run.seed, folder: "")
    else { return [] }
    let rules = ruleSet { _, _, _ in }
    return loaded.imagesByPopularity.compactMap { image in
      let repository = loaded.repositories[Int(loaded.repository(of: image).rawValue)]
      let source = UpstreamRepository(host: repository.host, path: repository.path)
      return rules.repository(serving: source).map {
        "\($0.text):\(loaded.tags(of: image).first?.name ?? "latest")"
      }
    }
  }
}
