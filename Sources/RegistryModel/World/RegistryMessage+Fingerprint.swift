import ContentCache
import SimulationKernel

extension RegistryMessage {
  /// What the message is, to whom, and all that it says, for the fingerprint of a run.
  public var fingerprint: UInt64 {
    switch self {
    case .pool(let pool, let message): Self.code(1, UInt64(pool.index), message.words)
    case .resolve(let pool, let slot, let number, let attempt):
      Self.code(2, UInt64(pool.index), Words(UInt64(attempt), pair(slot, number)))
    case .frontEnd(.arrive(let request), let region, let zone):
      Self.code(3, pair(region, zone), request.words)
    case .frontEnd(.done(let request), let region, let zone):
      Self.code(4, pair(region, zone), request.words)
    case .request(let request, let region, let zone):
      Self.code(5, pair(region, zone), request.words)
    case .handler(let region, let message): Self.code(6, UInt64(region.index), message.words)
    case .storage(.read(let request, let zone), let region):
      Self.code(7, pair(region, zone), request.words)
    case .storage(.completed, let region): Self.code(8, UInt64(region.index), Words(0))
    case .interRegion(let from, let to, .transfer(let layer, let slot)):
      Self.code(9, pair(from, to.index), Words(0, pair(layer.rawValue, slot)))
    case .interRegion(let from, let to, .completed):
      Self.code(10, pair(from, to.index), Words(0))
    case .upstream(let message, let upstream):
      Self.code(11, UInt64(upstream.index), message.words)
    case .balancer(let request, let region):
      Self.code(13, UInt64(region.index), request.words)
    case .routing(let pool, let region, let isHealthy, let epoch):
      Self.code(
        14, UInt64(pool.index),
        Words(UInt64(region.index) << 16 | UInt64(epoch), isHealthy ? 1 : 0))
    case .zoneVerdict(let region, let zone, let isHealthy, let epoch):
      Self.code(15, pair(region, zone), Words(UInt64(epoch), isHealthy ? 1 : 0))
    case .keyVault(let message): Self.code(16, 0, message.words)
    case .mark(let mark, let actor): Self.code(12, actor.code, mark.words)
    }
  }

  /// Kind and receiver in bits of their own, and the payload multiplied into all of them: two
  /// products, which the processor makes side by side.
  private static func code(_ kind: UInt64, _ receiver: UInt64, _ words: Words) -> UInt64 {
    (kind << 56 | receiver << 32 | words.head)
      &+ words.first &* 0x9E37_79B9_7F4A_7C15 &+ words.second &* 0xC2B2_AE3D_27D4_EB4F
  }
}

/// A payload as numbers: what is below 2³² as the head, the rest in two words.
private struct Words {
  var head, first, second: UInt64

  init(_ head: UInt64, _ first: UInt64 = 0, _ second: UInt64 = 0) {
    self.head = head
    self.first = first
    self.second = second
  }
}

private func pair(_ high: UInt32, _ low: UInt32) -> UInt64 { UInt64(high) << 32 | UInt64(low) }
private func pair(_ region: RegionID, _ other: UInt8) -> UInt64 {
  UInt64(region.index) << 8 | UInt64(other)
}

extension ContentRequest {
  fileprivate var words: Words {
    Words(
      UInt64(requester.code) << 16 | UInt64(part.code) << 8 | UInt64(share.code),
      pair(place, number), UInt64(tag.rawValue))
  }
}

extension Answer {
  /// Below 2³².
  fileprivate var word: UInt64 { UInt64(detail) << 8 | UInt64(status.rawValue) }
}

extension RunMark {
  fileprivate var words: Words {
    switch self {
    case .begin: Words(1)
    case .endWarmUp: Words(2)
    case .endInterval(let number): Words(3, UInt64(number))
    case .fault(let number, let begins): Words(4, UInt64(number), begins ? 1 : 0)
    }
  }
}

extension PoolMessage {
  fileprivate var words: Words {
    switch self {
    case .arrival: Words(1)
    case .start(let node, let number): Words(2, pair(node, number))
    case .resolved(let region, let slot): Words(3, pair(UInt32(region.index), slot))
    case .answer(let slot, let part, let answer):
      Words(4, UInt64(slot), UInt64(part.code) << 32 | answer.word)
    case .retry(let slot): Words(5, UInt64(slot))
    case .download(let slot): Words(6, UInt64(slot))
    }
  }
}

