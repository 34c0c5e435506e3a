import RegistryModel
import SimulationKernel

extension ReplicationObserver {
  /// The run as a whole.
  mutating func observeWhole() {
    labels = .init(workload: Results.all)
    observePulls(of: report.workloads, latency: figures.served.overall)
    labels = .init(region: Results.all)
    observeHits(in: nil)
    observeStaleness(in: nil)
    labels = .init()
    observeConflicts()
    add("bytes_delivered", report.bytesDelivered, "bytes")
    add("bytes_fetched", report.bytesFetched, "bytes")
    add("bytes_saved", report.bytesDelivered - report.bytesFetched, "bytes")
    add(
      "bytes_saved_share", ratio: report.bytesDelivered - report.bytesFetched,
      to: report.bytesDelivered)
    labels = .init(upstream: Results.all)
    add("upstream_requests", report.upstreams.reduce(0) { $0 + $1.requests }, "requests")
    labels = .init()
    observeCost()
    add("measured_time", report.measured.seconds, "s")
    add("messages", report.messages, "messages")
  }

  /// The totals of the bill: of the measured time, and of a month like it.
  private mutating func observeCost() {
    for (name, period) in [("cost", Cost.Period.run), ("cost_per_30_days", .month)] {
      let bill = Cost(of: report, scenario, per: period)
      add(name, bill.lines.last?.amount, scenario.prices.currency)
    }
  }

  mutating func observeWorkload(_ index: Int) {
    labels = .init(workload: report.workloads[index].name)
    observePulls(of: [report.workloads[index]], latency: figures.served.workloads[index])
    // Of workloads whose nodes let pulls wait.
    add("node_wait", figures.nodeWait[index], [.mean, .p95])
  }

  private mutating func observePulls(of workloads: [WorkloadReport], latency: LatencyFigures) {
    func sum(_ figure: (WorkloadReport) -> Int) -> Int { workloads.reduce(0) { $0 + figure($1) } }
    add("pulls_started", sum(\.started), "pulls")
    for status in AnswerStatus.allCases {
      labels.outcome = status.outcome
      add("pulls_ended", sum { $0.ended[Int(status.rawValue)] }, "pulls")
    }
    labels.outcome = ""
    add("pulls_failed", sum(\.failed), "pulls")
    add("pulls_in_flight_at_end", sum(\.inFlight), "pulls")
    add("served_share", ratio: sum(\.served), to: sum(\.started))
    let measured = report.measured.seconds
    add(
      "pulls_served_per_second", measured > 0 ? Double(sum(\.completed)) / measured : nil, "1/s")
    add("pull_retries", sum(\.retries), "retries")
    add("latency", latency, [.mean, .median, .p95, .p99])
    add("layers_downloaded", sum(\.layersDownloaded.requests), "layers")
    add(
      "layer_bytes_downloaded", workloads.reduce(0) { $0 + $1.layersDownloaded.bytes }, "bytes")
    add("layers_kept_on_nodes", sum(\.layersKept), "layers")
  }

  /// How regions differed in what a tag points to; nothing where no tag changes.
  private mutating func observeConflicts() {
    guard report.regions.contains(where: { $0.handler.tagAnswers > 0 }) else { return }
    add("tag_conflicts", report.tagConflicts.count, "conflicts")
    add("tag_conflicts_resolved", figures.conflicts.count, "conflicts")
    add("tag_conflict_time", figures.conflicts, [.mean, .p95, .maximum])
  }

  /// What a fault did, as `faults.csv` has it.
  mutating func observeFault(_ index: Int) {
    labels = .init()
    labels.fault = scenario.faults[index].name
    let reports = report.faults.filter { $0.fault == index }
    for figure in FaultFigure.all {
      add("fault_\(figure.label)", figure.value(reports), figure.unit)
    }
  }
}
