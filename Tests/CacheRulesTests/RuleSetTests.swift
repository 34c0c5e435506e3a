import CacheRules
import TestSupport
import Testing

@Suite struct RuleSetTests {
  @Test(arguments: [
    ("x", "docker.io/nginx", "x", "docker.io/library/nginx"),
    ("x", "docker.io/a/b", "x", "docker.io/a/b"),
    ("x", "dhi.io/nginx", "x", "dhi.io/nginx"),
    ("*", "docker.io/*", "nginx", "docker.io/library/nginx"),
    ("*", "docker.io/*", "a/b", "docker.io/a/b"),
    ("hub/*", "docker.io/*", "hub/nginx", "docker.io/library/nginx"),
    ("hub/*", "docker.io/library/*", "hub/nginx", "docker.io/library/nginx"),
    ("a/b/*", "quay.io/c/d/*", "a/b/e/f", "quay.io/c/d/e/f"),
    ("a/*", "quay.io/*", "a/b", "quay.io/b"),
  ])
  func mapping(_ target: String, _ source: String, _ pulled: String, _ upstream: String) throws {
    let rule = try Fixture.rule(target, source)
    #expect(rule.upstream(of: try RepositoryPath(pulled))?.description == upstream)
    #expect(rule.upstream(of: try RepositoryPath("zzz/" + pulled)) == nil || target == "*")
  }

