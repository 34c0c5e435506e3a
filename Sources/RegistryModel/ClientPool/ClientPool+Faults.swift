import SimulationKernel

extension ClientPool {
  /// A fault begins or ends somewhere: what pulls meet meanwhile is its doing.
  mutating func fault(_ occurrence: Int, _ begins: Bool, at now: Instant) {
    if begins {
      recorder.watch.begin(occurrence)
    } else {
      recorder.watch.end(occurrence, at: now, oldest: startsOfPullsUnderWay.min())
    }
  }
}
