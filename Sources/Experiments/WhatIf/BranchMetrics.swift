import RegistryModel
import Statistics

/// A figure of the whole run by which a branch is compared, and how one replication has it.
struct BranchMetric: Sendable {
  /// The columns that say what the figure is about; those that do not apply are empty.
  struct Labels: Hashable, Sendable {
    var workload = ""
    var region = ""
    var toRegion = ""
    var upstream = ""
    var outcome = ""
    var fault = ""

    static let columns = [
      "workload", "region", "to_region", "upstream", "outcome", "fault",
    ]
    var fields: [String] { [workload, region, toRegion, upstream, outcome, fault] }
  }

  var name: String
  var labels: Labels
  var unit: String
  /// Nil where the replication does not have it.
  var value: @Sendable (ReplicationFigures) -> Double?
}

extension Results {
  /// The figures of the whole run by which branches are compared.
  ///
  /// Shares are those of each replication, since replications are compared pair by pair.
  var branchMetrics: [BranchMetric] {
    var metrics: [BranchMetric] = []
    addPulls(to: &metrics, .init(workload: Self.all), { $0.workloads }) { $0.served.overall }
    metrics.append(
      BranchMetric(name: "layer_byte_hit_ratio", labels: .init(region: Self.all), unit: "1") {
        let layers = $0.report.layerOrigins
        return share(layers.hits.bytes, of: layers.answered.bytes)
      })
    metrics.append(
      BranchMetric(name: "bytes_fetched", labels: .init(), unit: "bytes") {
        Double($0.report.bytesFetched)
      })
    metrics.append(
      BranchMetric(name: "upstream_requests", labels: .init(upstream: Self.all), unit: "requests") {
        Double($0.report.upstreams.reduce(0) { $0 + $1.requests })
      })
    for index in workloadIndices {
      addPulls(
        to: &metrics, .init(workload: names?.workloads[index].name ?? ""),
        { [$0.workloads[index]] }, { $0.served.workloads[index] })
    }
    return metrics
  }

  private func addPulls(
    to metrics: inout [BranchMetric], _ labels: BranchMetric.Labels,
    _ workloads: @escaping @Sendable (RunReport) -> [WorkloadReport],
    _ latency: @escaping @Sendable (ReplicationFigures) -> LatencyFigures
  ) {
    let counts: [(String, @Sendable (WorkloadReport) -> Int)] = [
      ("pulls_started", { $0.started }), ("pulls_failed", { $0.failed }),
      ("pulls_in_flight_at_end", { $0.inFlight }),
    ]
    for (name, count) in counts {
      metrics.append(
        BranchMetric(name: name, labels: labels, unit: "pulls") {
          Double(workloads($0.report).reduce(0) { $0 + count($1) })
        })
    }
    metrics.append(
      BranchMetric(name: "served_share", labels: labels, unit: "1") {
        let workloads = workloads($0.report)
        return share(
          Int64(workloads.reduce(0) { $0 + $1.served }),
          of: Int64(workloads.reduce(0) { $0 + $1.started }))
      })
    for figure in [LatencyFigures.Figure.mean, .median, .p95, .p99] {
      metrics.append(
        BranchMetric(name: "latency_\(figure.label)", labels: labels, unit: "s") {
          latency($0)[figure]
        })
    }
  }
}

private func share(_ part: Int64, of whole: Int64) -> Double? {
  whole == 0 ? nil : Double(part) / Double(whole)
}

extension RunReport {
  /// Where all regions' requests for layers found their content.
  fileprivate var layerOrigins: OriginCounts {
    regions.reduce(into: OriginCounts()) { sum, region in
      for origin in ContentOrigin.allCases {
        sum[origin] = sum[origin] + region.handler.layers[origin]
      }
    }
  }
}
