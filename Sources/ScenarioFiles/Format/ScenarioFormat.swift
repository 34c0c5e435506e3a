import CacheRules
import ImageCatalogue
import RegistryModel
import SimulationKernel

/// The scenario format: every key with its type, meaning and the source of its default.
enum ScenarioFormat {
  /// What a file is read into before anything is known of it.
  static let empty = Scenario(
    registry: RegistryDescription(home: ""), rules: [], workloads: [])

  /// What decides a run: the file but for `extends` and what speaks of experiments.
  static let scenario = Section<Scenario>([
    Field(
      "title", \.title, .text("a line of text such as 'A working day'"),
      "One line that names the scenario in results.", .assumption("no name was given")),
    Field(
      "profile", \.profileWithSwitches, .word,
      "Which description of the service sets the behaviour that is not written out.",
      .assumption("the architecture as drawn")),
    Field(
      "behaviour", \.behaviour, behaviour.codec,
      "How the registry behaves where architecture and service differ.", .profile),
    Field(
      "registry", \.registry, registry.codec, "The regions and what each is made of.", .required),
    Field("routing", \.routing, routing.codec, "How clients find a region."),
    Field(
      "rules", \.rules,
      .list(
        of: rule.codec, starting: RuleDescription(name: "", source: "", target: ""),
        identity: "name", atLeastOne: true),
      "Which pulls go to which upstream registry.", .required),
    Field(
      "credentialSets", \.credentialSets,
      .list(
        of: credentialSet.codec, starting: CredentialSetDescription(name: ""), identity: "name"),
      "The credentials that the rules name; those left out are as the defaults say.",
      .assumption("one for each name that a rule uses")),
    Field("keyVault", \.keyVault, keyVault.codec, "Where the secrets of credential sets are kept."),
    Field(
      "upstreams", \.upstreams,
      .list(of: upstream.codec, starting: UpstreamDescription(host: ""), identity: "host"),
      "The registries that the rules name; those left out are as their documentation says.",
      .assumption("one for each host that a rule names, with its published limits")),
    Field("catalogue", \.catalogue, catalogue.codec, "What there is to pull."),
    Field(
      "pushes", \.pushes, .list(of: push.codec, starting: PushDescription(image: "")),
      "What is pushed to repositories of the registry's own, which no rule covers.",
      .assumption("a registry that only caches")),
    Field(
      "workloads", \.workloads,
      .list(
        of: workload.codec,
        starting: WorkloadDescription(
          name: "", region: "", arrivals: .steady(rate: .perMinute(1))),
        identity: "name", atLeastOne: true),
      "Who pulls, where and when.", .required),
    Field(
      "faults", \.faults,
      .list(
        of: fault.codec,
        starting: FaultDescription(
          name: "", kind: .healthMonitorOut, occurrence: .scheduled(at: .zero, lasts: nil)),
        identity: "name"),
      "What breaks, and when.", .assumption("faults are written, not presumed")),
    Field(
      "changes", \.changes,
      .list(of: change.codec, starting: ChangeDescription(at: .zero, kind: .addReplica(""))),
      "What an operator changes, and when; without the home region nothing can be changed.",
      .assumption("a registry that is left alone")),
    Field("run", \.run, run.codec, "How long, how often, from which seed."),
    Field("prices", \.prices, prices.codec, "What the registry costs: dated list prices."),
  ])

