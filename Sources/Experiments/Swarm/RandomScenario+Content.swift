import RegistryModel
import SimulationKernel

extension Scenario {
  /// Tags that change, images of one's own, pulls of what does not exist and by digest.
  mutating func drawContent(_ dice: inout Dice) {
    if dice.includes() {
      catalogue.tagChanges = TagChangeDescription(
        rate: Rate(perSecond: Double(dice.whole(1...20)) / max(run.duration.seconds, 1)),
        share: dice.share())
      behaviour.tagCheck = dice.any()
    }
    if dice.includes() { registry.cache.negativeLifetime = dice.span(.milliseconds(1), .hours(1)) }
    if dice.includes() {
      for _ in 0..<dice.whole(1...3) {
        pushes.append(
          PushDescription(
            image: "apps/own:1", layers: [ByteCount(dice.magnitude(1, 100_000_000))],
            at: Span(seconds: run.duration.seconds * 0.9 * dice.share()),
            region: dice.pick(registry.regions)))
      }
      if dice.chance(0.3) {
        registry.storage.limit = .limited(ByteCount(dice.magnitude(1, 1_000_000_000)))
      }
    }
    for index in workloads.indices {
      if dice.includes() { workloads[index].images.unknownShare = dice.share() }
      if dice.includes() { workloads[index].images.digestShare = dice.share() }
    }
  }
}
