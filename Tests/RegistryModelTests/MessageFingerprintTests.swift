import ContentCache
import RegistryModel
import SimulationKernel
import Testing

@Suite struct MessageFingerprintTests {
  @Test func aMessageIsSmall() {
    // With instant and timer an entry of the agenda takes 32 bytes; the kernel's limit is 24.
    #expect(MemoryLayout<RegistryMessage>.size <= 20)
    #expect(MemoryLayout<AgendaEntry<RegistryMessage>>.stride == 32)
  }

  @Test func whateverDiffersShows() {
    let messages = samples
    #expect(Set(messages).count == messages.count)
    #expect(messages.count > 1_000)
    var seen: [UInt64: RegistryMessage] = [:]
    for message in messages {
      if let other = seen.updateValue(message, forKey: message.fingerprint) {
        Issue.record("\(message) has the fingerprint of \(other)")
      }
    }
  }

  /// Messages of every kind, each field of which takes several values.
  private var samples: [RegistryMessage] {
    var all: [RegistryMessage] = []
    let numbers: [UInt32] = [0, 1, 256, .max]
    let regions = [RegionID(0), RegionID(1)]
    let tags = [TagID(rawValue: 0), TagID(rawValue: 1), TagID(rawValue: 65_536)]
    let parts: [ContentPart] = [.manifest, .tagCheck, .digest, .layer(0), .layer(1)]
    let attempts: [UInt8] = [0, 1, 64]
    let answers =
      AnswerStatus.allCases.map { Answer($0) }
      + [1, 60].map { .refused(.throttled, retryAfter: .seconds($0)) }
      + [1, .max].map { .version($0) }
    for slot in numbers {
      for number in numbers {
        for pool in [PoolID(0), PoolID(1)] {
          all += attempts.map { .resolve(pool, slot: slot, number: number, attempt: $0) }
          all.append(.pool(pool, .start(node: slot, number: number)))
        }
        for region in regions {
          all += tags.map { .handler(region, .claim($0, job: slot &+ number, from: .home)) }
          all.append(
            .interRegion(
              from: region, to: RegionID(2), .transfer(LayerID(rawValue: slot), slot: number)))
        }
      }
      for pool in [PoolID(0), PoolID(1)] {
        for part in parts {
          all += answers.map { .pool(pool, .answer(slot: slot, part, $0)) }
        }
        all += regions.map { .pool(pool, .resolved($0, slot: slot)) }
        for region in regions {
          all += [true, false].map {
            .routing(pool, region, isHealthy: $0, epoch: UInt16(truncatingIfNeeded: slot))
          }
        }
        all += [.pool(pool, .retry(slot: slot)), .pool(pool, .download(slot: slot))]
      }
      for region in regions {
        for attempt in attempts {
          all += answers.map {
            .handler(region, .callAnswered(slot: slot, attempt: attempt, $0))
          }
          all.append(.handler(region, .callTimedOut(slot: slot)))
          all.append(
            .upstream(
              .send(LayerID(rawValue: 3), from: region, slot: slot, attempt: attempt),
              UpstreamID(0)))
        }
        all.append(.handler(region, .retryCall(slot: slot)))
        all.append(.handler(region, .written(slot: slot)))
        all += [true, false].map { .handler(region, .queried(job: slot, holds: $0)) }
        all += regions.map { .handler(region, .claimed(job: slot, by: $0)) }
        all.append(.mark(.endInterval(slot), .handler(region)))
        all += [true, false].map {
          .mark(.fault(UInt16(truncatingIfNeeded: slot), begins: $0), .handler(region))
        }
        all += [true, false].map {
          .zoneVerdict(
            region, zone: 1, isHealthy: $0, epoch: UInt16(truncatingIfNeeded: slot))
        }
        all += [Span.zero, .seconds(5)].map {
          .handler(region, .syncBegins(images: slot, since: PackedInstant(.zero + $0)))
        }
        all.append(.mark(.endInterval(slot), .storage(region)))
      }
    }
    for request in requests(numbers, tags, parts, [0, 1, 15]) {
      all.append(.request(request, .home, zone: 0))
      all.append(.balancer(request, .home))
      all.append(.frontEnd(.arrive(request), .home, zone: 1))
      all.append(.frontEnd(.done(request), .home, zone: 1))
      all.append(.storage(.read(request, zone: 1), RegionID(1)))
      all.append(
        .upstream(
          .request(
            UpstreamRequest(
              slot: request.slot, number: request.number, tag: request.tag, part: request.part,
              region: RegionID(Int(request.requester.pool.index)),
              attempt: request.attempt,
              credentials: request.part == .manifest ? CredentialSetID(0) : .anonymous)),
          UpstreamID(1)))
    }
    all += credentials(regions)
    for region in regions {
      let since = PackedInstant(.zero + .hours(Int64(region.index)))
      all += tags.map { .handler(.home, .offered($0, since: since, from: region)) }
      all += tags.map { .handler(.home, .release($0, from: region)) }
      all += tags.flatMap { tag in
        attempts.map { .handler(region, .pushed(tag, failures: $0)) }
      }
      all += [.storage(.completed, region), .mark(.endWarmUp, .handler(region))]
    }
    return Array(Set(all))
  }

