import CacheRules
import RegistryModel
import Words

extension CrossChecks {
  /// What is said of credential sets and accounts beside the rules that use them.
  func credentials(_ reading: inout Reading) {
    let named = scenario.rules.compactMap(\.credentialSet)
    for (index, set) in scenario.credentialSets.enumerated() where !set.name.isEmpty {
      let path = "credentialSets.\(index)"
      if !named.contains(where: { ResourceName(sought: $0) == ResourceName(sought: set.name) }) {
        reading.doubt(
          reading.place("\(path).name"),
          "no rule uses the credential set '\(Tree.shortened(set.name))'; expected "
            + (named.isEmpty ? "a rule with credentialSet: \(set.name)" : listed(named))
            + NearestWord.suggestion(set.name, among: named))
      }
      for (key, text) in [("userName", set.userName), ("password", set.password)] {
        guard let text, !text.isEmpty else { continue }
        do throws(RuleRefusal) {
          _ = try SecretIdentifier(text)
        } catch {
          reading.doubt(reading.place("\(path).\(key)"), error.sentence)
        }
      }
    }
    for (index, rule) in scenario.rules.enumerated()
    where rule.credentialSet != nil && rule.managedIdentity != nil {
      reading.doubt(
        reading.place("rules.\(index).managedIdentity"),
        "the rule names a credential set and a managed identity; expected one of them")
    }
    oneVault(&reading)
    fateOfVault(&reading)
    for (index, upstream) in scenario.upstreams.enumerated() where !upstream.host.isEmpty {
      accounts(of: upstream, at: index, &reading)
    }
  }

  /// No other region than the registry's is ever lost.
  private func fateOfVault(_ reading: inout Reading) {
    guard scenario.keyVault.sharesFateWithRegion, let region = scenario.keyVault.region,
      !region.isEmpty, !scenario.registry.regions.contains(region)
    else { return }
    reading.doubt(
      reading.place("keyVault.sharesFateWithRegion"),
      "the key vault stands in '\(Tree.shortened(region))', which is none of the registry's regions "
        + "and never lost; expected false, or a region among \(listed(scenario.registry.regions))")
  }

  /// One key vault is simulated; secrets in another would be read from it all the same.
  private func oneVault(_ reading: inout Reading) {
    var first: String?
    for (index, set) in scenario.credentialSets.enumerated() {
      for (key, text) in [("userName", set.userName), ("password", set.password)] {
        guard let text, let vault = (try? SecretIdentifier(text))?.vault else { continue }
        if let first, first != vault {
          reading.doubt(
            reading.place("credentialSets.\(index).\(key)"),
            "the secret is in the vault '\(vault)', others in '\(first)'; expected all in one key "
              + "vault")
        }
        first = first ?? vault
      }
    }
  }

  private func accounts(
    of upstream: UpstreamDescription, at index: Int, _ reading: inout Reading
  ) {
    let signsIn = scenario.signsIn(at: upstream.host)
    if upstream.account == .anonymous, signsIn {
      reading.doubt(
        reading.place("upstreams.\(index).account"),
        "a rule signs in at '\(Tree.shortened(upstream.host))' with a credential set; expected an "
          + "account such as 'personal'")
    } else if upstream.account != .anonymous, upstream.account != .byRules, !signsIn {
      reading.doubt(
        reading.place("upstreams.\(index).account"),
        "no rule signs in at '\(Tree.shortened(upstream.host))'; expected 'anonymous', or a rule "
          + "with a credentialSet")
    }
    for (key, limit) in [("quota", upstream.quota), ("abuseLimit", upstream.abuseLimit)] {
      guard case .stated(let quota) = limit, let burst = quota.burst, quota.refill == .atOnce else {
        continue
      }
      reading.doubt(
        reading.place("upstreams.\(index).\(key).burst"),
        "a burst of \(burst) is one of a token bucket; expected refill: continuous with it")
    }
  }
}
