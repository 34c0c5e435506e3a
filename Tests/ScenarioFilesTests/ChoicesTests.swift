import RegistryModel
import Testing

@testable import ScenarioFiles

@Suite("What a scenario chooses") struct ChoicesTests {
  @Test("Choices follow the format: switches, kinds, and a value in the place of a word")
  func choices() throws {
    let text = """
      registry: {home: westeurope, cache: {capacity: 5GiB, policy: sieve}}
      rules: [{name: microsoft, source: mcr.microsoft.com/*, target: mcr/*}]
      workloads:
        - {name: a, region: westeurope, arrivals: {steady: 1/min}}
        - {name: b, region: westeurope, arrivals: {closedLoop: {meanPause: 1min}}}
        - {name: c, region: westeurope, arrivals: {steady: 2/min}}
      """
    let scenario = try ScenarioReader.read(text: text, path: "a.yaml").scenario
    let found = ScenarioReader.choices(of: scenario)
    func words(_ key: String) -> [String] { found.filter { $0.key == key }.map(\.word) }
    #expect(words("workloads.arrivals") == ["steady", "closedLoop"])
    #expect(words("registry.cache.capacity") == [ScenarioChoice.value])
    #expect(words("registry.cache.policy").contains("sieve"))
    #expect(words("behaviour.missFetcher") == ["home"])
    #expect(words("upstreams.quota") == ["by-preset"])
    #expect(Set(found).count == found.count)
    let all = ScenarioReader.allChoices
    #expect(Set(found).isSubset(of: Set(all)))
    #expect(
      all.filter { $0.key == "behaviour.concurrentMisses" }.map(\.word)
        == BehaviourSwitches.ConcurrentMisses.allCases.map(\.rawValue))
  }
}
