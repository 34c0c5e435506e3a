import RegistryModel
import SimulationKernel
import Statistics

/// One row of `summary.csv`: a metric of one element, estimated over replications.
struct SummaryRow: Sendable {
  /// What the row is about. Columns that do not apply are empty.
  struct Labels: Hashable, Sendable {
    var workload = ""
    var region = ""
    /// The other end, where the row is about the link from `region`.
    var toRegion = ""
    var upstream = ""
    /// How pulls ended.
    var outcome = ""
  }

  var metric: String
  var labels: Labels
  var estimate: Estimate
  var unit: String
  var verdict: StabilityVerdict.State
}

extension Results {
  static let summaryHeader = [
    "metric", "workload", "region", "to_region", "upstream", "outcome", "n", "mean", "half_width",
    "unit", "warm_up_s", "verdict",
  ]

  /// `summary.csv`: every metric over the measured time.
  func writeSummary(to table: inout CSVWriter) throws {
    let warmUp = NumberText.seconds(nanoseconds: scenario.run.warmUp.nanoseconds)
    for row in summaryRows {
      try table.row(
        [
          row.metric, row.labels.workload, row.labels.region, row.labels.toRegion,
          row.labels.upstream, row.labels.outcome, String(row.estimate.count),
        ] + row.estimate.fields + [row.unit, warmUp, row.verdict.rawValue])
    }
  }

  /// The rows in their order: the whole, workloads, regions, links, upstreams.
  var summaryRows: [SummaryRow] {
    overallRows + workloadIndices.flatMap(rows(ofWorkload:))
      + regionIndices.flatMap(rows(ofRegion:)) + linkIndices.flatMap(rows(ofLink:))
      + upstreamIndices.flatMap(rows(ofUpstream:))
  }

  private var overallRows: [SummaryRow] {
    var rows = SummaryRows(.init(workload: Self.all), verdicts.overall)
    addPulls(to: &rows, { $0.workloads }, latency: { $0.served.overall })
    rows.labels = .init(region: Self.all)
    addHits(to: &rows, region: nil)
    addStaleness(to: &rows, region: nil)
    rows.labels = .init()
    addConflicts(to: &rows)
    rows.add("bytes_delivered", count { $0.bytesDelivered }, "bytes")
    rows.add("bytes_fetched", count { $0.bytesFetched }, "bytes")
    rows.add("bytes_saved", count { $0.bytesDelivered - $0.bytesFetched }, "bytes")
    rows.add(
      "bytes_saved_share",
      ratio { ($0.bytesDelivered - $0.bytesFetched, $0.bytesDelivered) }, "1")
    rows.labels = .init(upstream: Self.all)
    rows.add(
      "upstream_requests", count { $0.upstreams.reduce(0) { $0 + $1.requests } }, "requests")
    rows.labels = .init()
    rows.add("measured_time", mean { $0.measured.seconds }, "s")
    rows.add("messages", count { $0.messages }, "messages")
    return rows.rows
  }

  private func rows(ofWorkload index: Int) -> [SummaryRow] {
    var rows = SummaryRows(
      .init(workload: names?.workloads[index].name ?? ""), verdicts.workloads[index])
    addPulls(to: &rows, { [$0.workloads[index]] }, latency: { $0.served.workloads[index] })
    // Of workloads whose nodes let pulls wait.
    for figure in [LatencyFigures.Figure.mean, .p95] {
      rows.add("node_wait_\(figure.label)", latency(figure, of: { $0.nodeWait[index] }), "s")
    }
    return rows.rows
  }

  private func addPulls(
    to rows: inout SummaryRows, _ workloads: (RunReport) -> [WorkloadReport],
    latency part: (ReplicationFigures) -> LatencyFigures
  ) {
    func sum(_ figure: (WorkloadReport) -> Int) -> Estimate? {
      count { workloads($0).reduce(0) { $0 + figure($1) } }
    }
    rows.add("pulls_started", sum(\.started), "pulls")
    for status in AnswerStatus.allCases {
      rows.labels.outcome = status.outcome
      rows.add("pulls_ended", sum { $0.ended[Int(status.rawValue)] }, "pulls")
    }
    rows.labels.outcome = ""
    rows.add("pulls_in_flight_at_end", sum(\.inFlight), "pulls")
    rows.add("served_share", servedShare(workloads), "1")
    rows.add("pulls_served_per_second", throughput(workloads), "1/s")
    rows.add("pull_retries", sum(\.retries), "retries")
    for figure in [LatencyFigures.Figure.mean, .median, .p95, .p99] {
      rows.add("latency_\(figure.label)", latency(figure, of: part), "s")
    }
    rows.add("layers_downloaded", sum(\.layersDownloaded.requests), "layers")
    rows.add(
      "layer_bytes_downloaded",
      count { workloads($0).reduce(0) { $0 + $1.layersDownloaded.bytes } }, "bytes")
    rows.add("layers_kept_on_nodes", sum(\.layersKept), "layers")
  }

