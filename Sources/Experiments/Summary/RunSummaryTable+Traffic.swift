import RegistryModel
import SimulationKernel
import Statistics

extension RunSummaryTable {
  // MARK: Hits

  var hits: [String] {
    var table = TextTable()
    table.row(["region", "manifests", "layers", "layer bytes", "delivered"])
    func add(_ name: String, _ region: Int?) {
      let manifests = { (report: RunReport) in
        report.counts(\.manifests, in: region)
      }
      let layers = { (report: RunReport) in report.counts(\.layers, in: region) }
      let ratios = [
        results.ratio { (manifests($0).hits.requests, manifests($0).answered.requests) },
        results.ratio { (layers($0).hits.requests, layers($0).answered.requests) },
        results.ratio { (layers($0).hits.bytes, layers($0).answered.bytes) },
      ]
      let delivered = results.count { $0.bytesDelivered(in: region) }
      table.row(
        [TextTable.name(name)] + ratios.map { $0.map(HumanUnits.percent) ?? "–" }
          + [delivered.map(HumanUnits.bytes) ?? "–"])
    }
    for index in results.regionIndices { add(names?.regions[index].name ?? "", index) }
    if results.regionIndices.count > 1 { add(Results.all, nil) }
    return ["Found in the asked region's cache, of what was answered with content"] + table.lines
  }

  // MARK: Traffic

  var traffic: [String] {
    guard let delivered = results.count({ $0.bytesDelivered }),
      let fetched = results.count({ $0.bytesFetched }),
      let saved = results.count({ $0.bytesDelivered - $0.bytesFetched })
    else { return [] }
    let share = results.ratio { ($0.bytesDelivered - $0.bytesFetched, $0.bytesDelivered) }
    return [
      "Layers, counted when they have arrived",
      "  delivered to clients     \(HumanUnits.bytes(delivered))",
      "  fetched from upstreams   \(HumanUnits.bytes(fetched))",
      "  saved                    \(HumanUnits.bytes(saved))"
        + (share.map { ", \(HumanUnits.percent($0)) of what was delivered" } ?? ""),
    ]
  }

  var upstreams: [String] {
    let asked = results.upstreamIndices.filter { index in
      results.replications.contains { $0.report.upstreams[index].requests > 0 }
    }
    guard !asked.isEmpty else { return ["Requests to upstreams: none"] }
    var table = TextTable()
    table.row([
      "upstream", "indexes", "manifests", "layers", "tag checks", "refused", "quota, worst window",
    ])
    for index in asked {
      let counts: [(UpstreamReport) -> Int] = [
        { $0.indexes }, { $0.manifests }, { $0.layers }, { $0.tagChecks }, { $0.refused },
      ]
      table.row(
        [TextTable.name(names?.upstreams[index].host ?? "")]
          + counts.map { figure in
            results.count { figure($0.upstreams[index]) }.map(HumanUnits.count) ?? "–"
          } + [quota(ofUpstream: index)])
    }
    return ["Requests to upstreams"] + table.lines
  }

  /// Of the window of any replication that used most.
  private func quota(ofUpstream index: Int) -> String {
    let uses = results.replications.compactMap { $0.report.upstreams[index].quota }
    guard let quota = uses.max(by: { $0.mostUsed < $1.mostUsed }) else { return "–" }
    return "\(HumanUnits.count(Double(quota.mostUsed))) of "
      + "\(HumanUnits.count(Double(quota.limit))) in \(HumanUnits.duration(quota.window.seconds))"
  }

  // MARK: Replication

  var replication: [String] {
    let reached = results.regionIndices.filter { index in
      results.replications.contains { $0.replication[index].count > 0 }
    }
    guard !reached.isEmpty else { return [] }
    var table = TextTable()
    table.row(["region", "manifests", "mean", "p95", "longest"])
    for index in reached {
      let images = Estimate(
        meanOf: results.replications.map { Double($0.replication[index].count) })
      table.row(
        [
          TextTable.name(names?.regions[index].name ?? ""),
          images.map(HumanUnits.count) ?? "–",
        ]
          + [LatencyFigures.Figure.mean, .p95, .maximum].map {
            results.latency($0, of: { $0.replication[index] }).map(HumanUnits.latency) ?? "–"
          })
    }
    return ["Replication, from held by the region that fetched to held here"] + table.lines
  }

  // MARK: Utilisation

  var utilisation: [String] {
    var table = TextTable()
    let links = results.linkIndices.filter { index in
      results.replications.contains { $0.report.links[index].bytesSent > 0 }
    }
    table.row(
      ["region", "front ends", "waiting", "storage"]
        + (links.isEmpty ? [] : ["busiest link out"]))
    for index in results.regionIndices {
      let region = names?.regions[index].name ?? ""
      let busiest = links.filter { names?.links[$0].from == region }
        .compactMap { link in
          results.mean { $0.links[link].utilisation }.map { (link, $0) }
        }
        .max { ($0.1.mean, $1.0) < ($1.1.mean, $0.0) }
      let link = busiest.map { link, estimate in
        "\(HumanUnits.percent(estimate)) to "
          + TextTable.name(names?.links[link].to ?? "", limit: 18)
      }
      table.row(
        [
          TextTable.name(region),
          results.mean { $0.regions[index].frontEndUtilisation }.map(HumanUnits.percent) ?? "–",
          results.mean { $0.regions[index].frontEndWaiting }
            .map { HumanUnits.fixed($0.mean, digits: 1) } ?? "–",
          results.mean { $0.regions[index].storageUtilisation }.map(HumanUnits.percent) ?? "–",
        ] + (links.isEmpty ? [] : [link ?? "–"]))
    }
    return ["Utilisation over the measured time"] + table.lines
  }
}