  @Test func staticThenSpecificThenBroad() throws {
    var set = RuleSet()
    let context = try Fixture.context()
    try set.add(try Fixture.rule("*", "quay.io/*", "rule-all"), in: context)
    try set.add(try Fixture.rule("a/*", "quay.io/a/*", "rule-a"), in: context)
    try set.add(try Fixture.rule("a/b/*", "quay.io/ab/*", "rule-a-b"), in: context)
    try set.add(try Fixture.rule("a/b/c", "quay.io/abc", "rule-static"), in: context)
    func told(_ path: String) throws -> String {
      let match = try #require(set.match(try RepositoryPath(path)))
      return "\(match.rule.name): \(match.reason)"
    }
    #expect(
      try told("a/b/c")
        == "rule-static: static rule for exactly this repository, before the wildcards "
        + "rule-a-b, rule-a, rule-all")
    #expect(
      try told("a/b/d")
        == "rule-a-b: the most specific of 3 wildcards that match: rule-a-b, rule-a, rule-all")
    #expect(try told("a/b").hasPrefix("rule-a:"))
    #expect(try told("a/b/c/d").hasPrefix("rule-a-b:"))
    #expect(try told("a") == "rule-all: the only wildcard that matches")
    #expect(
      Fixture.refusal { try set.checkPush(to: try RepositoryPath("a/b")) }?.code
        == "RepositoryCoveredByCacheRule")
    try set.remove(try ResourceName("rule-all"))
    #expect(set.match(try RepositoryPath("a")) == nil)
  }

  /// Random rule sets over few parts (so that much overlaps), against the definition.
  @Test func agreesWithBruteForce() throws {
    let parts = ["a", "b", "ab", "library", "eightchr", "eightchrs", "sixteen-letters0", "a-b.c"]
    for seed in UInt64(0)..<60 {
      var random = SplitMix64(seed: seed)
      func path(_ random: inout SplitMix64) -> String {
        (0..<Int.random(in: 1...4, using: &random)).map { _ in
          parts.randomElement(using: &random) ?? "a"
        }.joined(separator: "/")
      }
      var set = RuleSet()
      for index in 0..<Int.random(in: 0...60, using: &random) {
        let kind = Int.random(in: 0..<20, using: &random)
        let target = kind == 0 ? "*" : path(&random) + (kind < 10 ? "/*" : "")
        let source = target.hasSuffix("*") ? "quay.io/s\(index)/*" : "quay.io/s\(index)"
        try? set.add(try Fixture.rule(target, source, "rule-\(index)"), in: RuleContext())
        if kind == 19, let first = set.rules.first { try set.remove(first.name) }
      }
      for _ in 0..<50 {
        let pulled = try RepositoryPath(path(&random))
        let all = set.rules.filter { $0.target.matches(pulled) }
        let wildcards = all.filter(\.isWildcard).sorted {
          ($0.target.prefix?.partCount ?? 0) > ($1.target.prefix?.partCount ?? 0)
        }
        let expected = all.first { !$0.isWildcard } ?? wildcards.first
        let match = set.match(pulled)
        #expect(match?.rule == expected, "seed \(seed), \(pulled)")
        #expect(match.map(\.wildcardCount) ?? 0 == wildcards.count, "seed \(seed), \(pulled)")
        #expect(match.map(\.wildcards) ?? [] == wildcards, "seed \(seed), \(pulled)")
      }
    }
  }

  @Test func thousandRules() throws {
    var set = RuleSet()
    for index in 0..<RuleSet.maximumCount {
      try set.add(
        try Fixture.rule("t\(index)/*", "quay.io/t\(index)/*", "rule-\(index)"),
        in: RuleContext(policy: .refused))
    }
    let more = try Fixture.rule("more", "quay.io/more", "rule-more")
    #expect(
      Fixture.refusal { try set.add(more, in: RuleContext()) }?.code == "CacheRuleLimitExceeded")
    // The last place may still be given to another rule of the same name.
    let other = try Fixture.rule("more", "quay.io/more", "rule-999")
    try set.add(other, replacing: true, in: RuleContext())
    #expect(set.match(try RepositoryPath("more"))?.rule.name.text == "rule-999")
    #expect(set.match(try RepositoryPath("t999/x")) == nil)
  }

  @Test func existingRepositories() throws {
    func code(_ target: String, _ existing: String...) throws -> String? {
      let source = target.hasSuffix("*") ? "quay.io/s/*" : "quay.io/s"
      return RuleSet().refusals(
        adding: try Fixture.rule(target, source), in: try Fixture.context(.ordered, existing)
      ).first?.code
    }
    let present = "TargetRepositoryAlreadyPresentInRegistry"
    let prefix = "TargetRepositoryPrefixMatchesExistingRegistries"
    #expect(try code("a/b", "a/b") == present)
    #expect(try code("a/b", "a", "a/b/c", "a/bc") == nil)
    #expect(try code("a/*", "ab/c", "a/b") == prefix)
    #expect(try code("a/*", "ab/c") == nil)
    #expect(try code("*", "anything") == prefix)
    #expect(try code("*") == nil)
  }

  @Test func changes() throws {
    var set = RuleSet()
    let context = try Fixture.context()
    var rule = try Fixture.rule("a/b", "docker.io/a/b")
    try set.add(rule, in: context)
    #expect(
      Fixture.refusal { try set.add(rule, in: context) }?.sentence
        == "A rule named rule-one exists; choose another name, or give --replace to replace it.")
    rule.authentication = .anonymous
    let cached = try Fixture.context(.ordered, ["a/b"])
    #expect(
      Fixture.refusal { try set.update(rule, in: cached) }?.code
        == "CredentialsRequiredByCachedRepositories")
    #expect(
      set.refusals(adding: rule, replacing: true, in: cached).map(\.code)
        == ["EnforceDockerAuthentication", "CredentialsRequiredByCachedRepositories"])
    #expect(
      Fixture.refusal { try set.update(rule, in: context) }?.code == "EnforceDockerAuthentication")
    let moved = try Fixture.rule("a/c", "docker.io/a/b")
    #expect(
      Fixture.refusal { try set.update(moved, in: context) }?.code
        == "CacheRuleSourceAndTargetFixed")
    // The same rule may be written again over what it cached itself.
    try set.add(set.rules[0], replacing: true, in: cached)
    #expect(
      Fixture.refusal { try set.remove(try ResourceName("rule-on")) }?.sentence
        == "There is no rule named rule-on (did you mean rule-one?).")
  }

  @Test func sentences() throws {
    func sentence(_ body: () throws -> Void) -> String? { Fixture.refusal(body)?.sentence }
    #expect(
      sentence { _ = try Fixture.rule("A", "quay.io/a") }
        == "The target \"A\" is not a repository path: character 1 is a capital, and paths are "
        + "lower case.")
    #expect(
      sentence { _ = try Fixture.rule("a", "quay.io/a:1") }
        == "The source \"a:1\" names a tag or digest; rules map whole repositories, so leave out "
        + "what follows ':' or '@'.")
    var set = RuleSet()
    #expect(
      sentence { try set.add(try Fixture.rule("a", "dockr.io/a"), in: RuleContext()) }?
        .hasPrefix("\"dockr.io\" is not a supported upstream (did you mean docker.io?).") == true)
    let context = try Fixture.context(.refused)
    try set.add(try Fixture.rule("*", "quay.io/*"), in: context)
    #expect(
      sentence { try set.add(try Fixture.rule("a/*", "quay.io/a/*", "rule-two"), in: context) }
        == "The target a/* lies inside the target * of rule rule-one, and overlapping wildcards "
        + "are refused; choose a target beside it, or a static one.")
  }

  @Test("The repository that serves an upstream repository is one that is fetched from there")
  func inverseMapping() throws {
    var rules = RuleSet()
    for (name, source, target) in [
      ("nginx", "ghcr.io/nginx/nginx", "web/nginx"), ("hidden", "ghcr.io/hidden/*", "ghcr/a/*"),
      ("below", "ghcr.io/a/*", "ghcr/a/b/*"), ("all-of-ghcr", "ghcr.io/*", "ghcr/*"),
      ("quay", "QUAY.io/*", "*"),
    ] {
      let name = name.count < 5 ? name + "-rule" : name
      try rules.add(try CacheRule(name: name, source: source, target: target), in: RuleContext())
    }
    for (path, expected) in [
      ("ghcr.io/nginx/nginx", "web/nginx"), ("ghcr.io/hidden/x", "ghcr/a/x"),
      // Another rule takes precedence over the first that covers it, or none is left.
      ("ghcr.io/hidden/b/x", "ghcr/hidden/b/x"), ("ghcr.io/a/x", "ghcr/a/b/x"),
      ("ghcr.io/c", "ghcr/c"), ("quay.io/c/d", "c/d"), ("quay.io/ghcr/d", nil),
      ("docker.io/library/nginx", nil), ("ghcr.io/Nginx", nil),
    ] as [(String, String?)] {
      let parts = path.split(separator: "/", maxSplits: 1).map(String.init)
      let upstream = UpstreamRepository(host: parts[0], path: parts[1])
      let found = rules.repository(serving: upstream)
      #expect(found?.text == expected, "\(path)")
      if let found { #expect(rules.match(found)?.upstream == upstream) }
    }
    #expect(rules.upstreamHosts == ["ghcr.io", "quay.io"])
  }
}
