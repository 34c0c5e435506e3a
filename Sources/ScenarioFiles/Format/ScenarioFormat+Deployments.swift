import RegistryModel
import SimulationKernel
import Words

extension ScenarioFormat {
  static let scaleOut = Case<ArrivalDescription>(
    "scaleOut", "Nodes want some images within a short time, once or again and again.",
    Section<ScaleOut>(
      begin(\.at) + images(\.image, \.images) + [
        Field(
          "within", \.within, .span(), "The time over which the nodes begin.",
          .assumption("an autoscaler's step")),
        Field(
          "every", \.every, Codec.span(positive: true).or("never", starting: .hours(1)),
          "After which time it happens again, from one begin to the next.",
          .assumption("once unless written")),
        Field(
          "nodes", \.nodes, Codec.integer(1...10_000_000).or("all", starting: 10),
          "How many of the nodes it reaches, the next ones each time.",
          .assumption("all unless written")),
        Field(
          "fresh", \.fresh, .truth,
          "Whether the nodes are new machines, as an autoscaler brings them: without layers.",
          .assumption("the pool's own nodes")),
      ]
    ).codec,
    starting: ScaleOut(at: .seconds(0), within: .seconds(30)),
    make: { .scaleOut($0) },
    take: { if case .scaleOut(let scaleOut) = $0 { scaleOut } else { nil } })

  static let rollingDeployment = Case<ArrivalDescription>(
    "rollingDeployment", "The nodes pull some images batch by batch.",
    Section<RollingDeployment>(
      begin(\.at) + images(\.image, \.images) + [
        Field(
          "batch", \.batch, .integer(1...10_000_000),
          "Nodes in a batch: what a deployment calls maxUnavailable.",
          .assumption("a quarter of a small cluster")),
        Field(
          "pause", \.pause, .span(),
          "The time from one batch to the next; from the end of the one, if it is waited for.",
          .assumption("the time until a node is ready")),
        Field(
          "waits", \.waits, .truth,
          "Whether a batch begins only when every pull of the one before has ended.",
          .assumption("batches follow the clock")),
      ]
    ).codec,
    starting: RollingDeployment(at: .seconds(0), batch: 25, pause: .seconds(60)),
    make: { .rollingDeployment($0) },
    take: { if case .rollingDeployment(let rollout) = $0 { rollout } else { nil } })

  // MARK: What both kinds of deployment say

  private static func begin<Deployment: Sendable>(
    _ at: any WritableKeyPath<Deployment, Span> & Sendable
  ) -> [Field<Deployment>] {
    [Field("at", at, .span(), "When it begins, from the start of the run.", .required)]
  }

  private static func images<Deployment: Sendable>(
    _ image: any WritableKeyPath<Deployment, String?> & Sendable,
    _ images: any WritableKeyPath<Deployment, [String]> & Sendable
  ) -> [Field<Deployment>] {
    let source = DefaultSource.assumption("'image' or 'images' is written")
    return [
      Field(
        "image", image, Codec.image.or("none", starting: ""), "The image, where it is one.",
        source),
      Field(
        "images", images, .list(of: .image, starting: ""),
        "The images, where they are several: as pods of one image each that come to a node together.",
        source),
    ]
  }

  // MARK: The week

  static let week = Case<ArrivalDescription>(
    "week", "Independent pulls whose rate follows the hours of the day and the days of the week.",
    Section<WeeklyLoad>([
      Field("mean", \.mean, .rate, "A working day's mean rate.", .required),
      Field(
        "hours", \.hours, weights,
        "The weight of each hour (UTC), 24 numbers of any sum.",
        .assumption("four times as busy in European office hours as at night")),
      Field(
        "weekend", \.weekend, .share, "The rate on Saturdays and Sundays over a working day's.",
        .assumption("machines go on, people do not")),
      Field(
        "firstDay", \.firstDay, .word, "The day on which the run starts.",
        .assumption("a week begins with it")),
    ]).codec,
    starting: WeeklyLoad(mean: .perMinute(1)),
    make: { .week($0) },
    take: { if case .week(let load) = $0 { load } else { nil } })

  /// Numbers side by side: written on one line, for their order tells what they are.
  private static let weights: Codec<[Double]> = {
    let list = Codec<[Double]>.list(of: .number(0...1_000_000), starting: 0)
    return Codec(
      list.shape, read: list.read, absent: list.absent,
      write: { .plain("[" + $0.map { Quantity.decimal($0) }.joined(separator: ", ") + "]") })
  }()
}
