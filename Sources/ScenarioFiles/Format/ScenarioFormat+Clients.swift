import RegistryModel
import SimulationKernel

extension ScenarioFormat {
  /// The machines of a workload. The kind is read first: it sets the defaults of all other keys.
  static let clients: Codec<ClientDescription> = {
    let codec = clientKeys.codec
    return Codec(
      codec.shape,
      read: { tree, path, source, value, reading in
        codec.read(tree, path, source, &value, &reading)
        for (key, source) in sources(of: value.kind) where tree[key] == nil {
          reading.origins["\(path).\(key)"] = .byDefault("kind \(value.kind.rawValue), \(source)")
        }
      },
      absent: codec.absent, write: codec.write)
  }()

  private static let clientKeys = Section<ClientDescription>([
    Field(
      "kind", \.kindWithDefaults, .word,
      "What sort of machines: it sets the defaults of the keys below, and nothing else.",
      .assumption("a machine of no particular sort")),
    Field(
      "nodes", \.nodes, .integer(1...10_000_000),
      "How many machines there are. Of a replayed log, the clients are dealt to them in turn.",
      .assumption("a cluster of middle size")),
    Field(
      "layerStore", \.layerStore, Codec.bytes.or("none", starting: .gibibytes(20)),
      "What each keeps of the layers that it pulled; none: every pull starts cold.",
      .assumption("a node's disk, less what else it holds")),
    Field(
      "imagePulls", \.imagePulls, .word,
      "Whether a machine pulls one image at a time, so that others wait there for their turns. A "
        + "pull that waits for its next attempt leaves its turn to the next.",
      .assumption("machines of no particular sort pull whatever is wanted")),
    Field(
      "maxParallelImagePulls", \.maxParallelImagePulls,
      Codec.integer(1...1_000_000).or("none", starting: 5),
      "The most images that a machine pulls at once where it pulls them in parallel.",
      .documented("Kubernetes, maxParallelImagePulls: no limit")),
    Field(
      "manifestRequests", \.manifestRequests,
      Codec.integer(1...ContentPart.mostManifestRequests).or("by-kind", starting: 2),
      "Requests that a pull makes for manifests, one after the other, before its first layer: 1 the "
        + "manifest alone, 2 index and manifest, 3 a HEAD of the tag before; a replayed log's make 1. "
        + "A region that keeps nothing passes all on; there the HEAD counts as a GET of the index.",
      .documented("OCI image specification: a multi-platform tag names an index of manifests")),
    Field(
      "parallelLayers", \.parallelLayers, .integer(1...1_000),
      "Layers of one pull that are downloaded at once.",
      .documented("the default of Docker and containerd, 3")),
    Field(
      "bandwidth", \.bandwidth, .bandwidth,
      "What one machine can receive. A download has it divided by the layers that the machine "
        + "downloads when it begins, of all its pulls, and keeps that share.",
      .assumption("a small virtual machine")),
    Field(
      "platform", \.platform, .text("a platform such as 'linux/amd64'"),
      "Operating system and processor whose manifest is taken from a multi-platform image.",
      .assumption("the most common one")),
    Field(
      "endpoint", \.endpoint,
      .words(
        [("global", .global)],
        or: .choice([
          Case(
            "regional", "One region's own, which leads there whatever happens to it.", .region,
            starting: "", make: { ClientEndpoint.regional($0) },
            take: { if case .regional(let region) = $0 { region } else { nil } })
        ]),
        starting: .global, make: { $0 }, take: { $0 == .global ? nil : $0 }),
      "The name under which they reach the registry.",
      .documented("the global endpoint fails over, regional ones do not")),
    Field(
      "attempts", \.attempts, Codec.integer(1...100).or("unlimited", starting: 6),
      "Attempts at a pull, the first included; unlimited: until it is served.",
      .assumption("some ten minutes of trying")),
    Field(
      "backoff", \.backoff, .span(),
      "The wait before the second attempt; it doubles with each further one.",
      .documented("kubelet, 10 s")),
    Field(
      "backoffLimit", \.backoffLimit, .span(),
      "The longest wait between two attempts, without its jitter.",
      .documented("kubelet, 300 s")),
    Field(
      "backoffJitter", \.backoffJitter, .number(0...1),
      "The most that is added to a wait, as a share of it, also to what a Retry-After asks for: 0.5 "
        + "makes a wait up to half as long again, evenly; at 0 all who were refused together come "
        + "back together (that of registry.fetching spreads its waits both ways). The service advises "
        + "clients to have backoff and jitter.",
      kubeletJitter),
    Field(
      "identity", \.identity, clientIdentity,
      "Whose requests theirs are: the workload's own, anonymous, or a name that several may have.",
      .assumption("a service principal or managed identity for each cluster")),
    Field(
      "source", \.source, clientSource,
      "Where their requests come from: internet is a public address that no rule names.",
      .assumption("network rules are written, not presumed")),
    Field(
      "location", \.location, .word,
      "Whether the machines stand in the cloud, so that what they receive inside a region is free, "
        + "or on the internet, so that all of it leaves the cloud and is billed.",
      .assumption("a cluster stands beside its registry")),
  ])

