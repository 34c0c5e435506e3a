import SimulationKernel
import Testing

@testable import RegistryModel

/// Faults of the key vault and of what is in it, as the faults of a scenario.
@Suite struct VaultFaultTests {
  private static let version =
    "https://my-vault.vault.azure.net/secrets/hub/0123456789abcdef0123456789abcdef"

  /// Each pull asks upstream whether its tag is up to date, and hardly anything is kept that this
  /// needs; the set names a version of its password.
  private func report(
    _ faults: [FaultDescription], vaultAudit: Bool = false,
    change: (inout Scenario) -> Void = { _ in }
  ) throws -> RunReport {
    try faultRun(audit: vaultAudit) {
      $0.behaviour.tagFreshness = .everyPull
      $0.behaviour.upstreamFailure = .fail
      $0.behaviour.missFetcher = .servingRegion
      $0.rules.removeLast()
      $0.upstreams = [
        UpstreamDescription(
          host: "docker.io", quota: .unlimited, tokenLifetime: .seconds(20), index: .absent)
      ]
      $0.credentialSets = [
        CredentialSetDescription(
          name: "docker-hub", password: Self.version, secretLifetime: .seconds(10))
      ]
      for index in $0.workloads.indices { $0.workloads[index].clients.attempts = 1 }
      $0.faults = faults
      change(&$0)
    }.report
  }

  @Test(
    arguments: [
      (.keyVaultOut, .unavailable), (.keyVaultSlow(factor: 1_000), .unavailable),
      (.secretMissing(set: "docker-hub"), .unauthorized),
      (.secretExpired(set: "docker-hub"), .unauthorized),
      (.secretRotated(set: "docker-hub"), .unauthorized),
      (.roleRevoked(set: "docker-hub"), .unauthorized),
    ] as [(FaultDescription.Kind, AnswerStatus)])
  func eachIsFeltFoundOutAndOver(kind: FaultDescription.Kind, status: AnswerStatus) throws {
    let report = try report([once(kind, at: 10, lasts: 10)])
    let fault = report.faults[0]
    // When the token and the secret that are kept are over, and the vault was waited for thrice.
    #expect(fault.detectedAfter! > .zero && fault.detectedAfter! < .minutes(1))
    #expect(fault.figures.requestsLost > 100)
    #expect(fault.figures.pullsFailed > 100)
    #expect(fault.recoveredAfter! < .minutes(1))
    #expect(fault.figures.writesLost == 0 && fault.figures.survivorsUtilisation == nil)
    for workload in report.workloads.indices {
      #expect(try pulls(report, workload, 0..<9).allSatisfy { $0.status == .ok })
      #expect(try pulls(report, workload, 12..<19).allSatisfy { $0.status == status })
      #expect(try pulls(report, workload, 22..<30).allSatisfy { $0.status == .ok })
    }
  }

  @Test func aVaultThatIsALittleSlowLosesNothing() throws {
    let fault = try report([once(.keyVaultSlow(factor: 3), at: 10, lasts: 10)]).faults[0]
    #expect(fault.detectedAfter == nil && fault.figures.requestsLost == 0)
    #expect(fault.figures.pullsFailed == 0 && fault.recoveredAfter! < .minutes(1))
  }

  // MARK: Without the home region

  @Test(arguments: [
    [FaultDescription.Kind.regionOut(region: "westeurope")],
    (1...3).map { .zoneOut(region: "westeurope", zone: $0) },
  ])
  func aSetIsNotChangedWhileTheHomeRegionIsOut(home: [FaultDescription.Kind]) throws {
    let rotated = once(.secretRotated(set: "docker-hub"), at: 4, lasts: 4, name: "rotated")
    let report = try report(
      [rotated] + home.enumerated().map { once($1, at: 6, lasts: 10, name: "home \($0)") })
    // The new version would be named at 8 min; the set can be changed at 16 min only.
    #expect(try pulls(report, 1, 9..<15).allSatisfy { $0.status == .unauthorized })
    #expect(try pulls(report, 1, 18..<30).allSatisfy { $0.status == .ok })
    #expect(report.faults[0].recoveredAfter! > .minutes(8))
    let alone = try self.report([rotated])
    #expect(try pulls(alone, 1, 9..<15).allSatisfy { $0.status == .ok })
  }

  @Test func anotherRegionsLossKeepsNobodyFromChangingASet() throws {
    let report = try report([
      once(.secretRotated(set: "docker-hub"), at: 4, lasts: 4, name: "rotated"),
      once(.regionOut(region: "southeastasia"), at: 6, lasts: 10, name: "replica"),
    ])
    #expect(try pulls(report, 1, 9..<15).allSatisfy { $0.status == .ok })
  }

  // MARK: The fate of the vault

  @Test func aVaultIsLostWithItsRegionWhereThatIsSaid() throws {
    func report(_ shares: Bool, _ faults: [FaultDescription], in region: String? = nil) throws
      -> RunReport
    {
      try self.report(faults, vaultAudit: true) {
        $0.keyVault.sharesFateWithRegion = shares
        $0.keyVault.region = region
      }
    }
    let home = [once(.regionOut(region: "westeurope"), at: 10, lasts: 10)]
    let (shared, apart) = (try report(true, home), try report(false, home))
    #expect(try pulls(shared, 1, 12..<19).allSatisfy { $0.status == .unavailable })
    #expect(try pulls(apart, 1, 12..<19).allSatisfy { $0.status == .ok })
    #expect(try pulls(shared, 1, 22..<30).allSatisfy { $0.status == .ok })
    #expect(shared.vaultAccesses.contains { $0.outcome == .noAnswer })
    #expect(!apart.vaultAccesses.contains { $0.outcome == .noAnswer })
    // It has zones like its region: one of them is not all.
    let zone = [once(.zoneOut(region: "westeurope", zone: 1), at: 10, lasts: 10)]
    #expect(!(try report(true, zone)).vaultAccesses.contains { $0.outcome == .noAnswer })
    // Where it stands elsewhere the home region's loss is nothing to it, but that region's is.
    let elsewhere = try report(true, home, in: "eastus")
    #expect(try pulls(elsewhere, 1, 12..<19).allSatisfy { $0.status == .ok })
    let other = try report(
      true, [once(.regionOut(region: "eastus"), at: 10, lasts: 10)], in: "eastus")
    #expect(try pulls(other, 2, 12..<19).allSatisfy { $0.status == .unavailable })
  }
}
