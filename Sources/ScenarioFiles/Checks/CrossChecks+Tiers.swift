import RegistryModel

extension CrossChecks {
  /// What the registry's tier does not offer, and network rules that cannot be so.
  func tiers(_ reading: inout Reading) {
    for refusal in scenario.tierRefusals + scenario.networkRefusals {
      reading.doubt(reading.place(path(ofPlace: refusal.place)), refusal.sentence)
    }
    if let scaleOut = scenario.registry.throttling.scaleOut, scaleOut.share <= 0 {
      reading.doubt(
        reading.place("registry.throttling.scaleOut.share"),
        "no share of the limit leaves nothing to begin with; expected more than 0%")
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
