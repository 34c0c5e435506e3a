import Statistics

/// When a plan looks at what was found, and how sure each of its statements must be for all of them
/// to be right together.
///
/// A plan makes many statements: of each candidate and objective, whether the bound is kept; of two
/// candidates, which is the cheaper; and of all of them anew at each look, since whoever looks often
/// enough sees what chance brings. Bonferroni's inequality gives each its part of the doubt that is
/// allowed, half of it to the objectives and half to the costs, and holds whatever depends on what:
/// candidates run under common random numbers, and looks share their replications. The looks
/// double, so that they are few, and a decision costs at most twice the replications that it needs.
///
/// Sources: Hong, Nelson, *A brief introduction to optimization via simulation*, Winter Simulation
/// Conference 2009; Batur, Kim, *Finding feasible systems in the presence of constraints on multiple
/// performance measures*, ACM TOMACS 20(3), 2010 (feasibility by intervals, the error divided
/// among systems and constraints); Andradóttir, Kim, *Fully sequential procedures for comparing
/// constrained systems via simulation*, Naval Research Logistics 57, 2010; Law, *Simulation Modeling
/// and Analysis*, 5th ed., section 9.7 (Bonferroni).
struct LookSchedule: Sendable, Hashable {
  /// The numbers of replications at which a candidate is looked at, ascending.
  let looks: [Int]
  /// How sure all statements together are to be.
  let confidence: Double
  /// The level of the interval of each objective.
  let objectiveLevel: Double
  /// The level of the interval of each cost, and of each difference of two.
  let costLevel: Double

  /// - Parameters:
  ///   - minimum: The first look, at least 2.
  ///   - maximum: The last look, at least `minimum`.
  ///   - confidence: How sure all statements together are to be.
  init(
    candidates: Int, objectives: Int, minimum: Int, maximum: Int, confidence: Double
  ) {
    var looks = [minimum]
    while let last = looks.last, last < maximum { looks.append(min(2 * last, maximum)) }
    self.looks = looks
    self.confidence = confidence
    let half = 1 - (1 - confidence) / 2
    objectiveLevel = Bonferroni.level(
      each: candidates * objectives * looks.count, together: half)
    costLevel = Bonferroni.level(
      each: candidates * (candidates + 1) / 2 * looks.count, together: half)
  }

  var minimum: Int { looks.first ?? 2 }
  var maximum: Int { looks.last ?? 2 }

  /// The next look after so many replications; nil after the last one.
  func next(after replications: Int) -> Int? { looks.first { $0 > replications } }
}