  private func credentials(_ regions: [RegionID]) -> [RegistryMessage] {
    var all: [RegistryMessage] = []
    let numbers: [UInt16] = [0, 1, 256, .max]
    for set in [CredentialSetID(0), CredentialSetID(1)] {
      for region in regions {
        for number in numbers {
          var messages: [CredentialMessage] = [
            .identified(number: number), .timedOut(number: number), .retry(number: number),
            .changed(toVersion: number), .check,
          ]
          messages += AnswerStatus.allCases.map { .tokenAnswered(number: number, $0) }
          for outcome in VaultOutcome.allCases {
            messages += numbers.map { .secretRead(number: number, outcome, version: $0) }
          }
          all += messages.map { .handler(region, .credentials(set, $0)) }
          for version in numbers {
            all += SecretKind.allCases.map {
              .keyVault(
                .read(
                  SecretRequest(
                    set: set, region: region, number: number, version: version, secret: $0)))
            }
            all.append(
              .upstream(
                .token(
                  TokenRequest(set: set, region: region, number: number, version: version)),
                UpstreamID(0)))
            all.append(.upstream(.accepts(set, fromVersion: version), UpstreamID(0)))
          }
        }
      }
      let conditions: [KeyVaultCondition] = [
        .out, .slow(factor: 2), .slow(factor: 2.5), .secretMissing(set), .secretExpired(set),
        .secretRotated(set), .roleRevoked(set),
      ]
      for begins in [true, false] {
        all += conditions.map { .keyVault(.condition($0, begins: begins)) }
      }
    }
    return all
  }

  private func requests(
    _ numbers: [UInt32], _ tags: [TagID], _ parts: [ContentPart], _ attempts: [UInt8]
  ) -> [ContentRequest] {
    var all: [ContentRequest] = []
    func add(
      slot: UInt32 = 5, number: UInt32 = 5, tag: TagID = TagID(rawValue: 0),
      requester: Requester = .pool(PoolID(1)), part: ContentPart = .manifest, attempt: UInt8 = 1,
      share: BandwidthShare = .whole
    ) {
      all.append(
        ContentRequest(
          slot: slot, number: number, tag: tag, requester: requester, part: part,
          attempt: attempt, share: share))
    }
    for number in numbers {
      for part in parts {
        for attempt in attempts {
          // Slots have 28 bits.
          add(slot: number >> 4, part: part, attempt: attempt)
          add(number: number, part: part, attempt: attempt)
        }
      }
    }
    for tag in tags {
      for requester in [Requester.pool(PoolID(0)), .pool(PoolID(1)), .region(.home)] {
        add(tag: tag, requester: requester)
      }
    }
    for parts in [2, 64, 1_000] { add(part: .layer(0), share: .one(of: parts)) }
    return Array(Set(all))
  }
}