  private static let kubeletJitter = DefaultSource.assumption(
    "a kubelet's image back-off has none (client-go's NewBackOff sets 0); the sync that ends it has a "
      + "factor of 0.5 (pod_workers.go), taken here of the whole wait")

  /// Where the defaults come from that a kind sets; of the other keys, as of any machine.
  private static func sources(of kind: ClientKind) -> [(key: String, source: DefaultSource)] {
    let cold = DefaultSource.assumption("a new machine every time keeps nothing")
    switch kind {
    case .generic: return []
    case .aks:
      return [
        ("imagePulls", .documented("Kubernetes: by default, kubelet pulls images serially")),
        ("manifestRequests", .documented("containerd's source: it resolves a tag by HEAD first")),
        ("attempts", .documented("Kubernetes: it keeps trying, with ImagePullBackOff")),
        ("backoff", .documented("Kubernetes: an increasing back-off delay, from 10 s")),
        ("backoffLimit", .documented("Kubernetes: up to a compiled-in limit, 300 s")),
        ("backoffJitter", kubeletJitter),
      ]
    case .aci:
      return [
        ("nodes", .assumption("so many container groups that none finds what another left")),
        ("layerStore", cold),
        ("imagePulls", .assumption("each container group has a machine of its own")),
        ("bandwidth", .assumption("a container group has less than a whole machine")),
        (
          "attempts",
          .assumption("the service retries for a period of time, which it does not state")
        ),
        ("backoff", .assumption("as a kubelet's")),
        ("backoffLimit", .assumption("somebody waits for the container group")),
        ("backoffJitter", .assumption("as a kubelet's")),
      ]
    case .vm:
      return [
        ("nodes", .assumption("a handful of hosts")),
        ("imagePulls", .documented("Docker: pulls are independent commands")),
        ("attempts", .assumption("a start-up script that tries again twice")),
        ("backoff", .assumption("a pause of a script")),
        ("backoffLimit", .assumption("never reached in three attempts")),
        ("backoffJitter", .assumption("a script pauses for as long as it says")),
      ]
    case .developer:
      return [
        ("nodes", .assumption("a department")),
        ("imagePulls", .documented("Docker: pulls are independent commands")),
        ("bandwidth", .assumption("an office's or a home's line")),
        ("attempts", .assumption("by hand, once more")),
        ("location", .assumption("a person's machine is no machine of the cloud")),
        ("backoff", .assumption("the time in which a person tries again")),
        ("backoffLimit", .assumption("never reached in two attempts")),
        ("backoffJitter", .assumption("no two people are equally patient")),
      ]
    case .pipeline:
      return [
        ("layerStore", cold),
        ("imagePulls", .documented("Docker: pulls are independent commands")),
        ("bandwidth", .assumption("a hosted agent")),
        ("attempts", .assumption("a job that fails after three attempts")),
        ("backoff", .assumption("a build does not wait long")),
        ("backoffLimit", .assumption("a build does not wait long")),
        ("backoffJitter", .assumption("a job's script pauses for as long as it says")),
      ]
    }
  }
}
