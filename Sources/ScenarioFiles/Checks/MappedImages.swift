import CacheRules
import ImageCatalogue
import Words

/// The catalogue as clients of the registry see it: under the targets of the rules.
///
/// A question costs a look-up, whatever the number of images, but for the answer that none fits.
struct MappedImages {
  /// The most names among which a mistyped one is looked for.
  private static let mostSuggested = 5_000

  private let catalogue: ImageCatalogue
  /// The registry's names of all repositories of the catalogue that a rule maps, with the
  /// catalogue's; in the catalogue's order.
  private var repositories: [(name: String, reference: String)] = []
  /// The place of each name.
  private var places: [String: Int] = [:]
  /// The paths above all names.
  private var folders = Set<Substring>()
  /// The images that are pushed to the registry itself, with and without their tags.
  private var pushed = Set<String>()

  init(_ catalogue: ImageCatalogue, _ rules: RuleSet, pushed images: [String] = []) {
    self.catalogue = catalogue
    for image in images {
      guard let colon = image.lastIndex(of: ":") else { continue }
      let repository = String(image[..<colon])
      pushed.formUnion([image, repository])
      folders.formUnion(Self.folders(of: repository))
    }
    for repository in catalogue.repositories {
      let upstream = UpstreamRepository(host: repository.host, path: repository.path)
      guard let name = rules.repository(serving: upstream)?.text else { continue }
      places[name] = repositories.count
      repositories.append((name, repository.reference))
      folders.formUnion(Self.folders(of: name))
    }
  }

  /// The paths above a name, each with its slash: of `a/b/c`, `a/` and `a/b/`.
  private static func folders(of name: String) -> [Substring] {
    name.indices.filter { name[$0] == "/" }.map { name[...$0] }
  }

  var isEmpty: Bool { repositories.isEmpty }

  private func suggestion(_ word: String) -> String {
    guard repositories.count <= Self.mostSuggested else { return "" }
    return NearestWord.suggestion(word, among: repositories.map(\.name))
  }

  private var examples: String { listed(repositories.prefix(3).map(\.name)) }

  /// What is wrong with a workload's selection, if anything.
  func problem(withSelection pattern: String) -> String? {
    let isFound =
      pattern.hasSuffix("/*")
      ? folders.contains(pattern.dropLast())
      : places[pattern] != nil || pushed.contains(pattern)
    if isFound { return nil }
    return "'\(Tree.shortened(pattern))' selects no image that a rule maps; expected a repository "
      + "such as \(examples)" + suggestion(pattern)
  }

  /// What is wrong with a workload's platform, if anything: none of the images that it selects is
  /// made for it.
  func problem(withPlatform platform: String, selection: [String]) -> String? {
    let whole = Set(selection)
    let above = Set(selection.filter { $0.hasSuffix("/*") }.map { $0.dropLast() })
    var known = Set<String>()
    for (name, reference) in repositories
    where selection.isEmpty || whole.contains(name)
      || !above.isDisjoint(with: Self.folders(of: name))
    {
      guard let repository = catalogue.repository(named: reference) else { continue }
      for image in catalogue.images(of: repository) {
        for manifest in catalogue.manifests(of: image) {
          let other = catalogue.platform(of: manifest)
          if other == platform { return nil }
          known.insert(other)
        }
      }
    }
    // Nothing is selected: a mistake of its own.
    guard !known.isEmpty else { return nil }
    let words = known.sorted()
    return "no selected image is made for '\(Tree.shortened(platform))'; expected "
      + listed(Array(words.prefix(8))) + NearestWord.suggestion(platform, among: words)
  }

  /// What is wrong with an image by the registry's name, if anything.
  func problem(withImage image: String, platform: String) -> String? {
    if pushed.contains(image) { return nil }
    let colon = image.lastIndex(of: ":")
    let name = colon.map { String(image[..<$0]) } ?? image
    let tag = colon.map { String(image[image.index(after: $0)...]) } ?? "latest"
    guard let place = places[name] else {
      return "no rule maps an image '\(Tree.shortened(name))' of the catalogue; expected one such "
        + "as \(examples)" + suggestion(name)
    }
    let mapped = repositories[place]
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
      + listed(platforms) + NearestWord.suggestion(platform, among: platforms)
  }
}