  private func addHits(to rows: inout SummaryRows, region: Int?) {
    let manifests = { (report: RunReport) in self.counts(\.manifests, in: region, report) }
    let layers = { (report: RunReport) in self.counts(\.layers, in: region, report) }
    rows.add(
      "manifest_hit_ratio",
      ratio { (manifests($0).hits.requests, manifests($0).answered.requests) }, "1")
    rows.add(
      "layer_hit_ratio",
      ratio { (layers($0).hits.requests, layers($0).answered.requests) }, "1")
    rows.add(
      "layer_byte_hit_ratio", ratio { (layers($0).hits.bytes, layers($0).answered.bytes) }, "1")
  }

  private func rows(ofRegion index: Int) -> [SummaryRow] {
    var rows = SummaryRows(
      .init(region: names?.regions[index].name ?? ""), verdicts.regions[index])
    addHits(to: &rows, region: index)
    let counts: [(String, (HandlerRecorder) -> Int, String)] = [
      ("unmatched_requests", { $0.unmatched }, "requests"),
      ("tag_checks", { $0.checks }, "requests"),
      ("served_stale", { $0.servedStale }, "requests"),
      ("tag_changes_found", { $0.changesFound }, "requests"),
      ("known_absent", { $0.knownAbsent }, "requests"),
      ("pulls_too_early", { $0.pullsTooEarly }, "requests"),
      ("requests_to_upstreams", { $0.upstreamRequests }, "requests"),
      ("requests_timed_out", { $0.timeouts }, "requests"),
      ("failed_fetches", { $0.failedJobs }, "images"),
      ("incomplete_images", { $0.incompleteImages }, "images"),
      ("images_cached", { $0.imagesCached }, "images"),
      ("images_replicated", { $0.replications }, "images"),
      ("lost_layers", { $0.lostLayers }, "layers"),
      ("lost_pushed_layers", { $0.lostPushedLayers }, "layers"),
      ("lost_pushed_images", { $0.lostPushedImages }, "images"),
      ("replicated_bytes", { Int($0.replicatedBytes) }, "bytes"),
      ("evicted_layers", { $0.evictedLayers }, "layers"),
      ("evicted_bytes", { Int($0.evictedBytes) }, "bytes"),
      ("withdrawn_images", { $0.withdrawnImages }, "images"),
    ]
    for (metric, figure, unit) in counts {
      rows.add(metric, count { figure($0.regions[index].handler) }, unit)
    }
    if scenario.upstreams.contains(where: { $0.assumedOfflineFor > .zero }) {
      rows.add(
        "requests_assumed_to_fail", count { $0.regions[index].handler.assumedFailures }, "requests")
    }
    for figure in [LatencyFigures.Figure.mean, .p95, .maximum] {
      rows.add(
        "replication_time_\(figure.label)", latency(figure, of: { $0.replication[index] }), "s")
    }
    rows.add("replica_sync_time", mean { $0.regions[index].handler.syncTime?.seconds }, "s")
    addStaleness(to: &rows, region: index)
    rows.add(
      "layer_bytes_delivered",
      count { $0.bytesDelivered(in: index) }, "bytes")
    rows.add("front_end_utilisation", mean { $0.regions[index].frontEndUtilisation }, "1")
    rows.add("front_end_waiting", mean { $0.regions[index].frontEndWaiting }, "requests")
    rows.add("front_end_rejections", count { $0.regions[index].frontEndRejections }, "requests")
    rows.add("storage_utilisation", mean { $0.regions[index].storageUtilisation }, "1")
    rows.add("storage_bytes_sent", count { $0.regions[index].storageBytesSent }, "bytes")
    rows.add("cache_bytes_held", count { $0.regions[index].cacheBytesHeld }, "bytes")
    rows.add("cache_images", count { $0.regions[index].cacheImages }, "images")
    rows.add("cache_layers", count { $0.regions[index].cacheLayers }, "layers")
    addAccess(to: &rows, region: index)
    rows.add("pushed_bytes_held", count { $0.regions[index].pushedBytesHeld }, "bytes")
    addCredentials(to: &rows, region: index)
    return rows.rows
  }

  /// How old what is served is; nothing where no tag changes.
  private func addStaleness(to rows: inout SummaryRows, region: Int?) {
    let handlers = { (report: RunReport) -> ArraySlice<RegionReport> in
      region.map { report.regions[$0...$0] } ?? report.regions[...]
    }
    rows.add(
      "stale_manifest_share",
      ratio { report in
        (
          handlers(report).reduce(0) { $0 + $1.handler.staleAnswers },
          handlers(report).reduce(0) { $0 + $1.handler.tagAnswers }
        )
      }, "1")
    guard let region else { return }
    for figure in [LatencyFigures.Figure.mean, .p95, .maximum] {
      rows.add("stale_age_\(figure.label)", latency(figure, of: { $0.staleAge[region] }), "s")
    }
  }

