import RegistryModel

extension Scenario {
  /// A key vault that refuses what comes too thick, or everything but a request in ten seconds.
  mutating func drawKeyVault(_ dice: inout Dice) {
    if dice.includes() { keyVault.requestsPer10Seconds = dice.pick([1, 2, 5, nil]) }
  }

  /// A key vault that is lost with its region.
  mutating func drawFateOfKeyVault(_ dice: inout Dice) {
    if dice.includes() { keyVault.sharesFateWithRegion = dice.chance(0.5) }
  }
}
