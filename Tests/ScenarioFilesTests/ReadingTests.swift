import ImageCatalogue
import RegistryModel
import SimulationKernel
import Testing
import Words

@testable import ScenarioFiles

@Suite struct ReadingTests {
  @Test func whatIsLeftOutHasTheDefaultsOfTheTypes() throws {
    let read = try Samples.scenario(Samples.small)
    let built = Scenario(
      registry: RegistryDescription(home: "westeurope"),
      rules: [
        RuleDescription(name: "microsoft", source: "mcr.microsoft.com/*", target: "mcr/*")
      ],
      upstreams: [UpstreamDescription(host: "mcr.microsoft.com")],
      workloads: [
        WorkloadDescription(
          name: "builds", region: "westeurope", arrivals: .steady(rate: .perMinute(60)))
      ])
    #expect(read == built)
  }

  @Test func valuesArriveInTheirUnits() throws {
    let read = try Samples.scenario(Samples.large)
    #expect(read.registry.cache.capacity == .limited(.gibibytes(1536)))
    #expect(read.registry.cache.policy == "lru-ttl:7d")
    #expect(
      read.registry.frontEnds.serviceTime == Delay(median: .microseconds(2500), sigma: 0))
    #expect(read.upstreams.map(\.host) == ["docker.io", "mcr.microsoft.com"])
    #expect(read.upstreams[0].quota == .init(requests: 200, window: .hours(6)))
    #expect(read.upstreams[0].failureRate == 0.001)
    #expect(read.behaviour.tagFreshness == .everyPull)
    #expect(read.behaviour.missFetcher == .servingRegion)
    #expect(read.workloads[1].clients.layerStore == nil)
    #expect(
      read.workloads[0].arrivals
        == .timeOfDay(mean: .perMinute(60), swing: 0.6, peak: .hours(13)))
    #expect(
      read.workloads[3].arrivals
        == .rollingDeployment(
          at: .minutes(90), image: "mcr/dotnet/aspnet:10.0", batch: 20, pause: .seconds(60)))
    #expect(read.run.seed == UInt64.max)
    #expect(read.run.duration == .hours(12))
  }

  @Test func aSyntheticCatalogueStatesItsDistributions() throws {
    let text = "catalogue: {source: {synthetic: {images: 50}}}\n" + Samples.small
    var expected = SyntheticCatalogue.Parameters()
    expected.images = 50
    #expect(try Samples.scenario(text).catalogue.source == .synthetic(expected))
    expected.meanFurtherLayers = 3.5
    expected.smallShare = 0.25
    expected.leastLayerBytes = 1_024
    expected.sharingFactor = 2
    let stated = text.replacing(
      "images: 50",
      with: "images: 50, meanFurtherLayers: 3.5, smallShare: 25%, leastLayerBytes: 1KiB, "
        + "sharingFactor: 2")
    let resolved = try ScenarioReader.read(text: stated, path: "s.yaml")
    #expect(resolved.scenario.catalogue.source == .synthetic(expected))
    // Nothing is lost where the resolved scenario is written out.
    #expect(try Samples.scenario(resolved.canonicalYAML) == resolved.scenario)
    #expect(
      resolved.origin(of: "catalogue.source.synthetic.dispersion")?.description
        .contains("976 Docker Official Images") == true)
  }

  @Test(arguments: BehaviourProfile.allCases)
  func profilesSetAllSwitches(profile: BehaviourProfile) throws {
    let resolved = try ScenarioReader.read(
      text: "profile: \(profile.rawValue)\n" + Samples.small, path: "s.yaml")
    #expect(resolved.scenario.profile == profile)
    #expect(resolved.scenario.behaviour == profile.switches)
    #expect(resolved.origin(of: "behaviour.missFetcher") == .profile(profile.rawValue))
  }

  @Test func originsNameFilesAndDefaults() throws {
    let resolved = try ScenarioReader.read(text: Samples.small, path: "s.yaml")
    #expect(
      resolved.origin(of: "registry.home")
        == .file(Place(file: "s.yaml", line: 2, column: 9)))
    #expect(
      resolved.origin(of: "workloads.0.clients.backoff")
        == .byDefault("documented: kubelet, 10 s"))
    #expect(resolved.origin(of: "registry.elsewhere") == nil)
  }

  @Test(arguments: [Samples.small, Samples.large])
  func canonicalFormReadsBackEqual(text: String) throws {
    let resolved = try ScenarioReader.read(text: text, path: "s.yaml")
    let again = try ScenarioReader.read(text: resolved.canonicalYAML, path: "c.yaml")
    #expect(again.scenario == resolved.scenario)
    #expect(again.canonicalYAML == resolved.canonicalYAML)
    #expect(again.scenarioHash == resolved.scenarioHash)
  }

  @Test func hashesTellScenariosApart() throws {
    let one = try ScenarioReader.read(text: Samples.small, path: "s.yaml")
    let other = try ScenarioReader.read(
      text: Samples.small + "run: {seed: 2}\n", path: "s.yaml")
    #expect(one.scenarioHash.count == 32)
    #expect(one.scenarioHash != other.scenarioHash)
  }

  @Test func everyKeyIsExplained() throws {
    func check(_ shape: Shape, _ path: String) {
      switch shape {
      case .section(let notes, _):
        for note in notes {
          let path = "\(path).\(note.key)"
          #expect(note.documentation.hasSuffix("."), "\(path)")
          // The parts of a section may come from where the section itself comes.
          switch note.source {
          case .documented(let text), .measured(let text), .assumption(let text):
            #expect(!text.isEmpty, "\(path)")
          case .profile, .required, nil: break
          }
          check(note.shape, path)
        }
      case .choice(let alternatives):
        for one in alternatives {
          #expect(one.documentation.hasSuffix("."), "\(path).\(one.word)")
          check(one.shape, "\(path).\(one.word)")
        }
      case .list(let element, _, _): check(element, path)
      case .either(let shapes): for shape in shapes { check(shape, path) }
      default: break
      }
    }
    check(ScenarioFormat.document.codec.shape, "")
    let resolved = try ScenarioReader.read(text: Samples.large, path: "s.yaml")
    func leaves(_ output: Output, _ path: String) {
      switch output {
      case .mapping(let entries):
        for entry in entries {
          leaves(entry.value, path.isEmpty ? entry.key : "\(path).\(entry.key)")
        }
      case .sequence(let items) where !items.isEmpty:
        for (index, item) in items.enumerated() { leaves(item, "\(path).\(index)") }
      default:
        let origin = resolved.origin(of: path)
        #expect(origin != nil, "\(path)")
        // A generic source is a sign that the field's own was forgotten.
        let text = origin?.description ?? ""
        #expect(!text.contains("a plausible value to begin with"), "\(path)")
      }
    }
    leaves(ScenarioFormat.document.codec.write(resolved.document), "")
  }

  @Test func explanationsFitATerminal() throws {
    let resolved = try ScenarioReader.read(text: Samples.large, path: "s.yaml")
    let text = Explanation(resolved).description
    for line in text.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
    #expect(text.contains("[profile acr-2026]"))
    let part = Explanation(resolved, key: "workloads.surge.arrivals")
    #expect(part.description.contains("at: 3h"))
    #expect(!part.description.contains("missFetcher"))
    let none = Explanation(resolved, key: "registry.cahce")
    #expect(none.isEmpty)
    #expect(none.nearest(to: "registry.cahce") == "registry.cache")
  }

  @Test func explanationsShowWhatWasWrittenAndWhatItComesTo() throws {
    let text = """
      title: A small registry
      registry: {home: westeurope}
      rules:
        - {name: microsoft, source: mcr.microsoft.com/*, target: mcr/*}
      catalogue: {popularityExponent: 0.9}
      workloads:
        - name: nodes
          region: westeurope
          clients: {nodes: 5}
          arrivals: {steady: 30/min}
      run: {duration: 1.5h, warmUp: 5min10s}
      """
    let resolved = try ScenarioReader.read(text: text, path: "s.yaml")
    let explained = Explanation(resolved).description
    for line in [
      "scenario hash: \(resolved.scenarioHash)", "rate: 30/min", "duration: 1.5h",
      "warmUp: 5min10s", "popularityExponent: by-catalogue, 0.9", "title: \"A small registry\"",
    ] {
      #expect(explained.contains(line), "\(line)")
    }
    let capacity = try #require(resolved.scenario.profile.cacheCapacity)
    #expect(
      explained.contains(
        "capacity: by-profile, \(Quantity.text(capacity.bytes, Quantity.bytes))"))
    #expect(resolved.scenario.run.warmUp == .seconds(310))
    #expect(resolved.canonicalYAML.contains("warmUp: 310s"))
    let service = try ScenarioReader.read(text: "profile: acr-2026\n" + text, path: "s.yaml")
    #expect(Explanation(service).description.contains("capacity: by-profile, unlimited"))
  }

  @Test func decimalsReadBackExactly() {
    for number in [0.1, 0.3, 1e-9, 123456789.125, 1e9, 2.3e-308, 1.7e308, 0.035, 2, 100] {
      #expect(Double(Quantity.decimal(number)) == number)
    }
    #expect(Quantity.decimal(0.001, shift: 2) == "0.1")
    #expect(Quantity.decimal(0.57, shift: 2) == "57")
    #expect(Quantity.text(0, Quantity.time) == "0ns")
    #expect(Quantity.text(5_400_000_000_000, Quantity.time) == "90min")
  }
}
