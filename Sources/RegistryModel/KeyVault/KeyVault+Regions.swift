import SimulationKernel

extension KeyVault {
  /// A region, or a zone of it, is lost or comes back.
  mutating func outage(
    of region: RegionID, zone: UInt8?, _ begins: Bool,
    in context: inout Context<RegistryMessage>
  ) {
    surroundings.outage(of: region, zone: zone, begins)
    for (set, version) in surroundings.takeDue() {
      name(version, in: CredentialSetID(set), in: &context)
    }
  }

  /// A set that fixes a version names another from now on, in every region.
  func name(
    _ version: UInt16, in set: CredentialSetID, in context: inout Context<RegistryMessage>
  ) {
    let plan = network.plan
    for region in plan.regions.indices.map(RegionID.init) {
      network.send(
        .handler(region, .credentials(set, .changed(toVersion: version))),
        after: plan.credentials.distance(region), from: plan.partitionOfKeyVault,
        to: plan.partition(of: region), in: &context)
    }
  }
}
