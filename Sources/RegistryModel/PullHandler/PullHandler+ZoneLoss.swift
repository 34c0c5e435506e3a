import ContentCache
import SimulationKernel

/// The loss of a zone: the connections of clients that go through its front ends are cut, as the
/// service documents, and whoever they belong to has to try again.
///
/// The front ends and the storage cut what is with them; here it is what waits for content that is
/// being fetched, and thereby what is streamed as it comes. Of content that has come in full, what a
/// slow client has yet to take is not cut. Fetches for the cache go on in another zone: they are the
/// region's own. So do requests of other regions, which come through no front end; the zone that they
/// name is the asking region's.
extension PullHandler {
  /// - Returns: How many requests are cut.
  mutating func cutRequests(
    through zone: UInt8, in context: inout Context<RegistryMessage>
  ) -> Int {
    func isCut(_ request: ContentRequest, _ its: UInt8) -> Bool {
      its == zone && request.requester.region == nil
    }
    var cut: [ContentRequest] = []
    for slot in calls.slots where calls[slot].phase != .over {
      switch calls[slot].purpose {
      case .direct(let request, let its, _) where isCut(request, its):
        cut.append(request)
        cutOff(slot, in: &context)
      case .layer:
        guard let position = calls[slot].part.layerPosition else { break }
        let layer = plan.content.layer(position, of: calls[slot].tag)
        var left: [LayerWaiter] = []
        misses.complete(layer) {
          if case .request(let request, let its, _) = $0, isCut(request, its) {
            cut.append(request)
          } else {
            left.append($0)
          }
        }
        // The fetch goes on even if nobody is left to wait for it.
        for waiter in left.isEmpty ? [.nobody] : left { _ = misses.join(layer, waiter) }
      case .direct, .manifest, .check: break
      }
    }
    for slot in jobs.slots {
      cut += jobs[slot].waiting.filter { isCut($0.request, $0.zone) }.map(\.request)
      jobs[slot].waiting.removeAll { isCut($0.request, $0.zone) }
    }
    for index in checks.indices {
      guard let waiting = checks[index] else { continue }
      cut += waiting.filter { isCut($0.request, $0.zone) }.map(\.request)
      checks[index] = waiting.filter { !isCut($0.request, $0.zone) }
    }
    for request in cut { refuse(request, Answer(.unavailable), in: &context) }
    return cut.count
  }

  /// Ends a call whose only request is cut, and whatever it has begun on behalf of all.
  private mutating func cutOff(_ slot: UInt32, in context: inout Context<RegistryMessage>) {
    let call = calls[slot]
    if call.phase == .authorizing, let set = plan.credentials.set(of: call.tag) {
      credentials[Int(set.index)].flow.leave(slot)
    }
    learn(from: call, Answer(.unavailable), at: context.now)
    abandon(slot, in: &context)
  }

  /// Ends a call that nobody waits for any more. One whose answer is still to come keeps its slot
  /// until then.
  mutating func abandon(_ slot: UInt32, in context: inout Context<RegistryMessage>) {
    let call = calls[slot]
    if let timer = call.timeout { context.cancel(timer) }
    calls[slot].timeout = nil
    // The wake-up that a pausing or writing call has sent itself is still to come.
    if call.phase == .pausing || call.phase == .writing { calls[slot].unanswered += 1 }
    close(slot)
  }
}
