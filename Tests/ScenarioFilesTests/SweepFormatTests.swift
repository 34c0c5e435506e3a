import RegistryModel
import ScenarioFiles
import Testing

@Suite struct SweepFormatTests {
  private func sweep(_ section: String) throws -> SweepDescription {
    let resolved = try ScenarioReader.read(
      text: "sweep: \(section)\n" + Samples.small, path: "s.yaml")
    return try #require(resolved.experiment.sweep)
  }

  private func points(_ section: String) throws -> [String] {
    try sweep(section).points().map { $0.coordinates.map(\.value.text).joined(separator: " ") }
  }

  @Test func axesAreCrossedAndTheLastVariesFastest() throws {
    let sweep = try sweep(
      "{axes: [{key: registry.cache.capacity, values: [5GiB, 10GiB]}, "
        + "{key: registry.cache.policy, values: [lru, fifo, sieve]}]}")
    #expect(sweep.grid.axes.map(\.name) == ["registry.cache.capacity", "registry.cache.policy"])
    let points = try sweep.points()
    #expect(points.map(\.index) == [0, 1, 2, 3, 4, 5])
    #expect(
      points.map { $0.coordinates.map(\.value.text).joined(separator: " ") } == [
        "5GiB lru", "5GiB fifo", "5GiB sieve", "10GiB lru", "10GiB fifo", "10GiB sieve",
      ])
    #expect(
      points[4].changes.map(\.description) == [
        "registry.cache.capacity=10GiB", "registry.cache.policy=fifo",
      ])
    #expect(sweep.metrics == nil)
  }

  @Test func zippedAxesGoTogether() throws {
    #expect(
      try points(
        "{axes: [{zip: [{key: registry.zones, values: [1, 2]}, {key: run.seed, values: [7, 8]}]}, "
          + "{key: registry.cache.policy, values: [lru, fifo]}]}")
        == ["1 7 lru", "1 7 fifo", "2 8 lru", "2 8 fifo"])
  }

  @Test func aNamedAxisSetsSeveralKeys() throws {
    let sweep = try sweep(
      "{axes: [{name: size, values: [{name: small, set: {registry.zones: 1, registry.cache.capacity: "
        + "5GiB}}, {name: large, set: {registry.zones: 3}}]}]}")
    let points = try sweep.points()
    #expect(points.map { $0.coordinates[0].value.text } == ["small", "large"])
    #expect(
      points[0].changes == [
        ScenarioChange(key: "registry.zones", value: "1"),
        ScenarioChange(key: "registry.cache.capacity", value: "5GiB"),
      ])
  }

  @Test(arguments: [
    (
      "from: 1GiB, to: 64GiB, count: 4, scale: logarithmic", "registry.cache.capacity",
      ["1GiB", "4GiB", "16GiB", "64GiB"]
    ),
    ("from: 1, to: 9, count: 3", "registry.zones", ["1", "5", "9"]),
    ("from: 1, to: 10, count: 3", "registry.zones", ["1", "6", "10"]),
    (
      "from: 0, to: 1, count: 5", "catalogue.popularityExponent", ["0", "0.25", "0.5", "0.75", "1"]
    ),
    ("from: 0.1, to: 0.4, count: 4", "catalogue.popularityExponent", ["0.1", "0.2", "0.3", "0.4"]),
    (
      "from: 0%, to: 1%, count: 3", "upstreams.mcr.microsoft.com.failureRate", ["0%", "0.5%", "1%"]
    ),
    ("from: 30s, to: 2min, count: 4", "registry.routing", ["30s", "60s", "90s", "2min"]),
    (
      "from: 90/min, to: 10/min, count: 3", "workloads.builds.arrivals.steady",
      ["90/min", "50/min", "10/min"]
    ),
    (
      "from: 512MiB, to: 2GiB, count: 4", "registry.cache.capacity",
      ["512MiB", "1024MiB", "1536MiB", "2GiB"]
    ),
  ])
  func aRangeHasItsEndsAsWritten(range: String, key: String, expected: [String]) {
    let text = "sweep: {axes: [{key: \(key), \(range)}]}\n" + Samples.small
    do throws(ScenarioErrors) {
      let sweep = try ScenarioReader.read(text: text, path: "s.yaml").experiment.sweep
      #expect(sweep?.grid.axes.first?.values.map(\.text) == expected)
    } catch {
      // A key that is none is named once for each of the range's values.
      #expect(key == "registry.routing" && error.diagnostics.count == 1, "\(error)")
    }
  }

  @Test(arguments: [
    ("registry.zones >= 2", ["2 5GiB", "2 10GiB", "3 5GiB", "3 10GiB"]),
    ("registry.zones*2 > 1", nil), ("registry.zones * 5GiB = size", ["1 5GiB", "2 10GiB"]),
    ("size > 5000MiB and not (registry.zones = 2 or registry.zones = 3)", ["1 5GiB", "1 10GiB"]),
    ("size / 5GiB = registry.zones", ["1 5GiB", "2 10GiB"]),
    ("(registry.zones + 1) * 2 <= 4 and `size` = 10240MiB", ["1 10GiB"]),
    ("registry.zones != 'two' and registry.zones - 1 = 0", ["1 5GiB", "1 10GiB"]),
    ("registry.zones > 3", []),
  ])
  func aConditionLeavesPointsOut(condition: String, expected: [String]?) throws {
    let text =
      "{axes: [{key: registry.zones, values: [1, 2, 3]}, {name: size, values: [{name: 5GiB, set: "
      + "{registry.cache.capacity: 5GiB}}, {name: 10GiB, set: {registry.cache.capacity: 10GiB}}]}], "
      + "where: \"\(condition)\"}"
    guard let expected else {
      #expect(throws: ScenarioErrors.self) { try points(text) }
      return
    }
    #expect(try points(text) == expected)
  }

  @Test func wordsAreComparedByEquality() throws {
    #expect(
      try points(
        "{axes: [{key: registry.cache.capacity, values: [5GiB, unlimited]}, "
          + "{key: registry.cache.policy, values: [lru, none]}], where: "
          + "(registry.cache.capacity = unlimited and registry.cache.policy = none) or "
          + "(registry.cache.capacity != unlimited and registry.cache.policy = 'lru')}")
        == ["5GiB lru", "unlimited none"])
  }

  @Test(arguments: [
    ("registry.zone = 1", "begins a comparison of no axis", "did you mean 'registry.zones'?"),
    ("`x` = 1", "at character 1 of", "which is no axis"),
    ("registry.zones", "at character 15 of the condition is its end", "expected '='"),
    ("registry.zones == 1", "at character 16 of", "did you mean '='?"),
    ("registry.zones = 1 or", "is its end; expected an axis or a value", ""),
    ("registry.zones = (1", "expected ')'", ""),
    ("registry.zones = 'a", "at character 18 of", "a quotation that has no end"),
    ("registry.zones < 5GiB", "a number and an amount of data are compared by '<'", ""),
    ("registry.zones < many", "the word 'many'", ""),
    ("registry.zones / 0 = 1", "is a division by 0", ""),
    ("registry.zones + 1s = 1", "'+' stands between a number and a time", ""),
    ("registry.zones = 1 registry.zones = 2", "stands 'registry.zones'; expected 'and', 'or'", ""),
  ])
  func aConditionIsRefusedWithTheCharacter(condition: String, expected: String, more: String) {
    let mistakes = Samples.mistakes(
      "sweep: {axes: [{key: registry.zones, values: [1, 2]}], where: \"\(condition)\"}\n"
        + Samples.small)
    #expect(mistakes.count == 1)
    #expect(mistakes[0].contains(expected) && mistakes[0].contains(more), "\(mistakes)")
    #expect(mistakes[0].hasPrefix("s.yaml:1:63: error: at character "))
  }

  @Test(arguments: [
    ("{}", "the key 'axes' is missing"), ("{axes: []}", "the list is empty"),
    ("{axes: [{values: [1]}]}", "neither 'key' nor 'name' stand in this axis"),
    ("{axes: [{key: registry.zones, name: a, values: [1]}]}", "both 'key' and 'name'"),
    ("{axes: [{key: registry.zones}]}", "the axis has no values"),
    ("{axes: [{key: registry.zones, values: [1], from: 1, to: 2, count: 2}]}", "has no values"),
    ("{axes: [{key: registry.zones, from: 1, to: 2s, count: 2}]}", "from a number to a time"),
    ("{axes: [{key: registry.zones, from: 1, to: 3, count: 6}]}", "stands twice in the range"),
    ("{axes: [{key: registry.zones, from: 0, to: 3, count: 3, scale: logarithmic}]}", "below 0"),
    ("{axes: [{name: a, values: [1]}]}", "expected a value of a named axis"),
    ("{axes: [{key: registry.zons, values: [1]}]}", "did you mean 'registry.zones'?"),
    ("{axes: [{key: sweep.axes, values: [1]}]}", "cannot be changed"),
    (
      "{axes: [{key: registry.zones, values: [1]}, {key: registry.zones, values: [2]}]}",
      "another axis varies 'registry.zones' already"
    ),
    (
      "{axes: [{zip: [{key: registry.zones, values: [1]}, {key: run.seed, values: [2, 3]}]}]}",
      "axes that go together have 1 and 2 values"
    ),
    ("{axes: [{zip: [{key: registry.zones, values: [1]}], key: run.seed}]}", "'zip' alone"),
    ("{axes: [{key: run.seed, from: 1, to: 100001, count: 10001}]}", "from 2 to 10000"),
    (
      "{axes: [{key: run.seed, from: 1, to: 9000, count: 9000}, {key: registry.zones, from: 1, to: "
        + "13, count: 13}]}", "more than 100000 points"
    ),
    ("{axes: [{key: registry.zones, values: [1]}], metrics: ['a b']}", "stands after the metric's"),
  ])
  func mistakesAreNamed(section: String, expected: String) {
    let mistakes = Samples.mistakes("sweep: \(section)\n" + Samples.small)
    #expect(mistakes.contains { $0.hasPrefix("s.yaml:1:") && $0.contains(expected) }, "\(mistakes)")
  }

  @Test func aPointThatIsNoneHasItsAxisAsItsPlace() throws {
    let text = Samples.small + "sweep:\n  axes:\n    - key: registry.zones\n      values: [2, 99]\n"
    let resolved = try ScenarioReader.read(text: text, path: "s.yaml")
    let points = try #require(resolved.experiment.sweep).points()
    #expect(try resolved.with(points[0].changes).scenario.registry.zones == 2)
    #expect(throws: ScenarioErrors.self) { try resolved.with(points[1].changes) }
    do throws(ScenarioErrors) {
      _ = try resolved.with(points[1].changes)
    } catch {
      #expect(
        error.description.hasPrefix("s.yaml:15:19: error: 99 is not possible"), "\(error)")
    }
  }

  @Test func axesFromTheCommandLine() throws {
    let axis = try SweepAxis(
      parsing: "registry.replicas=[eastus, uksouth],[], [northeurope]")
    #expect(axis.values.map(\.text) == ["[eastus, uksouth]", "[]", "[northeurope]"])
    let grid = SweepGrid(
      groups: [[axis], [try SweepAxis(parsing: "registry.zones=1,2")]],
      condition: try SweepCondition(parsing: "registry.zones = 2"))
    #expect(try grid.points().count == 3)
    for text in ["registry.zones", "=1,2", "registry.zones=", "registry.zones=1,[2"] {
      do throws(ScenarioErrors) {
        _ = try SweepAxis(parsing: text)
        Issue.record("\(text) is no axis")
      } catch {
        #expect(error.description.hasPrefix("--axis \(text): error: "), "\(error)")
      }
    }
    do throws(ScenarioErrors) {
      _ = try SweepCondition(parsing: "a <")
      Issue.record("no condition")
    } catch {
      #expect(error.description.hasPrefix("--where a <: error: at character 4"), "\(error)")
    }
  }

  @Test func aBaseGivesItsSweepUntilItIsTakenAway() throws {
    try withFolder([
      "base.yaml": "sweep: {axes: [{key: registry.zones, values: [1, 2]}]}\n" + Samples.small,
      "a.yaml": "extends: base.yaml\nsweep: {where: registry.zones > 1}\n",
      "b.yaml": "extends: base.yaml\nsweep: none\n",
    ]) { folder in
      let sweep = try ScenarioReader.read(path: "\(folder)/a.yaml").experiment.sweep
      #expect(try sweep?.points().count == 1)
      #expect(try ScenarioReader.read(path: "\(folder)/b.yaml").experiment.sweep == nil)
    }
  }
}
