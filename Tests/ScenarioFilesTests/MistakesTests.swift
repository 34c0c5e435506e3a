import RegistryModel
import ScenarioFiles
import Testing

@Suite struct MistakesTests {
  @Test func aDozenMistakesAtOnce() {
    let text = """
      tilte: Typo
      profile: acr-2025
      registry:
        home: westeuropa
        zones: 17
        zones: 3
        frontEnds: {servers: "32", serviceTime: 4}
        cache: {capacity: 20gib, policy: lrru}
      rules:
        - name: microsoft
          source: mcr.microsoft.co/*
          target: mcr/*
        - target: other/*
      workloads:
        - name: builds
          region: eastus
          arrivals: {stedy: 60/min}
        - name: surge
          region: eastus
          arrivals:
            scaleOut: {at: 300000000h, image: "mcr/x:1"}
      run:
        warmUp: 11h
        seed: -1

      """
    #expect(
      Samples.mistakes(text).joined(separator: "\n") == """
        s.yaml:1:1: error: unknown key 'tilte'; expected 'extends', 'title', 'profile', \
        'behaviour', 'registry', 'routing', 'rules', 'credentialSets', 'keyVault', 'upstreams', \
        'catalogue', 'pushes', 'workloads', 'faults', 'changes', 'run', 'prices', 'sweep', \
        'plan' or 'compare'; did you mean 'title'?
        s.yaml:2:10: error: 'acr-2025' is not possible; expected 'architecture' or 'acr-2026'; \
        did you mean 'acr-2026'?
        s.yaml:4:9: error: unknown region 'westeuropa'; expected a region such as 'westeurope' \
        or 'eastus'; did you mean 'westeurope'?
        s.yaml:5:10: error: 17 is not possible; expected a whole number from 1 to 16
        s.yaml:6:3: error: the key 'zones' stands twice in this mapping; expected each key once
        s.yaml:7:24: error: '32' is not possible; expected a whole number from 1 to 1000000; \
        write it without quotes
        s.yaml:7:43: error: 4 is not possible; expected a time such as 250ms, 1.5h or 5min30s; the \
        unit is missing: ns, us, ms, s, min, h, d
        s.yaml:8:21: error: '20gib' is not possible; expected an amount of data such as 500MiB \
        or 20GiB, or 'by-profile' or 'unlimited'; possible units: B, kB, KiB, MB, MiB, GB, GiB, \
        TB, TiB; did you mean '20GiB'?
        s.yaml:8:36: error: 'lrru' is not possible; expected 'lru', 'fifo', 'clock', 'lfu', \
        'sieve', 's3-fifo', 'gdsf' or 'none', or lru-ttl with a lifetime such as lru-ttl:7d, or \
        'by-capacity'; did you mean 'lru'?
        s.yaml:11:13: error: the rule engine refuses the rule (UpstreamRegistryNotSupported): \
        "mcr.microsoft.co" is not a supported upstream (did you mean mcr.microsoft.com?). \
        Supported are docker.io, dhi.io, *.azurecr.io, mcr.microsoft.com, public.ecr.aws, \
        ghcr.io, quay.io, registry.k8s.io, *.pkg.dev, gcr.io, nvcr.io, registry.redhat.io, \
        registry.access.redhat.com.
        s.yaml:13:5: error: the key 'name' is missing in 'rules.1'; expected it here: the rule's \
        name, unique.
        s.yaml:13:5: error: the key 'source' is missing in 'rules.1'; expected it here: upstream \
        host and repository path, one repository or all below a path with /*.
        s.yaml:17:16: error: unknown key 'stedy'; expected one of 'steady', 'timeOfDay', \
        'bursts', 'week', 'scaleOut', 'rollingDeployment', 'closedLoop' or 'replay'; did you mean \
        'steady'?
        s.yaml:21:22: error: '300000000h' is not possible; expected no more than can \
        be counted
        s.yaml:23:11: error: the warm-up leaves nothing of the run; expected less than its \
        duration, 10h
        s.yaml:24:9: error: -1 is not possible; expected a whole number from 0 to \
        18446744073709551615
        """)
  }

  @Test(arguments: [
    ("", "1:1: error: the file is empty"),
    ("# nothing\n", "1:1: error: the file is empty"),
    ("---\n", "the document is empty"),
    ("- a\n", "1:1: error: a list stands here; expected a mapping"),
    ("a: [1, 2\n", "not YAML: "),
    ("\ta: 1\n", "not YAML: "),
    ("a: 1\n---\nb: 2\n", "2:1: error: a second document begins here"),
    ("a: *b\n", "not YAML: found undefined alias"),
    ("<<: {a: 1}\n", "1:1: error: merge keys are not part of the format"),
    ("? [a]\n: 1\n", "1:3: error: a list or mapping as a key"),
    ("{title: a, title: b}\n", "1:12: error: the key 'title' stands twice in this mapping"),
    ("run: {duration: 99999999999999999999d}\n", "no more than can be counted"),
    ("run: {duration: 9999999d}\n", "no more than can be counted"),
    ("run: {duration: 90m}\n", "did you mean '90min'?"),
    ("run: {duration: 1h 30min}\n", "did you mean '1h30min'?"),
    ("run: {startOfDay: 25:00}\n", "expected a time of day"),
    ("run: {startOfDay: \"99999999999999999999:00\"}\n", "expected a time of day"),
    ("catalogue: {popularityExponent: .nan}\n", "expected a number from 0 to 5"),
    ("catalogue: {popularityExponent: 1e999}\n", "expected a number from 0 to 5"),
    ("run:\n", "'run' has no value"),
    ("title: 2026\n", "quote it if it is meant as text"),
    ("upstreams: [{host: docker.io, failureRate: 101%}]\n", "expected at most 100%"),
    ("extends: 3\n", "expected a file such as 'base.yaml'"),
    ("title: \"a\\0b\"\n", "the key 'registry' is missing"),
    ("exten#ds: base.yaml\n", "did you mean 'extends'?"),
    ("run: {duration: 1e1h}\n", "did you mean '10h'?"),
    ("run: {duration: 2.5e-3 s}\n", "did you mean '0.0025s'?"),
    ("run: {duration: 1e300h}\n", "possible units: ns, us, ms, s, min, h, d"),
    ("upstreams: [{host: docker.io, failureRate: 1e1%}]\n", "did you mean '10%'?"),
    ("title: !!binary d2Vz\n", "1:8: error: the tag 'tag:yaml.org,2002:binary' is not part of"),
    ("title: !!str 5\n", "1:8: error: the tag 'tag:yaml.org,2002:str' is not part of"),
    ("!!map\ntitle: x\n", "error: the tag 'tag:yaml.org,2002:map' is not part of the format"),
    ("rules: !mine []\n", "1:8: error: the tag '!mine' is not part of the format"),
    ("!!binary title: x\n", "1:1: error: the tag 'tag:yaml.org,2002:binary' is not part of"),
    ("title: x # \u{2067}\n", "1:12: error: a control character (U+2067) stands here"),
    ("title: \"a\\u202Eb\"\n", "1:8: error: 'a b' is not possible"),
    ("title: x\nrun: {seed: \0}\n", "2:13: error: a control character (U+0000) stands here"),
    ("catalogue: {source: {synthetic: {images: 1000000}}}\n", "whole number from 1 to 100000"),
  ])
  func eachIsNamed(text: String, expected: String) {
    let mistakes = Samples.mistakes(text)
    #expect(mistakes.contains { $0.contains(expected) }, "\(mistakes)")
  }

  /// Changes to a valid scenario that only make sense, or none, in the world.
  @Test(arguments: [
    ("home: westeurope", "home: West Europe", "2:9: error: unknown region 'West Europe'"),
    ("home: westeurope", "home: westeurope\n  replicas: [westeurope]", "is the home region"),
    ("home: westeurope", "home: eastus\n  replicas: [uksouth, uksouth]", "stands twice"),
    ("mcr/*", "mcr/nginx", "the rule engine refuses the rule"),
    ("source: mcr.microsoft.com/*", "source: docker.io/*", "Docker Hub"),
    ("60/min", "0/min", "expected more than 0"),
    ("60/min", "1e3/min", "did you mean '1000/min'?"),
    (
      "region: westeurope", "region: westeurope\n    clients: {platform: linux/amd46}",
      "10:25: error: no selected image is made for 'linux/amd46'; expected"
    ),
    (
      "region: westeurope", "region: westeurope\n    clients: {platform: linux/amd46}",
      "did you mean 'linux/amd64'?"
    ),
    ("region: westeurope", "region: westeurope\n    images: {repositories: [hub/*]}", "selects no"),
    (
      "steady: 60/min", "scaleOut: {at: 1h, image: \"mcr/dotnet/aspnte:10.0\"}",
      "did you mean 'mcr/dotnet/aspnet'?"
    ),
    ("steady: 60/min", "scaleOut: {at: 1h, image: \"mcr/dotnet/aspnet:0.0\"}", "has no tag '0.0'"),
    (
      "steady: 60/min", "scaleOut: {at: 10h, image: \"mcr/dotnet/aspnet:10.0\"}",
      "begins after the end of the run"
    ),
    ("registry:", "run: {warmUp: 10h}\nregistry:", "1:15: error: the warm-up leaves nothing of"),
    (
      "registry:", "run: {duration: 1h}\nregistry:",
      "1:6: error: the warm-up, 1h by default, leaves nothing of the run; expected warmUp: 0s or "
        + "another time less than the duration, 1h"
    ),
    ("registry:", "run: {duration: 40000d}\nregistry:", "longer than a century"),
    ("registry:", "run: {timelineInterval: 1ns}\nregistry:", "expected a longer interval"),
    // Found by the swarm: a run whose clients asked without end.
    (
      "arrivals:", "clients: {attempts: unlimited, backoff: 0s}\n    arrivals:",
      "clients that never give up do not wait between attempts"
    ),
    ("registry:", "upstreams: [{host: mcr.microsoft.con}]\nregistry:", "no rule fetches from"),
    ("registry:", "catalogue: {source: {file: no.csv}}\nregistry:", "no.csv"),
  ])
  func meaningIsChecked(part: String, change: String, expected: String) {
    let text = Samples.small.replacing(part, with: change, maxReplacements: 1)
    let mistakes = Samples.mistakes(text)
    #expect(mistakes.contains { $0.contains(expected) }, "\(mistakes)")
  }

  @Test func aRuleIsRefusedForAllItsPartsAtOnce() {
    func codes(_ rule: String) -> [String] {
      Samples.mistakes(
        Samples.small.replacing("- name: microsoft", with: rule + "\n  - name: microsoft")
      ).compactMap { mistake in
        mistake.firstMatch(of: /^s.yaml:(4:\d+): error: the rule engine .* \((\w+)\)/)
          .map { "\($0.1) \($0.2)" }
      }
    }
    #expect(
      codes("- {name: hub, source: docker.io/library/*, target: hub/*}")
        == ["4:12 CacheRuleNameInvalid", "4:25 EnforceDockerAuthentication"])
    #expect(
      codes("- {name: h, source: docker.io/a:1, target: Hub/*, credentialSet: no}")
        == [
          "4:12 CacheRuleNameInvalid", "4:23 SourceRepositoryHasTagOrDigest",
          "4:46 TargetRepositoryInvalid", "4:68 CredentialSetNameInvalid",
        ])
    #expect(
      codes("- {name: no, source: mcr.microsoft.com/a, target: a/*, credentialSet: no}")
        == [
          "4:12 CacheRuleNameInvalid", "4:53 WildcardOnOneSideOnly",
          "4:73 CredentialSetNameInvalid", "4:73 UpstreamAuthenticationNotSupported",
        ])
  }

  @Test func syntheticCataloguesAreSelectedFrom() throws {
    let text = "catalogue: {source: {synthetic: {images: 50}}}\n" + Samples.small
    #expect(Samples.mistakes(text) == [])
    let bounds = text.replacing(
      "images: 50", with: "images: 50, leastLayerBytes: 2kB, greatestLayerBytes: 1kB")
    #expect(
      Samples.mistakes(bounds) == [
        "s.yaml:1:21: error: leastLayerBytes is 2000, more than greatestLayerBytes"
      ])
  }

  @Test func aPolicyBesideNoCapacityIsNamed() throws {
    func mistakes(_ cache: String) -> [String] {
      Samples.mistakes(
        "profile: acr-2026\n"
          + Samples.small.replacing(
            "home: westeurope", with: "home: westeurope\n  cache: {\(cache)}"))
    }
    #expect(mistakes("policy: none") == [])
    #expect(mistakes("policy: by-capacity, capacity: unlimited") == [])
    #expect(mistakes("policy: sieve, capacity: 5GiB") == [])
    #expect(
      mistakes("policy: sieve") == [
        "s.yaml:4:19: error: 'sieve' has nothing to evict: the capacity is unlimited by profile "
          + "acr-2026; expected a capacity such as 500GiB beside it, or no policy"
      ])
    #expect(
      mistakes("policy: lru-ttl:7d, capacity: unlimited").first?
        .contains("'lru-ttl:7d' has nothing to evict: the capacity is unlimited; expected") == true)
  }

  @Test func repeatedNamesHavePlaces() {
    let text = Samples.small.replacing(
      "workloads:",
      with: """
          - name: Microsoft
            source: quay.io/*
            target: quay/*
        workloads:
        """)
    #expect(
      Samples.mistakes(text) == [
        "s.yaml:7:11: error: a rule 'microsoft' stands above already; expected a name of its own"
      ])
  }
}
