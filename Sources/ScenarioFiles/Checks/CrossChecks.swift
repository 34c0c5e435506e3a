import CacheRules
import ImageCatalogue
import NetworkGeography
import RegistryModel
import SimulationKernel
import Words

/// The checks of what values mean beside each other and in the world.
///
/// They run on whatever could be read, so that their mistakes are reported with those of form;
/// values that the form check refused are left out by the callers' guards (empty texts).
struct CrossChecks {
  /// After how many mistakes in the workloads' images no more are looked for.
  static let mostImageMistakes = 200

  let scenario: Scenario
  let folder: String

  /// The hosts that rules name, each once, in order of the rules.
  static func hosts(of rules: [RuleDescription]) -> [String] {
    var hosts: [String] = []
    var seen = Set<String>()
    for rule in rules {
      guard let host = (try? RuleSource(rule.source))?.host, seen.insert(host).inserted else {
        continue
      }
      hosts.append(host)
    }
    return hosts
  }

  func run(_ reading: inout Reading) {
    regions(&reading)
    unique(scenario.rules.map { $0.name.lowercased() }, "rules", "name", "rule", &reading)
    unique(
      scenario.upstreams.map { $0.host.lowercased() }, "upstreams", "host", "upstream", &reading)
    unique(
      scenario.credentialSets.map { $0.name.lowercased() }, "credentialSets", "name",
      "credential set", &reading)
    unique(scenario.workloads.map(\.name), "workloads", "name", "workload", &reading)
    labels(&reading)
    if let conflict = scenario.registry.cache.conflict(under: scenario.profile) {
      reading.doubt(reading.place("registry.cache.policy"), conflict)
    }
    tiers(&reading)
    times(&reading)
    run(section: scenario.run, &reading)
    faults(&reading)
    arrivals(&reading)
    sizes(&reading)
    let rules = engine(&reading)
    content(rules, &reading)
    credentials(&reading)
    // What is wrong with the rules, the catalogue or their form would be reported again for each
    // workload.
    if reading.mistakes.isEmpty { workloads(rules, &reading) }
  }

  // MARK: Regions and names

  private func regions(_ reading: inout Reading) {
    let registry = scenario.registry
    check(region: registry.home, "registry.home", &reading)
    for (index, region) in registry.replicas.enumerated() {
      let path = "registry.replicas.\(index)"
      check(region: region, path, &reading)
      guard !region.isEmpty else { continue }
      if region == registry.home {
        reading.doubt(
          reading.place(path), "'\(region)' is the home region; expected another region")
      } else if registry.replicas.firstIndex(of: region) != index {
        reading.doubt(
          reading.place(path), "'\(region)' stands twice in the list; expected each region once")
      }
    }
    if let region = scenario.keyVault.region { check(region: region, "keyVault.region", &reading) }
    for (index, upstream) in scenario.upstreams.enumerated() {
      guard let near = upstream.near else { continue }
      check(region: near, "upstreams.\(index).near", &reading)
    }
    for (index, workload) in scenario.workloads.enumerated() {
      check(region: workload.region, "workloads.\(index).region", &reading)
    }
  }

  private func check(region: RegionName, _ path: String, _ reading: inout Reading) {
    guard !region.isEmpty, AzureRegion(named: region)?.name != region else { return }
    let near = AzureRegion(named: region).map { [$0.name] } ?? AzureRegion.suggestions(for: region)
    let suggestion = near.first.map { "; did you mean '\($0)'?" } ?? ""
    reading.doubt(
      reading.place(path),
      "unknown region '\(Tree.shortened(region))'; expected a region such as 'westeurope' or "
        + "'eastus'\(suggestion)")
  }

  func unique(
    _ names: [String], _ list: String, _ key: String, _ kind: String, _ reading: inout Reading
  ) {
    var seen = Set<String>()
    for (index, name) in names.enumerated() where !name.isEmpty {
      if !seen.insert(name).inserted {
        reading.doubt(
          reading.place("\(list).\(index).\(key)"),
          "a \(kind) '\(Tree.shortened(name))' stands above already; expected a \(key) of its own")
      }
    }
  }

  /// The word that results use for everything together is no name.
  private func labels(_ reading: inout Reading) {
    for (index, workload) in scenario.workloads.enumerated() where workload.name == "all" {
      reading.doubt(
        reading.place("workloads.\(index).name"),
        "'all' stands for all workloads together in results; expected another name")
    }
  }

  // MARK: Times

