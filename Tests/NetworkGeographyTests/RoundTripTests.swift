import Foundation
import NetworkGeography
import TestSupport
import Testing

@Suite("Round trips between regions")
struct RoundTripTests {
  @Test("Known pairs have the published medians, there and back")
  func published() throws {
    let westEurope = try #require(AzureRegion(named: "westeurope"))
    let eastUS = try #require(AzureRegion(named: "eastus"))
    #expect(RoundTrips.roundTrip(from: eastUS, to: westEurope) == 83)
    #expect(RoundTrips.roundTrip(from: westEurope, to: eastUS) == 85)
    #expect(RoundTrips.roundTrip(from: eastUS, to: eastUS) == nil)
  }

  @Test("The table is whole: 54 regions, 3 to 344 ms, median 144, at most 18 ms asymmetric")
  func whole() throws {
    let regions = AzureRegion.all
    #expect(regions.count == 54)
    #expect(regions.map(\.name) == regions.map(\.name).sorted())
    var times: [Double] = []
    var different = 0
    for a in regions {
      for b in regions where a != b {
        let there = try #require(RoundTrips.roundTrip(from: a, to: b), "\(a) to \(b)")
        let back = try #require(RoundTrips.roundTrip(from: b, to: a), "\(b) to \(a)")
        #expect(abs(there - back) <= 18, "\(a), \(b)")
        if a < b && there != back { different += 1 }
        times.append(there)
      }
    }
    times.sort()
    #expect(times.count == 2_862 && times.first == 3 && times.last == 344)
    #expect(times[1_430] == 144)
    #expect(different == 769)
  }

  @Test("Regions know their name, zones and pair")
  func regions() throws {
    let brazil = try #require(AzureRegion(named: "brazilsouth"))
    #expect(brazil.displayName == "Brazil South")
    #expect(brazil.availabilityZones == .yes)
    #expect(brazil.pairedRegionName == "southcentralus")
    #expect(AzureRegion(named: "australiacentral")?.availabilityZones == .no)
    #expect(AzureRegion(named: "malaysiawest")?.availabilityZones == .unknown)
    #expect(AzureRegion(named: "swedencentral")?.pairedRegionName == "swedensouth")
    #expect(AzureRegion(named: "mordor") == nil)
  }

  @Test(
    "A misspelt region finds the one that was meant",
    arguments: [
      ("West Europe", "westeurope"), ("westeurop", "westeurope"), ("northeurpoe", "northeurope"),
      ("east-us", "eastus"), ("japaneats", "japaneast"), ("germany", "germanynorth"),
    ])
  func suggestions(word: String, meant: String) {
    #expect(AzureRegion.suggestions(for: word).first == meant)
    #expect(AzureRegion.suggestions(for: word).count <= 3)
  }

  @Test("A word near to nothing gets no suggestion", arguments: ["", "x", "mordorzz", "🦊🦊🦊"])
  func noSuggestion(word: String) {
    #expect(AzureRegion.suggestions(for: word).isEmpty)
  }

  @Test(
    "The tail factors are those of the 95th percentiles",
    .enabled(
      if: SharedData.has("data/azure-rtt-p95-ms.csv"), "needs ../shared/data/azure-rtt-p95-ms.csv"))
  func tail() throws {
    let text = try String(
      contentsOf: SharedData.url("data/azure-rtt-p95-ms.csv"), encoding: .utf8)
    var ratios: [(median: Double, ratio: Double)] = []
    for line in text.split(separator: "\n").dropFirst() {
      let fields = line.split(separator: ",")
      let source = try #require(AzureRegion(named: String(fields[0])))
      let destination = try #require(AzureRegion(named: String(fields[1])))
      let median = try #require(RoundTrips.roundTrip(from: source, to: destination))
      ratios.append((median, try #require(Double(fields[2])) / median))
    }
    func middle(_ range: Range<Double>) -> Double {
      let sorted = ratios.filter { range.contains($0.median) }.map(\.ratio).sorted()
      return sorted[sorted.count / 2]
    }
    #expect(abs(middle(0..<1_000) - RoundTrips.p95OverP50) < 0.005)
    for (low, high) in [(0.0, 20.0), (20, 60), (60, 150), (150, 250), (250, 400)] {
      let expected = RoundTrips.p95OverP50(median: (low + high) / 2)
      #expect(abs(middle(low..<high) - expected) < 0.006, "\(low) to \(high) ms")
    }
  }
}
