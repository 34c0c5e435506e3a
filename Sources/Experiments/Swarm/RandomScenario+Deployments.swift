import RegistryModel
import SimulationKernel

extension Scenario {
  /// One image or several for all nodes or some, once or again and again, on new nodes or not.
  ///
  /// - Parameter images: Those in reach; that there are none is refused.
  func drawnScaleOut(
    _ dice: inout Dice, pulls: Int, nodes: Int, images: [String]
  ) -> ArrivalDescription {
    var scaleOut = ScaleOut(
      at: deploymentStart(&dice), within: dice.spanOrZero(.nanoseconds(1), run.duration))
    (scaleOut.image, scaleOut.images) = deployed(&dice, images)
    if dice.includes() {
      // About as many pulls as another workload has.
      let steps = max(1, pulls / (nodes * scaleOut.allImages.count))
      let often = Span.nanoseconds(max(1, run.duration.nanoseconds / Int64(steps)))
      scaleOut.every = dice.span(often, max(often, run.duration))
    }
    if dice.includes() { scaleOut.nodes = dice.whole(1...nodes) }
    if dice.includes() { scaleOut.fresh = true }
    return .scaleOut(scaleOut)
  }

  /// Batches of one node, of some or of more than there are, that wait for each other or do not.
  ///
  /// - Parameter images: Those in reach; that there are none is refused.
  func drawnRollingDeployment(
    _ dice: inout Dice, nodes: Int, images: [String]
  ) -> ArrivalDescription {
    var rollout = RollingDeployment(
      at: deploymentStart(&dice), batch: Int(dice.magnitude(1, Int64(nodes + 1))),
      pause: dice.spanOrZero(.nanoseconds(1), .nanoseconds(run.duration.nanoseconds / 10 + 1)))
    (rollout.image, rollout.images) = deployed(&dice, images)
    rollout.waits = dice.chance(0.5)
    return .rollingDeployment(rollout)
  }

  private func deploymentStart(_ dice: inout Dice) -> Span {
    Span(nanoseconds: Int64(Double(run.duration.nanoseconds) * 0.9 * dice.share()))
  }

  private func deployed(_ dice: inout Dice, _ images: [String]) -> (String?, [String]) {
    var left = images
    guard !left.isEmpty, dice.includes() else {
      return (left.isEmpty ? "none" : dice.pick(left), [])
    }
    let count = min(left.count, dice.whole(1...4))
    return (nil, (0..<count).map { _ in left.remove(at: dice.whole(0...left.count - 1)) })
  }
}
