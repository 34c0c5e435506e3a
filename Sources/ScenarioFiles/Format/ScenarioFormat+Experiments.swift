import RegistryModel

/// What a file asks of its scenario: sweeps, plans, comparisons.
extension ScenarioFormat {
  static let experiment = Section<ExperimentDescription>([
    Field(
      "sweep", \.sweep, sweep.codec.or("none", starting: SweepDescription()),
      "What 'longshore sweep' varies.", .assumption("experiments are written, not presumed")),
    Field(
      "plan", \.plan, plan.codec.or("none", starting: PlanDescription()),
      "What 'longshore plan' must achieve, and what it may turn for it.",
      .assumption("experiments are written, not presumed")),
    Field(
      "compare", \.compare, comparison.codec.or("none", starting: ComparisonDescription()),
      "Which differences 'longshore compare' takes for a change.",
      .assumption("experiments are written, not presumed")),
  ])

  private static let sweep = Section<SweepDescription>([
    Field(
      "axes", \.grid.groups, axisGroups,
      "What varies; axes are crossed, and the last one varies fastest.", .required),
    Field("where", \.grid.condition, condition, whereMeaning, .assumption("all points")),
    Field(
      "metrics", \.metrics,
      Codec.list(of: .metric, starting: MetricSelector(""), atLeastOne: true)
        .or("all", starting: []),
      "The metrics to keep of each point.", .assumption("what is kept can be looked at")),
  ])

  private static let plan = Section<PlanDescription>([
    Field(
      "objectives", \.objectives,
      .list(of: objective, starting: ObjectiveForm.starting, atLeastOne: true),
      "What must hold.", .required),
    Field(
      "minimise", \.minimise, .metric, "The metric that is to be as small as possible.",
      .assumption("the cheapest set-up is wanted")),
    Field(
      "knobs", \.knobs.groups, axisGroups,
      "What may be turned, written as the axes of a sweep.", .required),
    Field("where", \.knobs.condition, condition, whereMeaning, .assumption("all combinations")),
    Field(
      "confidence", \.confidence, .confidence, "How sure the answer must be.",
      .assumption("the usual one")),
    Field(
      "minimum", \.minimum, .integer(2...10_000), "The fewest replications of a candidate.",
      .assumption("with fewer, an interval says little")),
    Field(
      "maximum", \.maximum, .integer(2...10_000), "The most replications of a candidate.",
      .assumption("a search that ends")),
  ])

  private static let comparison = Section<ComparisonDescription>([
    Field(
      "tolerances", \.tolerances,
      .list(of: tolerance, starting: ToleranceForm.starting, atLeastOne: true),
      "How far metrics may move before it matters; the first that fits a metric holds.", .required)
  ])

  private static let whereMeaning =
    "A condition over the axes, by key or name, that points must meet: comparisons of their "
    + "values, 'and', 'or', 'not', parentheses, + - * / between blanks."

  private static let condition: Codec<SweepCondition?> = Codec<SweepCondition>(
    .text(pattern: nil, expected: "a condition such as 'registry.zones >= 2'"),
    read: { tree, path, _, value, reading in
      reading.origins[path] = .file(tree.place)
      guard case .scalar(let text, .text) = tree.content else {
        return reading.refuse(
          tree.place,
          "\(tree.found) stands here; expected a condition such as 'registry.zones >= 2'")
      }
      do throws(ScenarioErrors) {
        value = try SweepCondition(parsing: text, place: tree.place)
        reading.texts[path] = text
      } catch {
        reading.mistakes += error.diagnostics
      }
    },
    write: { .text($0.description) }
  ).or("none", starting: .always)

  // MARK: Objectives and tolerances

  private static let objective = Codec<ObjectiveDescription>(
    form: Section<ObjectiveForm>([
      Field("metric", \.metric, .metric, "The metric.", .required),
      Field(
        "atMost", ifWritten: \.atMost, .measure, starting: .zero,
        "The greatest value that is good enough."),
      Field(
        "atLeast", ifWritten: \.atLeast, .measure, starting: .zero,
        "The least value that is good enough."),
      Field(
        "under", ifWritten: \.fault, .text("a fault's name such as 'zone-loss'"), starting: "",
        "The fault under which it must hold, alone; without: as the scenario is without faults."),
    ]), starting: ObjectiveForm(), write: ObjectiveForm.init
  ) { form, place, reading in form.objective(place, &reading) }

  private static let tolerance = Codec<ToleranceDescription>(
    form: Section<ToleranceForm>([
      Field("metric", \.metric, .metric, "The metric.", .required),
      Field(
        "relative", ifWritten: \.relative, .share, starting: 0,
        "The greatest difference that does not matter, as a share of the first scenario's mean."),
      Field(
        "absolute", ifWritten: \.absolute, .measure, starting: .zero,
        "The greatest difference that does not matter, in the metric's unit."),
      Field(
        "better", ifWritten: \.better, .word, starting: .lower,
        "Which direction is an improvement, where the metric does not tell."),
    ]), starting: ToleranceForm(), write: ToleranceForm.init
  ) { form, place, reading in form.tolerance(place, &reading) }
}

extension SweepCondition {
  /// What a condition begins as before it is read.
  fileprivate static let always = SweepCondition()
}

extension Measure {
  /// What a bound begins as before it is read.
  fileprivate static let zero = Measure(.number, 0, "0")
}

/// An objective as it is written.
private struct ObjectiveForm: Sendable {
  static let starting = ObjectiveDescription(
    metric: MetricSelector(""), sense: .atMost, bound: .zero)

  var metric = MetricSelector("")
  var atMost: Measure?
  var atLeast: Measure?
  var fault: String?

  init() {}

  init(_ objective: ObjectiveDescription) {
    metric = objective.metric
    atMost = objective.sense == .atMost ? objective.bound : nil
    atLeast = objective.sense == .atLeast ? objective.bound : nil
    fault = objective.fault
  }

  func objective(_ place: Place, _ reading: inout Reading) -> ObjectiveDescription? {
    switch (atMost, atLeast) {
    case (let bound?, nil):
      return ObjectiveDescription(metric: metric, sense: .atMost, bound: bound, fault: fault)
    case (nil, let bound?):
      return ObjectiveDescription(metric: metric, sense: .atLeast, bound: bound, fault: fault)
    default:
      let both = atMost == nil ? "neither 'atMost' nor" : "both 'atMost' and"
      reading.doubt(place, "\(both) 'atLeast' stand here; expected one of them")
      return nil
    }
  }
}

/// A tolerance as it is written.
private struct ToleranceForm: Sendable {
  static let starting = ToleranceDescription(metric: MetricSelector(""), width: .relative(0))

  var metric = MetricSelector("")
  var relative: Double?
  var absolute: Measure?
  var better: ToleranceDescription.Better?

  init() {}

  init(_ tolerance: ToleranceDescription) {
    metric = tolerance.metric
    better = tolerance.better
    switch tolerance.width {
    case .relative(let share): relative = share
    case .absolute(let measure): absolute = measure
    }
  }

  func tolerance(_ place: Place, _ reading: inout Reading) -> ToleranceDescription? {
    switch (relative, absolute) {
    case (let share?, nil):
      return ToleranceDescription(metric: metric, width: .relative(share), better: better)
    case (nil, let measure?):
      return ToleranceDescription(metric: metric, width: .absolute(measure), better: better)
    default:
      let both = relative == nil ? "neither 'relative' nor" : "both 'relative' and"
      reading.doubt(place, "\(both) 'absolute' stand here; expected one of them")
      return nil
    }
  }
}
