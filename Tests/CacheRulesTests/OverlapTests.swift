import CacheRules
import Testing

/// The documented examples (wildcard page of 2025-04-18, tutorial of 2023-10-26).
@Suite struct OverlapTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let existing: (target: String, source: String)
    let new: (target: String, source: String)
    /// The code under the service's policy, nil where both stand.
    let refused: String?
    /// The code under the ordered policy.
    let ordered: String?
    var testDescription: String { "\(existing.target) then \(new.target)" }
  }

  static let overlap = "TargetRepositoryOverlapsExistingRule"
  static let shared = "TargetRepositoryAlreadyUsedByRule"
  static let mcr = "mcr.microsoft.com"

  static let examples: [Example] = [
    // Wildcard examples 1 to 3.
    Example(
      existing: ("*", "\(mcr)/*"), new: ("library/*", "docker.io/library/*"),
      refused: overlap, ordered: nil),
    Example(
      existing: ("library/*", "\(mcr)/library/*"),
      new: ("library/dotnet/*", "docker.io/library/dotnet/*"), refused: overlap, ordered: nil),
    Example(
      existing: ("*", "\(mcr)/*"), new: ("*", "docker.io/library/*"),
      refused: shared, ordered: shared),
    // Static examples 1 and 2; the second, printed without a path, is a registry-level wildcard.
    Example(
      existing: ("*", "\(mcr)/*"), new: ("library/dotnet", "docker.io/library/dotnet"),
      refused: nil, ordered: nil),
    Example(
      existing: ("*", "\(mcr)/*"), new: ("*", "docker.io/library/*"),
      refused: shared, ordered: shared),
    // The tutorial's.
    Example(
      existing: ("*", "\(mcr)/*"), new: ("library/python", "docker.io/library/python"),
      refused: nil, ordered: nil),
    Example(
      existing: ("library/*", "docker.io/library/*"), new: ("library/*", "docker.io/library/*"),
      refused: shared, ordered: shared),
    // The repository-level table's siblings.
    Example(
      existing: ("library/dotnet/*", "\(mcr)/dotnet/*"),
      new: ("library/python/*", "docker.io/library/python/*"), refused: nil, ordered: nil),
    // The general statements: either direction; two static rules; part by part.
    Example(
      existing: ("library/*", "docker.io/library/*"), new: ("*", "\(mcr)/*"),
      refused: overlap, ordered: nil),
    Example(
      existing: ("a/b", "\(mcr)/a"), new: ("a/b", "\(mcr)/b"), refused: shared, ordered: shared),
    Example(
      existing: ("library/*", "\(mcr)/a/*"), new: ("library2/*", "\(mcr)/b/*"),
      refused: nil, ordered: nil),
  ]

  @Test(arguments: examples) func documentedExample(_ example: Example) throws {
    for policy in OverlapPolicy.allCases {
      var set = RuleSet()
      let context = try Fixture.context(policy)
      try set.add(
        try Fixture.rule(example.existing.target, example.existing.source), in: context)
      let new = try Fixture.rule(example.new.target, example.new.source, "rule-two")
      let code = Fixture.refusal { try set.add(new, in: context) }?.code
      #expect(code == (policy == .refused ? example.refused : example.ordered), "\(policy)")
      #expect(set.rules.count == (code == nil ? 2 : 1))
    }
  }

  @Test func emptyTargetIsNoPattern() throws {
    let refusal = Fixture.refusal { _ = try Fixture.rule("", "docker.io/library/*") }
    #expect(refusal?.code == "TargetRepositoryInvalid")
  }
}
