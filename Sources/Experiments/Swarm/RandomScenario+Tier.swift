import RegistryModel

extension Scenario {
  /// A smaller tier, with what it may have: no replicas, and one zone where more are Premium's.
  mutating func drawTier(_ dice: inout Dice) {
    if dice.includes() { behaviour.zoneRedundancy = dice.any() }
    if dice.includes() { registry.tier = dice.any() }
    if !registry.tier.offers(.replicas) { registry.replicas = [] }
    if !registry.tier.hasZones(under: behaviour) { registry.zones = 1 }
    if registry.tier.offers(.dedicatedDataEndpoints) {
      registry.dedicatedDataEndpoints = dice.includes()
    }
  }
}