  private func times(_ reading: inout Reading) {
    let run = scenario.run
    let end = Quantity.text(run.duration.nanoseconds, Quantity.time)
    // A century leaves the kernel's 292 years room for whatever is under way at the end.
    if run.duration > .hours(876_000) {
      reading.doubt(
        reading.place("run.duration"), "the run is longer than a century; expected at most 36500d")
    }
    if run.warmUp >= run.duration {
      var mistake =
        "the warm-up leaves nothing of the run; expected less than its duration, \(end)"
      if case .byDefault = reading.origins["run.warmUp"] {
        let length = Quantity.text(run.warmUp.nanoseconds, Quantity.time)
        mistake =
          "the warm-up, \(length) by default, leaves nothing of the run; expected warmUp: 0s or "
          + "another time less than the duration, \(end)"
      }
      reading.doubt(reading.place("run.warmUp"), mistake)
    }
    if run.timelineInterval > .seconds(0),
      run.duration.nanoseconds / run.timelineInterval.nanoseconds > 1_000_000
    {
      reading.doubt(
        reading.place("run.timelineInterval"),
        "more than 1000000 intervals in the run; expected a longer interval")
    }
    for (index, workload) in scenario.workloads.enumerated() {
      let at: Span
      let path: String
      switch workload.arrivals {
      case .scaleOut(let scaleOut): (at, path) = (scaleOut.at, "scaleOut")
      case .rollingDeployment(let rollout): (at, path) = (rollout.at, "rollingDeployment")
      default: continue
      }
      if at >= run.duration {
        reading.doubt(
          reading.place("workloads.\(index).arrivals.\(path).at"),
          "it begins after the end of the run; expected less than its duration, \(end)")
      }
    }
    for (index, workload) in scenario.workloads.enumerated() {
      let clients = workload.clients
      if clients.backoffLimit < clients.backoff {
        reading.doubt(
          reading.place("workloads.\(index).clients.backoffLimit"),
          "the longest wait is shorter than the first; expected at least "
            + Quantity.text(clients.backoff.nanoseconds, Quantity.time))
      }
      // A registry that refuses at once would be asked for ever, perhaps at one instant.
      if clients.attempts == nil, clients.backoff == .zero {
        reading.doubt(
          reading.place("workloads.\(index).clients.backoff"),
          "clients that never give up do not wait between attempts; expected more than 0s, or a "
            + "number of attempts")
      }
    }
  }

  // MARK: Images

  private func workloads(_ rules: RuleSet, _ reading: inout Reading) {
    let catalogue: ImageCatalogue
    do {
      catalogue = try CatalogueLoading.load(
        scenario.catalogue, seed: scenario.run.seed, folder: folder)
    } catch {
      reading.doubt(reading.place("catalogue.source"), error.description)
      return
    }
    let images = MappedImages(catalogue, rules, pushed: scenario.pushes.map(\.image))
    let chooses = scenario.workloads.contains {
      if case .replay = $0.arrivals { false } else { true }
    }
    guard !images.isEmpty || !chooses else {
      reading.doubt(
        reading.place("rules"),
        "the rules map no image of the catalogue; expected sources at "
          + listed(Array(catalogue.hosts.prefix(8))))
      return
    }
    for (index, workload) in scenario.workloads.enumerated() {
      // To say that none fits, all images are looked at; so many mistakes tell enough.
      guard reading.mistakes.count < Self.mostImageMistakes else { return }
      let path = "workloads.\(index)"
      for (number, pattern) in workload.images.repositories.enumerated()
      where reading.mistakes.count < Self.mostImageMistakes {
        let place = reading.place("\(path).images.repositories.\(number)")
        if let near = images.problem(withSelection: pattern) { reading.doubt(place, near) }
      }
      deployed(workload, path, images, &reading)
    }
    if reading.mistakes.isEmpty { compiles(catalogue, &reading) }
  }

  /// Whatever else a run would refuse is refused here.
  private func compiles(_ catalogue: ImageCatalogue, _ reading: inout Reading) {
    let loading: LogLoading
    do throws(LogLoading.Failure) {
      loading = try LogLoading(of: scenario, into: catalogue, folder: folder)
    } catch {
      reading.doubt(reading.place(error.place), error.description)
      return
    }
    replays(loading, &reading)
    guard reading.mistakes.isEmpty else { return }
    reading.notes += scenario.workloads.compactMap { loading.note(of: $0.name) }
    do {
      _ = try WorldPlan(
        scenario, catalogue: loading.catalogue, logs: loading.logs,
        tagChanges: loading.tagChanges)
    } catch {
      reading.doubt(reading.place(path(ofPlace: error.place)), error.sentence)
    }
  }

  /// A place that names elements of lists, as a path that numbers them.
  func path(ofPlace place: String) -> String {
    let lists = [
      ("rules", scenario.rules.map(\.name)), ("upstreams", scenario.upstreams.map(\.host)),
      ("workloads", scenario.workloads.map(\.name)),
    ]
    for (list, names) in lists {
      for (index, name) in names.enumerated() where place.hasPrefix("\(list).\(name).") {
        return "\(list).\(index)." + place.dropFirst("\(list).\(name).".count)
      }
    }
    return place
  }
}
