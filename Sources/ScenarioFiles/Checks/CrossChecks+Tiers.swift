import RegistryModel

extension CrossChecks {
  /// What the registry's tier does not offer, and limits and rules that cannot be so.
  func tiers(_ reading: inout Reading) {
    for refusal in scenario.tierRefusals + scenario.accessRefusals {
      reading.doubt(reading.place(path(ofPlace: refusal.place)), refusal.sentence)
    }
  }
}

extension Scenario {
  /// Where nobody wrote how many zones there are: one, if the tier has no more.
  mutating func fitZones(_ reading: inout Reading) {
    guard case .byDefault? = reading.origins["registry.zones"],
      !registry.tier.hasZones(under: behaviour)
    else { return }
    registry.zones = 1
    reading.origins["registry.zones"] = .byDefault(
      "documented: zone redundancy was Premium's, as behaviour.zoneRedundancy says")
  }
}
