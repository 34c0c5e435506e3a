extension Agenda {
  /// Stops the program if the agenda contradicts itself; O(pending). Only debug builds check.
  func checkInvariants() {
    #if DEBUG
      var found = run.count - runHead
      for (earlier, later) in zip(run[runHead...], run[runHead...].dropFirst()) {
        precondition(earlier.nanoseconds <= later.nanoseconds, "the run is out of order")
      }
      if let last = run[runHead...].last {
        precondition(last.nanoseconds <= runLast, "the run reaches into the buckets")
      }
      var lane = due
      var copy = blocks
      while !lane.isEmpty {
        found += 1
        precondition(copy.takeFirst(of: &lane).nanoseconds == current, "not due now")
      }
      for bucket in buckets.indices {
        let (level, slot) = (bucket / Self.digits, bucket % Self.digits)
        var chain = buckets[bucket]
        let isMarked = slotMasks[level] >> UInt64(slot) & 1 == 1
        precondition(isMarked != chain.isEmpty, "a mask is wrong")
        while !chain.isEmpty {
          found += 1
          let time = copy.takeFirst(of: &chain).nanoseconds
          precondition(time > runLast && time >= base, "a bucket is overdue")
          precondition((time >> (level * Self.digitBits)) & 63 == slot, "in a wrong bucket")
        }
      }
      precondition(found == stored, "messages were lost or invented")
    #endif
  }
}
