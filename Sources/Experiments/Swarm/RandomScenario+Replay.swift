import RegistryModel
import RequestLog
import SimulationKernel

extension Scenario {
  /// A drawn log, whole or in part, once or again and again; nil where no wildcard maps what it holds.
  func drawnReplay(_ dice: inout Dice) -> ArrivalDescription? {
    let wildcards = rules.map(\.source).filter { $0.hasSuffix("/*") }
    guard !wildcards.isEmpty else { return nil }
    let log = DrawnLog(seed: dice.bits(), format: dice.any())
    var replay = LogReplay(
      file: log.name, format: dice.pick([nil, log.format]),
      upstream: String(dice.pick(wildcards).dropLast(2)))
    replay.loops = dice.includes()
    // A few laps at the most.
    let most = 5 * DrawnLog.length.seconds / run.duration.seconds
    replay.speedUp = min(1_000_000, max(0.001, dice.pick([most, most / 10])))
    if !replay.loops, dice.chance(0.5) { replay.speedUp = dice.pick([1, 0.001, 1_000_000]) }
    if dice.includes() { replay.shift = Span(seconds: run.duration.seconds * 0.9 * dice.share()) }
    if dice.includes() { replay.from = dice.span(.nanoseconds(1), .minutes(3)) }
    if dice.includes() { replay.until = dice.span(.minutes(4), .minutes(20)) }
    if dice.includes() { replay.sample = dice.pick([0.2, 0.5, 0.9]) }
    if dice.includes() { replay.unknownLayerSize = ByteCount(dice.magnitude(1, 1 << 36)) }
    return .replay(replay)
  }
}
