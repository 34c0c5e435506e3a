public import Statistics

/// How often the intervals of many seeds contained a law's value.
public struct CoverageResult: Sendable {
  /// The law's name.
  public let law: String
  /// What was compared.
  public let quantity: String
  /// The model's figures.
  public let setting: String
  /// The quantity as theory has it.
  public let theory: Double
  /// Independent replications behind one interval.
  public let replications: Int
  /// One entry a seed, in order; nil where the model gave no finite number.
  public let intervals: [ConfidenceInterval?]

  init(_ law: some TheoryLaw, theory: Double, intervals: [ConfidenceInterval?]) {
    self.law = law.name
    quantity = law.quantity
    setting = law.setting
    self.theory = theory
    replications = law.replications
    self.intervals = intervals
  }

  /// The number of seeds.
  public var seeds: Int { intervals.count }

  /// In how many of the intervals `value` lies.
  public func covered(_ value: Double) -> Int { intervals.count { $0?.contains(value) ?? false } }

  /// In how many of the intervals the law's value lies.
  public var covered: Int { covered(theory) }

  /// The mean of the estimates of all seeds; nil where there is none.
  public var meanEstimate: Double? { Moments(intervals.compactMap { $0?.mean }).mean }

  /// The mean half-width: how sharp the comparison is; nil where there is none.
  public var meanHalfWidth: Double? { Moments(intervals.compactMap { $0?.halfWidth }).mean }

  /// Whether enough intervals contain the law's value; see
  /// ``TheoryVerification/needed(of:laws:)``.
  ///
  /// - Parameter laws: How many laws are verified together.
  public func holds(among laws: Int = 1) -> Bool {
    seeds > 0 && covered >= TheoryVerification.needed(of: seeds, laws: laws)
  }
}
