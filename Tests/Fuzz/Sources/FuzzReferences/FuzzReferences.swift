import CacheRules

/// What names of images, sources and patterns accept, they print in a form that they accept again;
/// what a rule set accepts, it matches without trouble.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let text = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  let parts = text.split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false)
    .map(String.init)
  if let reference = try? ImageReference(text) {
    let again = try? ImageReference(reference.description)
    precondition(again == reference, "\(reference)")
  }
  if let path = try? RepositoryPath(text) {
    precondition((try? RepositoryPath(path.text)) == path, path.text)
  }
  if let source = try? RuleSource(text) {
    precondition((try? RuleSource(source.description)) == source, source.description)
  }
  for kind in [RuleField.source, .target] {
    if let pattern = try? RepositoryPattern(text, as: kind) {
      precondition(
        (try? RepositoryPattern(pattern.description, as: kind)) == pattern, pattern.description)
    }
  }
  guard parts.count == 3 else { return 0 }
  var rules = RuleSet()
  let context = RuleContext(policy: .ordered, repositories: [], credentialSets: [])
  if let rule = try? CacheRule(name: "fuzz-rule", source: parts[0], target: parts[1]) {
    _ = rules.refusals(adding: rule, in: context).map(\.sentence)
    try? rules.add(rule, in: context)
  }
  if let reference = try? ImageReference(parts[2]) {
    _ = rules.match(reference.repository)?.upstream.description
  }
  return 0
}
