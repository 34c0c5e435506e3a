import SimulationKernel
import Testing

@testable import RegistryModel

/// The limits of one region, without a simulation.
@Suite struct ThrottleTests {
  /// Limits on reads alone, in a region and of each of three identities.
  private func throttle(
    region: Int?, identity: Int? = nil, _ throttling: ThrottlingDescription = .init()
  ) throws -> Throttle {
    var limits = try #require(RequestLimits(of: .premium, under: .table2026))
    limits.perRegion = [region, nil, nil, nil, nil]
    limits.perIdentity = [identity, nil, nil, nil, nil]
    return Throttle(limits, throttling, identities: 3)
  }

  /// So many reads of an identity at an instant: those that passed.
  private func passed(
    _ throttle: inout Throttle, _ count: Int, of identity: Int = 0, at now: Instant,
    _ kind: RequestKind = .read
  ) -> Int {
    (0..<count).count { _ in throttle.admit(kind, of: identity, at: now) == .passed }
  }

  @Test func aBurstOfAMinutesWorthPassesThenTheRate() throws {
    var throttle = try throttle(region: 120)
    #expect(passed(&throttle, 200, at: .zero) == 120)
    // Two tokens a second, whether a throttling period is under way or not.
    #expect(passed(&throttle, 9, at: .zero + .seconds(3)) == 6)
    #expect(passed(&throttle, 500, at: .zero + .hours(1)) == 120)
  }

  @Test func theBucketIsAsLargeAsItsTimeSays() throws {
    var small = try throttle(region: 120, .init(bucket: .seconds(5)))
    #expect(passed(&small, 200, at: .zero) == 10)
    #expect(passed(&small, 200, at: .zero + .seconds(1)) == 2)
    // Never so small that nothing passes.
    var tiny = try throttle(region: 2, .init(bucket: .seconds(1)))
    #expect(passed(&tiny, 5, at: .zero) == 1)
  }

  @Test func retryAfterCountsDownOverSuccessiveRefusals() throws {
    // A token a minute, so that every later request is refused.
    var throttle = try throttle(region: 1)
    func wait(_ seconds: Int64) -> Throttle.Verdict {
      throttle.admit(.read, of: 0, at: .zero + .seconds(seconds))
    }
    func refused(_ seconds: Int64) -> Throttle.Verdict {
      .refused(by: .region, retryAfter: .seconds(seconds))
    }
    #expect(wait(0) == .passed)
    #expect(wait(20) == refused(60))
    #expect(wait(30) == refused(50))
    #expect(wait(59) == refused(21))
    // A token passes in the middle of the period, which goes on.
    #expect(wait(60) == .passed)
    #expect(wait(79) == refused(1))
    // The period is over: the next refusal begins another.
    #expect(wait(80) == refused(60))
  }

  @Test func twoIdentitiesShareTheRegionsBucket() throws {
    var throttle = try throttle(region: 100, identity: 80)
    #expect(passed(&throttle, 100, of: 0, at: .zero) == 80)
    #expect(
      throttle.admit(.read, of: 0, at: .zero)
        == .refused(by: .identity, retryAfter: .minutes(1)))
    // What was refused took nothing from the region.
    #expect(passed(&throttle, 100, of: 1, at: .zero) == 20)
    #expect(
      throttle.admit(.read, of: 1, at: .zero) == .refused(by: .region, retryAfter: .minutes(1)))
    // And what the region refused took nothing from the identity: 60 of its own are left, of which
    // the region lets 50 pass in half a minute.
    #expect(passed(&throttle, 100, of: 1, at: .zero + .seconds(30)) == 50)
  }

  @Test func kindsHaveLimitsOfTheirOwnAndReferrersCountAsReadsToo() throws {
    var limits = try #require(RequestLimits(of: .premium, under: .table2026))
    limits.perRegion = [10, 3, nil, 4, nil]
    limits.perIdentity = [nil, nil, nil, nil, nil]
    var throttle = Throttle(limits, .init(), identities: 1)
    #expect(passed(&throttle, 9, at: .zero, .write) == 3)
    #expect(passed(&throttle, 9, at: .zero, .referrers) == 4)
    #expect(passed(&throttle, 9, at: .zero, .read) == 6)
    #expect(passed(&throttle, 99, at: .zero, .delete) == 99)
    // No read is left, so that a referrers' token that came is not taken.
    #expect(passed(&throttle, 9, at: .zero, .referrers) == 0)
  }

  @Test func aRegionGrowsToItsLoadWhereItIsSaidTo() throws {
    var throttle = try throttle(
      region: 100, .init(scaleOut: .init(share: 0.4, time: .minutes(2))))
    // A steep rise: 40 pass although 100 are granted, and in the next two minutes 40 a minute.
    #expect(passed(&throttle, 100, at: .zero) == 40)
    #expect(passed(&throttle, 100, at: .zero + .minutes(1)) == 40)
    // Grown: the bucket holds what the region has not used.
    #expect(passed(&throttle, 200, at: .zero + .minutes(2)) == 100)
    #expect(passed(&throttle, 200, at: .zero + .minutes(3)) == 100)
    // After a quiet time it is small again.
    _ = passed(&throttle, 1, at: .zero + .minutes(30))
    #expect(passed(&throttle, 200, at: .zero + .minutes(31)) == 40)
  }

  @Test func theTablesAreThoseOfTheDocumentation() throws {
    func reads(_ tier: ServiceTier, _ table: BehaviourSwitches.RequestLimits) -> [Int?] {
      let limits = RequestLimits(of: tier, under: table)
      return [limits?.perRegion[0], limits?.perIdentity[0]]
    }
    #expect(ServiceTier.allCases.map { reads($0, .table2025)[0] } == [1_000, 3_000, 10_000])
    #expect(ServiceTier.allCases.map { reads($0, .table2025)[1] } == [nil, nil, nil])
    #expect(ServiceTier.allCases.map { reads($0, .table2026)[0] } == [10_000, 10_000, 20_000])
    #expect(ServiceTier.allCases.map { reads($0, .table2026)[1] } == [5_000, 5_000, 10_000])
    #expect(RequestLimits(of: .basic, under: .none) == nil)
    // Each kind has a place in each table.
    for tier in ServiceTier.allCases {
      for table in [BehaviourSwitches.RequestLimits.table2025, .table2026] {
        let limits = try #require(RequestLimits(of: tier, under: table))
        #expect(limits.perRegion.count == RequestKind.allCases.count)
        #expect(limits.perIdentity.count == RequestKind.allCases.count)
      }
    }
  }
}
