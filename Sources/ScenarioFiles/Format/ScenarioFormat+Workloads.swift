import RegistryModel
import SimulationKernel

extension ScenarioFormat {
  static let workload = Section<WorkloadDescription>([
    Field(
      "name", \.name, .text("a name such as 'builds'"),
      "The name under which results are listed, unique.", .required),
    Field(
      "region", \.region, .region,
      "The region that the clients are in; the registry need not be there.", .required),
    Field("clients", \.clients, clients, "The machines."),
    Field("images", \.images, images.codec, "Which of the catalogue's images they pull."),
    Field("arrivals", \.arrivals, arrivals, "When they pull.", .required),
  ])

  static let images = Section<ImageSelection>([
    Field(
      "repositories", \.repositories,
      .list(of: .text("a repository such as 'hub/library/nginx' or 'hub/*'"), starting: ""),
      "Repositories in the registry, each a path or all below a path with /*; empty: all.",
      .assumption("all images that a rule maps")),
    Field(
      "popularityExponent", \.popularityExponent,
      Codec.number(0...5).or("by-catalogue", starting: 1),
      "The exponent of the Zipf law over the selected images.", .assumption("the catalogue's")),
    Field(
      "unknownShare", \.unknownShare, .share,
      "The share of pulls that ask for a tag that does not exist, one beside each selected image.",
      .assumption("mistakes are written, not presumed")),
    Field(
      "digestShare", \.digestShare, .share,
      "The share of pulls by digest, that of the tag's first version: nothing is compared for them.",
      .assumption("most manifests name tags")),
  ])

  static let arrivals: Codec<ArrivalDescription> = .choice([
    Case(
      "steady", "Independent pulls at a steady rate (a Poisson process).",
      Section<Steady>(
        [
          Field("rate", \.rate, .rate, "Pulls of all clients together.", .required)
        ], shorthand: "rate"
      ).codec,
      starting: Steady(), make: { ArrivalDescription.steady(rate: $0.rate) },
      take: { if case .steady(let rate) = $0 { Steady(rate: rate) } else { nil } }),
    Case(
      "timeOfDay", "Independent pulls whose rate follows the day as a sine.",
      Section<TimeOfDay>([
        Field("mean", \.mean, .rate, "The day's mean rate.", .required),
        Field(
          "swing", \.swing, .share, "How far the rate goes above and below the mean.",
          .assumption("three times as busy by day as by night")),
        Field(
          "peak", \.peak, .timeOfDay, "The busiest time of the day (UTC).",
          .assumption("the middle of a European afternoon")),
      ]).codec,
      starting: TimeOfDay(),
      make: { .timeOfDay(mean: $0.mean, swing: $0.swing, peak: $0.peak) },
      take: {
        if case .timeOfDay(let mean, let swing, let peak) = $0 {
          TimeOfDay(mean: mean, swing: swing, peak: peak)
        } else {
          nil
        }
      }),
    Case(
      "bursts", "Batches of pulls, as pipelines start them.",
      Section<Bursts>([
        Field("rate", \.rate, .rate, "Batches.", .required),
        Field(
          "meanPulls", \.meanPulls, .number(1...1_000_000),
          "The mean number of pulls in a batch, geometrically distributed.", .required),
        Field(
          "within", \.within, .span(), "The time over which a batch spreads.",
          .assumption("jobs of one pipeline start together")),
      ]).codec,
      starting: Bursts(),
      make: { .bursts(rate: $0.rate, meanPulls: $0.meanPulls, within: $0.within) },
      take: {
        if case .bursts(let rate, let pulls, let within) = $0 {
          Bursts(rate: rate, meanPulls: pulls, within: within)
        } else {
          nil
        }
      }),
    week,
    scaleOut,
    rollingDeployment,
    Case(
      "closedLoop", "Each node pulls, pauses, and pulls again.",
      Section<ClosedLoop>([
        Field(
          "meanPause", \.meanPause, .span(positive: true),
          "The mean of the exponentially distributed pause.", .required)
      ]).codec,
      starting: ClosedLoop(), make: { .closedLoop(meanPause: $0.meanPause) },
      take: {
        if case .closedLoop(let pause) = $0 { ClosedLoop(meanPause: pause) } else { nil }
      }),
    replay,
  ])

  // The payloads of the arrivals' cases, as the structs that key paths need.

  struct Steady: Sendable { var rate = Rate.perMinute(1) }
  struct TimeOfDay: Sendable {
    var mean = Rate.perMinute(1)
    var swing = 0.5
    var peak = Span.hours(14)
  }
  struct Bursts: Sendable {
    var rate = Rate.perMinute(1)
    var meanPulls = 1.0
    var within = Span.seconds(10)
  }
  struct ClosedLoop: Sendable { var meanPause = Span.minutes(1) }
}

extension Codec where Value == String {
  /// An image of the registry, with its tag.
  static var image: Codec { .text("an image such as 'hub/library/nginx:latest'") }
}
