import RegistryModel
import SimulationKernel
import Words

/// How long, how often, how exactly.
extension ScenarioFormat {
  static let run = Section<RunDescription>([
    Field(
      "kind", \.kind, .word,
      "Whether the stated time itself is asked about, such as a day, or the long run.",
      .assumption("most questions are about a stretch of time")),
    Field(
      "duration", \.duration, .span(positive: true), "Simulated time from the start to the end.",
      .assumption("a working day")),
    Field(
      "warmUp", \.warmUpUnlessAutomatic, Codec.span().or("auto", starting: .hours(1)),
      "What of it the statistics leave out, from the start; auto: of a steady state, what MSER-5 "
        + "finds.",
      .assumption("caches fill in the first hour")),
    Field(
      "startOfDay", \.startOfDay, .timeOfDay, "The time of day (UTC) at the start.",
      .assumption("before work begins in Europe")),
    Field(
      "seed", \.seed, .integer(0...UInt64.max),
      "With a replication's number it decides every draw.", .assumption("any number serves")),
    Field(
      "replications", \.replicationsUnlessByPrecision,
      Codec.integer(1...10_000).or(byPrecision, starting: 5),
      "Independent repetitions; by-precision: as many as the precision takes.",
      .assumption("enough for intervals of some per cent")),
    Field(
      "precision", \.precision, precision.codec.or("none", starting: PrecisionDescription()),
      "How exact results must be for replications to end; none: their number is stated.",
      .assumption("a stated number of replications")),
    Field(
      "timelineInterval", \.timelineInterval, .span(positive: true),
      "The length of an interval in timeline.csv.", .assumption("about a hundred points a day")),
  ])

  /// What `replications` says beside a precision.
  static let byPrecision = "by-precision"

  private static let precision = Section<PrecisionDescription>([
    Field(
      "halfWidth", \.halfWidth, .halfWidth,
      "The widest half-width of a metric's confidence interval, as a share of its mean.",
      .assumption("a difference of a tenth shows")),
    Field(
      "of", \.metrics, .list(of: .metric, starting: MetricSelector(""), atLeastOne: true),
      "The metrics that must all be so exact.",
      .assumption("how long pulls take and whether they are served")),
    Field(
      "confidence", \.confidence, .confidence, "The confidence of all these intervals together.",
      .assumption("the usual one")),
    Field(
      "minimum", \.minimum, .integer(2...10_000), "The fewest replications.",
      .assumption("with fewer, an interval says little")),
    Field(
      "maximum", \.maximum, .integer(2...10_000),
      "The most replications, whether or not the intervals are narrow by then.",
      .assumption("a run that ends")),
    Field(
      "lookAhead", \.lookAhead, .integer(0...1_000),
      "For how many further replications the intervals must stay narrow.",
      .documented("Hoad, Robinson and Davies 2010 recommend 5")),
  ])
}

extension RunDescription {
  /// The warm-up that is stated; nil where it is to be found.
  fileprivate var warmUpUnlessAutomatic: Span? {
    get { isWarmUpAutomatic ? nil : warmUp }
    set {
      isWarmUpAutomatic = newValue == nil
      warmUp = newValue ?? .zero
    }
  }

  /// The number of replications that is stated; nil where the precision decides it.
  fileprivate var replicationsUnlessByPrecision: Int? {
    get { precision == nil ? replications : nil }
    set { if let newValue { replications = newValue } }
  }
}

extension Codec where Value == MetricSelector {
  /// A metric's name, with labels or without; whether there is such a metric is known later.
  static var metric: Codec {
    let expected = "a metric such as latency_p99 or 'latency_p99{workload=pipelines}'"
    return .scalar(
      .text(pattern: MetricSelector.pattern, expected: expected), expected: expected,
      parse: { text, kind in
        guard kind == .text, !text.unicodeScalars.contains(where: \.isControl) else {
          return .malformed("")
        }
        do {
          return .value(try MetricSelector(parsing: text))
        } catch {
          return .malformed("; \(error)")
        }
      },
      write: { .text($0.description) })
  }
}

extension Codec where Value == Double {
  /// The half-width of an interval as a share of its mean, written in per cent.
  static var halfWidth: Codec {
    .share(
      where: { $0 > 0 && $0 < 1 }, otherwise: "expected more than 0% and less than 100%")
  }

  /// The confidence of an interval, written in per cent.
  static var confidence: Codec {
    .share(
      where: { $0 >= 0.5 && $0 < 1 }, otherwise: "expected at least 50% and less than 100%")
  }

  private static func share(
    where isPossible: @escaping @Sendable (Double) -> Bool, otherwise sentence: String
  ) -> Codec {
    var codec = share
    let read = codec.read
    codec.read = { tree, path, source, value, reading in
      var share = value
      let before = reading.mistakes.count
      read(tree, path, source, &share, &reading)
      guard reading.mistakes.count == before else { return }
      guard isPossible(share) else {
        return reading.doubt(tree.place, "\(tree.found) is not possible; \(sentence)")
      }
      value = share
    }
    return codec
  }
}
