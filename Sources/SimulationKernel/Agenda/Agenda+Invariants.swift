extension Agenda {
  /// Stops the program if the agenda contradicts itself; O(pending). Only debug builds check.
  func checkInvariants() {
    #if DEBUG
      var copy = self
      copy.storage.makeUnique()
      let run = copy.storage.takeRun()
      for (earlier, later) in zip(run, run.dropFirst()) {
        precondition(earlier.nanoseconds <= later.nanoseconds, "the run is out of order")
      }
      if let last = run.last {
        precondition(last.nanoseconds <= runLast, "the run reaches into the buckets")
      }
      var found = run.count
      var lane = copy.storage.detach(chain: Self.dueLane)
      precondition(lane.isEmpty == isLaneEmpty, "the due lane is wrongly marked")
      while !lane.isEmpty {
        found += 1
        precondition(copy.storage.takeFirst(of: &lane).nanoseconds == current, "not due now")
      }
      for bucket in 0..<Self.dueLane {
        let (level, slot) = (bucket / Self.digits, bucket % Self.digits)
        var chain = copy.storage.detach(chain: bucket)
        let isMarked = copy.storage.isMarked(chain: bucket)
        precondition(isMarked != chain.isEmpty, "a mark is wrong")
        precondition(!isMarked || levelMask >> UInt64(level) & 1 == 1, "a level is not marked")
        while !chain.isEmpty {
          found += 1
          let time = copy.storage.takeFirst(of: &chain).nanoseconds
          precondition(time > runLast && time >= base, "a bucket is overdue")
          precondition((time >> (level * Self.digitBits)) & 255 == slot, "in a wrong bucket")
        }
      }
      precondition(found == stored, "messages were lost or invented")
    #endif
  }
}
