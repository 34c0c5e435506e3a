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
        let rate = mean.perSecond * (1 + swing * cosineOfDay(instant, peak: peak))
        if stream.uniform() * highest <= rate { return Span(seconds: time) }
      }
    case .scaleOut, .rollingDeployment, .closedLoop:
      return nil
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

  /// The pause of a closed loop.
  mutating func pause(mean: Span) -> Span {
    Span(seconds: Exponential(mean: mean.seconds).sample(from: &stream))
  }

  /// cos(2π × the share of the day that has passed since the peak).
  private func cosineOfDay(_ instant: Instant, peak: Span) -> Double {
    let day = Span.hours(24).nanoseconds
    let sincePeak = (startOfDay.nanoseconds + instant.nanoseconds - peak.nanoseconds) % day
    return cosine(turns: Double(sincePeak) / Double(day))
  }
}

/// cos(2πx), accurate to 2·10⁻⁹, from additions and multiplications alone, so that it has the same
/// bits on every machine.
func cosine(turns: Double) -> Double {
  var x = turns - turns.rounded(.down)
  // Fold into a quarter turn: cos is even about 0 and 1/2 and odd about 1/4.
  if x > 0.5 { x = 1 - x }
  let sign: Double = x > 0.25 ? -1 : 1
  if x > 0.25 { x = 0.5 - x }
  let angle = 2 * Double.pi * x
  let s = angle * angle
  // Taylor's series to the 14th power; the next term is below 7·10⁻¹¹ at a quarter turn.
  var sum = -1.0 / 87_178_291_200
  for factor in [1.0 / 479_001_600, -1.0 / 3_628_800, 1.0 / 40_320, -1.0 / 720, 1.0 / 24, -0.5, 1] {
    sum = sum * s + factor
  }
  return sign * sum
}
