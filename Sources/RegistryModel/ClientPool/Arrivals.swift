import Randomness
import SimulationKernel

/// When the independent pulls, bursts and batches of a workload begin.
///
/// Its draws come from a stream of the workload's own, so that the same pulls start at the same
/// instants whatever the registry does.
struct Arrivals: Sendable {
  let description: ArrivalDescription
  /// The instant of the day at which the run starts.
  let startOfDay: Span
  private var stream: RandomStream
  /// No run reaches the end of time, but the next arrival of a process may: so near to it, the time
  /// of the day would be beyond.
  private static let endOfDays = Instant.distantFuture - .hours(48)

  init(_ description: ArrivalDescription, startOfDay: Span, key: StreamKey) {
    self.description = description
    self.startOfDay = startOfDay
    self.stream = key.stream
  }

  /// The time from `now` to the next arrival of a process; nil where arrivals are no process.
  mutating func next(after now: Instant) -> Span? {
    switch description {
    case .steady(let rate), .bursts(let rate, _, _):
      return Span(seconds: Exponential(mean: 1 / rate.perSecond).sample(from: &stream))
    case .timeOfDay(let mean, let swing, let peak):
      // Thinning (Lewis and Shedler 1979): candidates at the highest rate, each kept with the
      // share that the rate of its instant has of it.
      let highest = mean.perSecond * (1 + swing)
      var time = 0.0
      while true {
        time += Exponential(mean: 1 / highest).sample(from: &stream)
        let instant = now + Span(seconds: time)
        guard instant < Self.endOfDays else { return .maximum }
        let rate = mean.perSecond * (1 + swing * cosineOfDay(instant, peak: peak))
        if stream.uniform() * highest <= rate { return Span(seconds: time) }
      }
    case .week(let load):
      return weekly(load, after: now)
    case .scaleOut, .rollingDeployment, .closedLoop, .replay:
      return nil
    }
  }

  /// As by day, at the rates of a week's hours.
  private mutating func weekly(_ load: WeeklyLoad, after now: Instant) -> Span? {
    let sum = load.hours.reduce(0, +)
    let perWeight = load.mean.perSecond * Double(load.hours.count) / sum
    let highest = (load.hours.max() ?? 0) * perWeight * max(1, load.weekend)
    guard highest > 0 else { return nil }
    let hour = Span.hours(1).nanoseconds
    var time = 0.0
    while true {
      time += Exponential(mean: 1 / highest).sample(from: &stream)
      let instant = now + Span(seconds: time)
      guard instant < Self.endOfDays else { return .maximum }
      let hours = Int((startOfDay.nanoseconds + instant.nanoseconds) / hour)
      let day = (load.firstDay.number + hours / 24) % 7
      let rate = load.hours[hours % 24] * perWeight * (day >= 5 ? load.weekend : 1)
      if stream.uniform() * highest <= rate { return Span(seconds: time) }
    }
  }

  /// How many pulls a burst has: geometric, 1 or more.
  mutating func burstSize(mean: Double) -> Int {
    guard mean > 1 else { return 1 }
    let share = 1 / mean
    return 1 + min(Geometric(probability: share).sample(from: &stream), 1_000_000)
  }

  /// A moment inside a window.
  mutating func moment(within window: Span) -> Span {
    Span(seconds: window.seconds * stream.uniform())
  }

  /// cos(2π × the share of the day that has passed since the peak).
  private func cosineOfDay(_ instant: Instant, peak: Span) -> Double {
    let day = Span.hours(24).nanoseconds
    let sincePeak = (startOfDay.nanoseconds + instant.nanoseconds - peak.nanoseconds) % day
    return ElementaryFunctions.cosine(turns: Double(sincePeak) / Double(day))
  }
}
