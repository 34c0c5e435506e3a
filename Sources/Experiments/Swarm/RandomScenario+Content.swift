import RegistryModel
import SimulationKernel

extension Scenario {
  /// Tags that change, images of one's own, pulls of what does not exist and by digest.
  mutating func drawContent(_ dice: inout Dice) {
    if dice.includes() {
      catalogue.tagChanges = TagChangeDescription(
        rate: Rate(perSecond: Double(dice.whole(1...20)) / max(run.duration.seconds, 1)),
        share: dice.share(), changedLayers: dice.share())
      behaviour.tagCheck = dice.any()
    }
    let (changes, pushes) = (dice.includes(), dice.includes())
    // Loading a catalogue takes longer than all that is drawn.
    let names = changes || pushes ? namesInReach : []
    if changes, let name = names.first { drawChanges(of: [name, dice.pick(names)], &dice) }
    if dice.includes() { registry.cache.negativeLifetime = dice.span(.milliseconds(1), .hours(1)) }
    if pushes { drawPushes(like: names, &dice) }
    for index in workloads.indices {
      if dice.includes() { workloads[index].images.unknownShare = dice.share() }
      if dice.includes() { workloads[index].images.digestShare = dice.share() }
    }
  }

  /// Changes at known times, beside those of the rate or in their place.
  private mutating func drawChanges(of images: [String], _ dice: inout Dice) {
    var changes = catalogue.tagChanges ?? TagChangeDescription(rate: nil)
    for _ in 0..<dice.whole(1...4) {
      changes.events.append(TagChangeEvent(image: dice.pick(images), at: moment(&dice)))
    }
    catalogue.tagChanges = changes
  }

  /// Pushes of one tag or two, in any order of their times; some clients may pull them.
  private mutating func drawPushes(like names: [String], _ dice: inout Dice) {
    for number in 0..<dice.whole(1...4) {
      var push = PushDescription(image: "apps/own:1", at: number == 0 ? .zero : moment(&dice))
      if dice.includes() { push.image = "apps/own:2" }
      switch dice.whole(0...2) {
      case 0 where !names.isEmpty: push.like = dice.pick(names)
      case 1: push.changedLayers = dice.share()
      default: push.layers = [ByteCount(dice.magnitude(1, 100_000_000))]
      }
      if dice.chance(0.7) { push.region = dice.pick(registry.regions) }
      pushes.append(push)
    }
    // The first push of a tag must say how large it is.
    for push in pushes where push.like == nil && push.layers.isEmpty {
      let isFirst = !pushes.contains { $0.image == push.image && $0.at < push.at }
      guard isFirst, let index = pushes.firstIndex(of: push) else { continue }
      pushes[index].layers = [ByteCount(1), ByteCount(dice.magnitude(1, 100_000_000))]
    }
    for index in workloads.indices where dice.includes() {
      workloads[index].images.repositories.append("apps/own")
    }
  }

  private func moment(_ dice: inout Dice) -> Span {
    Span(seconds: run.duration.seconds * 0.9 * dice.share())
  }
}