  /// How regions differed in what a tag points to; nothing where no tag changes.
  private func addConflicts(to rows: inout SummaryRows) {
    let tags = replications.contains { $0.report.regions.contains { $0.handler.tagAnswers > 0 } }
    guard tags else { return }
    rows.add("tag_conflicts", count { $0.tagConflicts.count }, "conflicts")
    rows.add(
      "tag_conflicts_resolved", Estimate(meanOf: replications.map { Double($0.conflicts.count) }),
      "conflicts")
    for figure in [LatencyFigures.Figure.mean, .p95, .maximum] {
      rows.add("tag_conflict_time_\(figure.label)", latency(figure, of: { $0.conflicts }), "s")
    }
  }

  /// What the region's credential sets cost; nothing where the scenario has none.
  private func addCredentials(to rows: inout SummaryRows, region: Int) {
    let hosts = scenario.hostsOfCredentials
    guard !hosts.isEmpty else { return }
    let counts: [(String, (CredentialRecorder) -> Int, String)] = [
      ("secret_reads", { $0.secretReads }, "requests"),
      ("secret_reads_failed", { $0.failedSecretReads }, "requests"),
      ("token_requests", { $0.tokenRequests }, "requests"),
      ("token_requests_failed", { $0.failedTokenRequests }, "requests"),
      ("credential_waits_joined", { $0.joinedWaits }, "requests"),
    ]
    for (metric, figure, unit) in counts {
      rows.add(metric, count { figure($0.regions[region].handler.credentials) }, unit)
    }
    for figure in [LatencyFigures.Figure.mean, .p95] {
      rows.add(
        "credential_time_\(figure.label)", latency(figure, of: { $0.credentials[region] }), "s")
    }
    let labels = rows.labels
    for host in Set(hosts).sorted() {
      rows.labels.upstream = host
      let its = hosts.indices.filter { hosts[$0] == host }
      rows.add(
        "credentials_unhealthy_time",
        mean { report in
          its.reduce(0) { $0 + report.regions[region].unhealthyTime(ofSet: $1).seconds }
        }, "s")
    }
    rows.labels = labels
  }

  private func rows(ofLink index: Int) -> [SummaryRow] {
    let link = names?.links[index]
    var rows = SummaryRows(
      .init(region: link?.from ?? "", toRegion: link?.to ?? ""), verdicts.links[index])
    rows.add("link_bytes_sent", count { $0.links[index].bytesSent }, "bytes")
    rows.add("link_utilisation", mean { $0.links[index].utilisation }, "1")
    return rows.rows
  }

  private func rows(ofUpstream index: Int) -> [SummaryRow] {
    var rows = SummaryRows(
      .init(upstream: names?.upstreams[index].host ?? ""), verdicts.upstreams[index])
    let counts: [(String, (UpstreamReport) -> Int)] = [
      ("upstream_requests", { $0.requests }),
      ("upstream_index_requests", { $0.indexes }),
      ("upstream_manifest_requests", { $0.manifests }),
      ("upstream_layer_requests", { $0.layers }),
      ("upstream_tag_checks", { $0.tagChecks }),
      ("upstream_requests_failed", { $0.failed }),
      ("upstream_requests_unanswered", { $0.unanswered }),
      ("quota_requests_counted", { $0.counted }), ("quota_requests_exempt", { $0.exempt }),
      ("quota_requests_refused", { $0.refused }),
    ]
    for (metric, figure) in counts {
      rows.add(metric, count { figure($0.upstreams[index]) }, "requests")
    }
    if let quota = names?.upstreams[index].quota {
      rows.add("quota_limit", count { _ in quota.limit }, "requests")
      rows.add(
        "quota_used_in_worst_window", count { $0.upstreams[index].quota?.mostUsed ?? 0 },
        "requests")
    }
    rows.add("upstream_bytes_sent", count { $0.upstreams[index].bytesSent }, "bytes")
    rows.add("upstream_utilisation", mean { $0.upstreams[index].utilisation }, "1")
    return rows.rows
  }
}

/// Rows that share labels and verdict.
struct SummaryRows {
  var labels: SummaryRow.Labels
  let verdict: StabilityVerdict
  private(set) var rows: [SummaryRow] = []

  init(_ labels: SummaryRow.Labels, _ verdict: StabilityVerdict) {
    self.labels = labels
    self.verdict = verdict
  }

  /// Adds a row; an estimate that is undefined adds none.
  mutating func add(_ metric: String, _ estimate: Estimate?, _ unit: String) {
    guard let estimate else { return }
    rows.append(
      SummaryRow(
        metric: metric, labels: labels, estimate: estimate, unit: unit, verdict: verdict.state))
  }
}
