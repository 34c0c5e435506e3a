import SimulationKernel

/// A sort of machine that pulls images. It sets what nobody stated of a ``ClientDescription``, and
/// nothing else: every value can be stated.
public enum ClientKind: String, Hashable, Sendable, CaseIterable {
  /// A machine of no particular sort: keeps layers, pulls in parallel, gives up after a while.
  case generic
  /// A node of a managed Kubernetes cluster, whose kubelet pulls.
  case aks
  /// A container group of a service without nodes: a new machine every time.
  case aci
  /// A virtual machine on which Docker runs.
  case vm
  /// A person's own machine with Docker.
  case developer
  /// An agent of a build pipeline, thrown away after its job.
  case pipeline

  /// Requests for manifests that a pull of such a machine makes: Docker asks for the index, then for
  /// its platform's manifest; containerd resolves the tag by HEAD before.
  public var manifestRequests: Int { self == .aks ? 3 : 2 }

  /// The clients of this kind as far as nobody stated anything.
  public var defaults: ClientDescription {
    var clients = ClientDescription(kind: self)
    switch self {
    case .generic: break
    case .aks:
      clients.imagePulls = .serial
      clients.attempts = nil
    case .aci:
      clients.nodes = 1_000
      clients.layerStore = nil
      clients.bandwidth = .gigabits(1)
      clients.backoffLimit = .seconds(60)
    case .vm:
      clients.nodes = 20
      clients.attempts = 3
      clients.backoffJitter = 0
    case .developer:
      clients.nodes = 50
      clients.bandwidth = .megabits(200)
      clients.location = .internet
      clients.attempts = 2
      clients.backoff = .seconds(30)
    case .pipeline:
      clients.layerStore = nil
      clients.bandwidth = .gigabits(1)
      clients.attempts = 3
      clients.backoff = .seconds(5)
      clients.backoffLimit = .seconds(60)
      clients.backoffJitter = 0
    }
    return clients
  }
}

/// Whether a machine stands in the registry's cloud: what it receives elsewhere leaves the cloud,
/// which is billed. Its distance is that of its region either way.
public enum ClientLocation: String, Hashable, Sendable, CaseIterable {
  case cloud
  case internet
}

/// How many images a machine pulls at once.
public enum ImagePulls: String, Hashable, Sendable, CaseIterable {
  /// One; the others wait at the machine for their turn.
  case serial
  /// As many as are wanted, or as ``ClientDescription/maxParallelImagePulls`` allows.
  case parallel
}

extension WorkloadDescription {
  /// Requests for manifests that a pull makes, one after the other, before its first layer. A log
  /// shows what its pulls asked for: one, of which the log tells.
  public var manifestRequests: Int {
    if let stated = clients.manifestRequests { return stated }
    if case .replay = arrivals { return 1 }
    return clients.kind.manifestRequests
  }
}

extension ClientDescription {
  /// The kind, whose setting also resets everything else to what it sets.
  public var kindWithDefaults: ClientKind {
    get { kind }
    set { self = newValue.defaults }
  }

  /// The most images that a machine pulls at once; nil: no limit.
  public var mostPullsAtOnce: Int? { imagePulls == .serial ? 1 : maxParallelImagePulls }
}
