import NetworkGeography
import RegistryModel
import SimulationKernel

extension Scenario {
  /// Secrets that are kept for no time or for ever, named with and without a version. Some sets are
  /// left to their defaults.
  mutating func drawCredentialSets(_ dice: inout Dice) {
    var names: [String] = []
    for name in rules.compactMap(\.credentialSet) where !names.contains(name) {
      names.append(name)
    }
    for name in names where dice.chance(0.6) {
      var set = CredentialSetDescription(name: name)
      if dice.includes() { set.userName = Self.secret("user-of-\(name)", &dice) }
      if dice.includes() { set.password = Self.secret("password-of-\(name)", &dice) }
      if dice.includes() { set.secretLifetime = dice.spanOrZero(.nanoseconds(1), .hours(24)) }
      if dice.includes() { set.refusedSecret = dice.any() }
      if dice.includes() {
        // A check takes some messages, and a scenario is to take milliseconds.
        let often = Span.nanoseconds(max(1, run.duration.nanoseconds / 50))
        set.healthCheckInterval = dice.pick([nil, dice.span(often, max(often, .hours(24)))])
      }
      credentialSets.append(set)
    }
  }

  /// All in one vault, as the format wants it.
  private static func secret(_ name: String, _ dice: inout Dice) -> String {
    let version = dice.chance(0.5) ? "/0123456789abcdef0123456789abcdef" : ""
    return "https://swarm.vault.azure.net/secrets/\(name)\(version)"
  }

  /// A vault that is far, slow, fails, or answers after nobody waits any more.
  mutating func drawKeyVault(_ dice: inout Dice) {
    if dice.includes() {
      keyVault.region = dice.pick(registry.regions + AzureRegion.all.map(\.name))
      keyVault.distance = dice.spanOrZero(.nanoseconds(1), .seconds(5))
    }
    if dice.includes() { keyVault.responseTime = dice.delay(.nanoseconds(1), .minutes(2)) }
    if dice.includes() { keyVault.failureRate = dice.pick([0.02, 0.2, 0.7, 1]) }
    if dice.includes() { keyVault.timeout = dice.span(.milliseconds(1), .minutes(5)) }
    if dice.includes() {
      keyVault.identityTime = dice.delay(.nanoseconds(1), .minutes(2))
      keyVault.identityLifetime = dice.span(.nanoseconds(1), .hours(24))
    }
    if dice.includes() { keyVault.requestsPer10Seconds = dice.pick([1, 2, 5, nil]) }
    if dice.includes() { keyVault.sharesFateWithRegion = dice.chance(0.5) }
  }
}
