import ContentCache

extension Scenario {
  /// What the scenario asks for and the registry's tier does not offer, each with its place, the
  /// tier that does, and what else to write.
  public var tierRefusals: [PlanError] {
    let tier = registry.tier
    let rules = registry.networkRules
    var refusals: [PlanError] = []
    func need(_ feature: ServiceTier.Feature, _ isAsked: Bool, _ key: String, _ instead: String) {
      guard isAsked, !tier.offers(feature) else { return }
      let offering = ServiceTier.allCases.filter { $0.offers(feature) }.map { "'\($0.rawValue)'" }
        .joined(separator: " and ")
      refusals.append(
        PlanError(
          "registry.\(key)",
          "tier '\(tier.rawValue)' has no \(feature.rawValue), which only \(offering) has; "
            + "expected tier: premium, or \(instead)"))
    }
    need(.replicas, !registry.replicas.isEmpty, "replicas", "no replicas")
    need(
      .privateEndpoints, !rules.privateEndpoints.isEmpty, "networkRules.privateEndpoints",
      "no private endpoints")
    let key =
      !rules.publicAccess
      ? "publicAccess" : rules.defaultAction == .deny ? "defaultAction" : nil
    need(.networkRules, key != nil, "networkRules.\(key ?? "")", "a registry open to all")
    need(
      .networkRules, key == nil && !rules.addresses.isEmpty, "networkRules.ipRules",
      "no rules for addresses")
    need(
      .networkRules, key == nil && !rules.virtualNetworks.isEmpty, "networkRules.virtualNetworks",
      "no rules for virtual networks")
    need(
      .dedicatedDataEndpoints, registry.dedicatedDataEndpoints, "dedicatedDataEndpoints",
      "dedicatedDataEndpoints: false")
    if registry.zones > 1, !tier.hasZones(under: behaviour) {
      refusals.append(
        PlanError(
          "registry.zones",
          "tier '\(tier.rawValue)' stands in one zone where zone redundancy is Premium's; expected "
            + "zones: 1, tier: premium, or behaviour.zoneRedundancy: every-tier"))
    }
    return refusals
  }

  /// What of the limits and the network rules cannot be so.
  public var accessRefusals: [PlanError] {
    let rules = registry.networkRules
    let throttling = registry.throttling
    var refusals: [PlanError] = []
    if throttling.reads != nil, behaviour.requestLimits == .none {
      refusals.append(
        PlanError(
          "registry.throttling.reads",
          "a limit stands beside behaviour.requestLimits: none; expected one of the two"))
    }
    if let scaleOut = throttling.scaleOut, !(scaleOut.share > 0 && scaleOut.share <= 1) {
      refusals.append(
        PlanError(
          "registry.throttling.scaleOut.share",
          "this share of the limit is nothing to begin with; expected more than 0% and at most 100%"
        ))
    }
    func atMost(_ most: Int, _ count: Int, _ key: String) {
      guard count > most else { return }
      refusals.append(
        PlanError("registry.networkRules.\(key)", "\(count) stand here; expected at most \(most)"))
    }
    atMost(ServiceTier.mostAddressRules, rules.addresses.count, "ipRules")
    atMost(ServiceTier.mostVirtualNetworkRules, rules.virtualNetworks.count, "virtualNetworks")
    atMost(ServiceTier.mostPrivateEndpoints, rules.privateEndpoints.count, "privateEndpoints")
    for (index, range) in rules.addresses.enumerated() where range.isPrivate {
      refusals.append(
        PlanError("registry.networkRules.ipRules.\(index)", Self.privateAddress(range)))
    }
    for workload in workloads {
      if case .addresses(let range) = workload.clients.source, range.isPrivate {
        refusals.append(
          PlanError("workloads.\(workload.name).clients.source.ip", Self.privateAddress(range)))
      }
    }
    return refusals
  }

  private static func privateAddress(_ range: AddressRange) -> String {
    "\(range) is private, and the public endpoint never sees it; expected public addresses, or a "
      + "virtual network"
  }
}

extension ContentTable {
  /// Refuses an image that no tier of the registry takes.
  func checkSizes() throws(PlanError) {
    for image in images {
      let manifest = description.bytes(of: image.manifest)
      if manifest > ServiceTier.largestManifest.bytes {
        throw PlanError(
          "catalogue",
          "the manifest of \(image.reference) has \(manifest) bytes; a registry takes at most 4 MiB"
        )
      }
      for layer in description.layers(of: image.manifest)
      where description.bytes(of: layer) > ServiceTier.largestLayer.bytes {
        throw PlanError(
          "catalogue",
          "a layer of \(image.reference) has \(description.bytes(of: layer)) bytes; a registry "
            + "takes at most 200 GiB")
      }
    }
  }
}
