import CacheRules

/// W-rules: what a rule lookup costs with 10 and with 1,000 rules.
///
enum RuleLookupBenchmark {
  /// One measured number of rules.
  struct Figure {
    var rules: Int
    /// Nanoseconds a bare lookup, the best round.
    var lookup: Double
    /// Nanoseconds a match with the rule at hand.
    var match: Double
    /// The share of lookups that found a rule.
    var hits: Double
  }

  /// Measures, and prints a line for each number of rules.
  static func report() throws {
    for figure in try run(lookups: 20_000_000) {
      print(
        "workload=rules system=longshore rules=\(figure.rules)",
        "lookup_ns=\(decimal(figure.lookup, 1)) match_ns=\(decimal(figure.match, 1))",
        "hits=\(decimal(figure.hits, 3))")
    }
  }

  /// Measures both sizes with paths of one shape, a third each: static hits, wildcard hits, misses.
  ///
  /// 4,096 distinct paths are asked for in a fixed shuffled order at both sizes, so that the paths'
  /// own memory and the branches cost the same and what differs is the rules.
  /// The sizes take turns in short rounds and each keeps its best, so that what else the machine
  /// does meets both alike.
  static func run(lookups: Int) throws -> [Figure] {
    let cases = try [10, 1_000].map { (set: try rules($0), paths: try paths($0)) }
    var figures = cases.map {
      Figure(rules: $0.set.rules.count, lookup: .infinity, match: .infinity, hits: 0)
    }
    let rounds = 200
    for _ in 0..<rounds {
      for (index, item) in cases.enumerated() {
        let figure = measure(item.set, item.paths, lookups: max(4_096, lookups / rounds))
        figures[index].lookup = min(figures[index].lookup, figure.lookup)
        figures[index].match = min(figures[index].match, figure.match)
        figures[index].hits = figure.hits
      }
    }
    return figures
  }

  /// Half static rules `team-N/service/api`, half wildcards `team-N/shared/*`.
  private static func rules(_ count: Int) throws -> RuleSet {
    var set = RuleSet()
    for index in 0..<count {
      let team = team(index / 2)
      let rule =
        index % 2 == 0
        ? try CacheRule(
          name: "static-\(index)", source: "quay.io/\(team)/api", target: "\(team)/service/api")
        : try CacheRule(
          name: "wildcard-\(index)", source: "ghcr.io/\(team)/*", target: "\(team)/shared/*")
      try set.add(rule, in: RuleContext())
    }
    return set
  }

  private static func team(_ number: Int) -> String { "team-\(1_000 + number)" }

  private static func paths(_ count: Int) throws -> [RepositoryPath] {
    var state: UInt64 = 1
    var paths: [RepositoryPath] = []
    for index in 0..<4_096 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let team = team(Int(state >> 33) % max(1, count / 2))
      let tail =
        switch (state >> 20) % 3 {
        case 0: "service/api"
        case 1: "shared/library-\(1_000 + index)"
        default: "private/tool-\(1_000 + index)"
        }
      paths.append(try RepositoryPath("\(team)/\(tail)"))
    }
    return paths
  }

  private static func measure(_ set: RuleSet, _ paths: [RepositoryPath], lookups: Int) -> Figure {
    let clock = ContinuousClock()
    var found = 0
    let bare = clock.measure {
      for index in 0..<lookups {
        if let lookup = set.lookup(paths[index & 4_095]) { found &+= 1 &+ Int(lookup.rule & 0) }
      }
    }
    var statics = 0
    let full = clock.measure {
      for index in 0..<lookups {
        if let match = set.match(paths[index & 4_095]), match.isStatic { statics &+= 1 }
      }
    }
    func each(_ duration: Duration) -> Double {
      (Double(duration.components.seconds) * 1e9 + Double(duration.components.attoseconds) / 1e9)
        / Double(lookups)
    }
    return Figure(
      rules: set.rules.count, lookup: each(bare), match: each(full),
      hits: Double(found) / Double(lookups))
  }
}
