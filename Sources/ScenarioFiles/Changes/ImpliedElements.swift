import CacheRules

/// The elements of lists that no file needs to write: upstreams and credential sets are there
/// because rules name them.
struct ImpliedElements {
  private var upstreams: [String] = []
  private var credentialSets: [String] = []

  init(of tree: Tree) {
    guard case .sequence(let rules) = tree["rules"]?.content else { return }
    for rule in rules {
      if let source = rule.text(of: "source"), let host = (try? RuleSource(source))?.host {
        upstreams.append(host)
      }
      if let set = rule.text(of: "credentialSet"), set != "none" { credentialSets.append(set) }
    }
  }

  /// The names of a list's implied elements, in order of the rules; they may repeat.
  func names(at path: String) -> [String] {
    switch path {
    case "upstreams": upstreams
    case "credentialSets": credentialSets
    default: []
    }
  }
}
