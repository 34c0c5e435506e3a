public import SimulationKernel

/// Who may reach the registry over which network.
///
/// As the service has it: a public endpoint that may be off or restricted to addresses and virtual
/// networks, private endpoints in virtual networks, and an exception for the cloud's own trusted
/// services, one of which is what the registry fetches and stores cached content with. Outbound,
/// the registry asks the upstreams that its rules name and no one else.
public struct NetworkRules: Hashable, Sendable {
  /// What becomes of a client of the public endpoint that no rule names.
  public enum Action: String, CaseIterable, Sendable {
    case allow, deny
  }

  /// Whether the public endpoint answers anybody.
  public var publicAccess: Bool
  public var defaultAction: Action
  /// The addresses that the public endpoint answers although the default is to deny.
  public var addresses: [AddressRange]
  /// The virtual networks of which the same is true, by their service endpoints.
  public var virtualNetworks: [String]
  /// The virtual networks that have a private endpoint of the registry.
  public var privateEndpoints: [String]
  /// What a private endpoint adds to each way between client and region.
  public var privateEndpointDelay: Span
  /// Whether the cloud's trusted services may pass.
  public var trustedServices: Bool

  public init(
    publicAccess: Bool = true, defaultAction: Action = .allow, addresses: [AddressRange] = [],
    virtualNetworks: [String] = [], privateEndpoints: [String] = [],
    privateEndpointDelay: Span = .microseconds(200), trustedServices: Bool = true
  ) {
    self.publicAccess = publicAccess
    self.defaultAction = defaultAction
    self.addresses = addresses
    self.virtualNetworks = virtualNetworks
    self.privateEndpoints = privateEndpoints
    self.privateEndpointDelay = privateEndpointDelay
    self.trustedServices = trustedServices
  }

  /// Whether the public endpoint answers some clients only, or none.
  public var isRestricted: Bool { !publicAccess || defaultAction == .deny }

  /// Whether nothing that is fetched is stored, so that every pull is streamed from upstream.
  ///
  /// Documented and observed of a restricted registry without trusted services
  /// (`artifact-cache-cli.md`, 2026-08-13; Microsoft Learn question 5789741).
  public var storesNothing: Bool { isRestricted && !trustedServices }

  /// How the registry takes requests that come from somewhere.
  public func access(from source: ClientSource) -> NetworkAccess {
    if case .virtualNetwork(let name) = source, privateEndpoints.contains(name) {
      return .privateEndpoint
    }
    guard publicAccess else { return .forbidden }
    if defaultAction == .allow { return .publicEndpoint }
    let isNamed =
      switch source {
      case .internet: false
      case .addresses(let range): addresses.contains { $0.contains(range) }
      case .virtualNetwork(let name): virtualNetworks.contains(name)
      }
    return isNamed ? .publicEndpoint : .forbidden
  }
}

/// Where requests come from, as network rules see it.
public enum ClientSource: Hashable, Sendable {
  /// Some public address that no rule names.
  case internet
  /// Public addresses, all of which a rule must name.
  case addresses(AddressRange)
  /// A virtual network. Where it has a private endpoint, names resolve to it.
  case virtualNetwork(String)
}

/// How requests from a source reach the registry.
public enum NetworkAccess: Hashable, Sendable, BitwiseCopyable {
  case publicEndpoint
  case privateEndpoint
  /// 403.
  case forbidden
}

/// Whose requests a workload's are, as limits count them.
public enum ClientIdentity: Hashable, Sendable {
  /// One of the workload's own, shared by its clients.
  case own
  /// None: all anonymous clients together are one identity (documented).
  case anonymous
  /// One that other workloads may use as well.
  case named(String)
}