  static let behaviour = Section<BehaviourSwitches>([
    Field("missFetcher", \.missFetcher, .word, "Which region goes upstream for what is missing."),
    Field(
      "missDelivery", \.missDelivery, .word,
      "Whether a missing layer is stored before it is served or streamed while it is copied."),
    Field(
      "concurrentMisses", \.concurrentMisses, .word,
      "What happens to a request for content that is being fetched."),
    Field(
      "tagFreshness", \.tagFreshness,
      .words(
        [("never", .never), ("every-pull", .everyPull)], or: .span(positive: true),
        starting: .seconds(300), make: { .interval($0) },
        take: { if case .interval(let span) = $0 { span } else { nil } }),
      "When a cached tag is compared with the upstream's."),
    Field(
      "tagCheck", \.tagCheck, .word,
      "Whether a tag is compared by its digest alone (HEAD, which Docker Hub does not count) or by "
        + "asking for what the tag names (GET): the manifest, which it counts, or an index, counted "
        + "as the upstream's index says."),
    Field(
      "upstreamFailure", \.upstreamFailure, .word,
      "What a pull of a cached tag gets while the upstream cannot be asked."),
    Field(
      "zoneReplication", \.zoneReplication, .word,
      "When content written in one zone is in the others."),
    Field(
      "overlappingWildcards", \.overlappingWildcards, .word,
      "Whether wildcard rules may overlap, the more specific one deciding."),
    Field("multiPlatform", \.multiPlatform, .word, "What of a multi-platform image is cached."),
    Field(
      "requestLimits", \.requestLimits, .word,
      "How many requests a minute a tier grants: the table until 2025, that of 2026, or no limit."),
    Field(
      "zoneRedundancy", \.zoneRedundancy, .word,
      "Whether several zones take the tier Premium or come with every tier."),
  ])

  static let rule = Section<RuleDescription>([
    Field(
      "name", \.name, .text("a rule's name such as 'docker-hub'"), "The rule's name, unique.",
      .required),
    Field(
      "source", \.source, .text("a host and a path such as 'docker.io/library/*'"),
      "Upstream host and repository path, one repository or all below a path with /*.", .required),
    Field(
      "target", \.target, .text("a repository path such as 'hub/library/*'"),
      "Repository path in the registry, with /* where the source has it.", .required),
    Field(
      "credentialSet", \.credentialSet,
      Codec.text("a credential set's name").or("none", starting: ""),
      "The credential set that is used upstream.",
      .documented("most public upstreams need none; Docker Hub does")),
    Field(
      "managedIdentity", \.managedIdentity,
      Codec.text("a resource identifier such as '/subscriptions/…/userAssignedIdentities/puller'")
        .or("none", starting: ""),
      "The user-assigned managed identity that is used upstream, without a key vault.",
      .documented("registries of the same service (*.azurecr.io) want one")),
  ])

  static let catalogue = Section<CatalogueDescription>([
    Field(
      "source", \.source,
      .words(
        [("built-in", .builtIn)],
        or: .choice([
          Case(
            "file", "A table with one row a layer.",
            .text("a path such as 'images.csv', relative to the scenario"),
            starting: "", make: { CatalogueDescription.Source.file(path: $0) },
            take: { if case .file(let path) = $0 { path } else { nil } }),
          Case(
            "synthetic", "Drawn from the distributions that studies of registries state.",
            synthetic.codec, starting: SyntheticCatalogue.Parameters(),
            make: { .synthetic($0) },
            take: { if case .synthetic(let parameters) = $0 { parameters } else { nil } }),
        ]),
        starting: .builtIn, make: { $0 }, take: { $0 == .builtIn ? nil : $0 }),
      "Where the images come from.", .assumption("real images are the most telling")),
    Field(
      "popularityExponent", \.popularityExponent, .number(0...5),
      "The exponent of the Zipf law over images ordered by popularity; 0 makes all alike.",
      .measured("studies of public registries find about 1")),
    Field(
      "tagChanges", \.tagChanges,
      tagChanges.codec.or("none", starting: TagChangeDescription()),
      "How tags of upstreams change what they point to.",
      .assumption("changes are written, not presumed")),
  ])
}

extension Scenario {
  /// The profile, whose setting also resets all switches to its values.
  fileprivate var profileWithSwitches: BehaviourProfile {
    get { profile }
    set {
      profile = newValue
      behaviour = newValue.switches
    }
  }
}

extension Codec where Value == String {
  /// A region's name; whether there is such a region is checked later.
  static var region: Codec { .text("a region such as 'westeurope'") }
}