extension HandlerMessage {
  fileprivate var words: Words {
    switch self {
    case .callAnswered(let slot, let attempt, let answer):
      Words(1, UInt64(slot), UInt64(attempt) << 32 | answer.word)
    case .callTimedOut(let slot): Words(2, UInt64(slot))
    case .retryCall(let slot): Words(3, UInt64(slot))
    case .written(let slot): Words(4, UInt64(slot))
    case .offered(let tag, let since, let from):
      Words(
        5 << 8 | UInt64(from.index), UInt64(tag.rawValue),
        UInt64(bitPattern: since.instant.nanoseconds))
    case .claim(let tag, let job, let from):
      Words(6, pair(tag.rawValue, job), UInt64(from.index))
    case .claimed(let job, let by): Words(7, UInt64(job), UInt64(by.index))
    case .release(let tag, let from): Words(8, UInt64(tag.rawValue), UInt64(from.index))
    case .query(let tag, let job, let from):
      Words(9, pair(tag.rawValue, job), UInt64(from.index))
    case .queried(let job, let holds): Words(10, UInt64(job), holds ? 1 : 0)
    case .syncBegins(let images, let since):
      Words(11, UInt64(images), UInt64(bitPattern: since.instant.nanoseconds))
    case .pushed(let tag, let failures): Words(40, pair(tag.rawValue, UInt32(failures)))
    case .credentials(let set, let message):
      Words(12 << 8 | UInt64(set.index), message.word)
    }
  }
}

extension UpstreamMessage {
  fileprivate var words: Words {
    switch self {
    case .request(let request):
      Words(
        1 << 24 | UInt64(request.part.code) << 16 | UInt64(request.region.index) << 8
          | UInt64(request.attempt), pair(request.slot, request.number),
        UInt64(request.credentials.index) << 32 | UInt64(request.tag.rawValue))
    case .token(let request):
      Words(
        4 << 24 | UInt64(request.region.index) << 8 | UInt64(request.set.index),
        UInt64(request.number), UInt64(request.version))
    case .accepts(let set, let version):
      Words(5 << 24 | UInt64(set.index), UInt64(version))
    case .send(let layer, let from, let slot, let attempt):
      Words(
        2 << 24 | UInt64(from.index) << 8 | UInt64(attempt), pair(layer.rawValue, slot))
    case .completed: Words(3 << 24)
    }
  }
}

extension KeyVaultMessage {
  fileprivate var words: Words {
    switch self {
    case .read(let request):
      Words(
        1 << 24 | UInt64(request.region.index) << 8 | UInt64(request.set.index),
        UInt64(request.secret.rawValue) << 32 | UInt64(request.number), UInt64(request.version))
    case .condition(let condition, let begins):
      Words(2 << 24 | (begins ? 1 : 0), condition.word)
    }
  }
}

extension KeyVaultCondition {
  private var code: (kind: UInt64, detail: UInt64) {
    switch self {
    case .out: (1, 0)
    case .slow(let factor): (2, UInt64(factor.bitPattern))
    case .secretMissing(let set): (3, UInt64(set.index))
    case .secretExpired(let set): (4, UInt64(set.index))
    case .secretRotated(let set): (5, UInt64(set.index))
    case .roleRevoked(let set): (6, UInt64(set.index))
    }
  }

  fileprivate var word: UInt64 { code.kind << 32 | code.detail }
}

extension CredentialMessage {
  fileprivate var word: UInt64 {
    switch self {
    case .identified(let number): 1 << 48 | UInt64(number)
    case .secretRead(let number, let outcome, let version):
      2 << 48 | UInt64(outcome.rawValue) << 32 | UInt64(version) << 16 | UInt64(number)
    case .tokenAnswered(let number, let status):
      3 << 48 | UInt64(status.rawValue) << 32 | UInt64(number)
    case .timedOut(let number): 4 << 48 | UInt64(number)
    case .retry(let number): 5 << 48 | UInt64(number)
    case .check: 6 << 48
    case .changed(let version): 7 << 48 | UInt64(version)
    }
  }
}
