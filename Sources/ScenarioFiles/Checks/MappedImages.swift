import CacheRules
import ImageCatalogue
import Words

/// The catalogue as clients of the registry see it: under the targets of the rules.
struct MappedImages {
  private let catalogue: ImageCatalogue
  /// The registry's names of all repositories of the catalogue that a rule maps, with the
  /// catalogue's; in the catalogue's order.
  private let repositories: [(name: String, reference: String)]

  init(_ catalogue: ImageCatalogue, _ rules: RuleSet) {
    self.catalogue = catalogue
    repositories = catalogue.repositories.compactMap { repository in
      rules.repository(serving: UpstreamRepository(host: repository.host, path: repository.path))
        .map { ($0.text, repository.reference) }
    }
  }

  var isEmpty: Bool { repositories.isEmpty }

  /// What is wrong with a workload's selection, if anything.
  func problem(withSelection pattern: String) -> String? {
    let names = repositories.map(\.name)
    let found: Bool
    if pattern.hasSuffix("/*") {
      let prefix = pattern.dropLast()
      found = names.contains { $0.hasPrefix(prefix) }
    } else {
      found = names.contains(pattern)
    }
    if found { return nil }
    return "'\(Tree.shortened(pattern))' selects no image that a rule maps; expected a repository "
      + "such as \(listed(Array(names.prefix(3))))" + NearestWord.suggestion(pattern, among: names)
  }

  /// What is wrong with an image by the registry's name, if anything.
  func problem(withImage image: String, platform: String) -> String? {
    let colon = image.lastIndex(of: ":")
    let name = colon.map { String(image[..<$0]) } ?? image
    let tag = colon.map { String(image[image.index(after: $0)...]) } ?? "latest"
    let all = repositories
    guard let mapped = all.first(where: { $0.name == name }) else {
      let names = all.map(\.name)
      return "no rule maps an image '\(Tree.shortened(name))' of the catalogue; expected one such "
        + "as \(listed(Array(names.prefix(3))))" + NearestWord.suggestion(name, among: names)
    }
    guard let found = catalogue.image(named: "\(mapped.reference):\(tag)") else {
      let tags =
        catalogue.repository(named: mapped.reference).map { repository in
          catalogue.images(of: repository).flatMap { catalogue.tags(of: $0).map(\.name) }
        } ?? []
      return "'\(name)' has no tag '\(Tree.shortened(tag))' in the catalogue; expected "
        + listed(Array(tags.prefix(5))) + NearestWord.suggestion(tag, among: tags)
    }
    guard catalogue.manifest(of: found, platform: platform) == nil else { return nil }
    let platforms = catalogue.manifests(of: found).map { catalogue.platform(of: $0) }
    return "'\(image)' is not made for '\(Tree.shortened(platform))'; expected "
      + listed(platforms)
  }
}
