import RegistryModel
import SimulationKernel

extension ReplicationObserver {
  mutating func observeRegion(_ index: Int) {
    let region = report.regions[index]
    let handler = region.handler
    labels = .init(region: region.name)
    observeHits(in: index)
    let counts: [(String, Int, String)] = [
      ("unmatched_requests", handler.unmatched, "requests"),
      ("tag_checks", handler.checks, "requests"),
      ("served_stale", handler.servedStale, "requests"),
      ("tag_changes_found", handler.changesFound, "requests"),
      ("known_absent", handler.knownAbsent, "requests"),
      ("pulls_too_early", handler.pullsTooEarly, "requests"),
      ("requests_to_upstreams", handler.upstreamRequests, "requests"),
      ("requests_timed_out", handler.timeouts, "requests"),
      ("failed_fetches", handler.failedJobs, "images"),
      ("incomplete_images", handler.incompleteImages, "images"),
      ("images_cached", handler.imagesCached, "images"),
      ("images_replicated", handler.replications, "images"),
      ("lost_layers", handler.lostLayers, "layers"),
      ("lost_pushed_layers", handler.lostPushedLayers, "layers"),
      ("lost_pushed_images", handler.lostPushedImages, "images"),
      ("replicated_bytes", Int(handler.replicatedBytes), "bytes"),
      ("evicted_layers", handler.evictedLayers, "layers"),
      ("evicted_bytes", Int(handler.evictedBytes), "bytes"),
      ("withdrawn_images", handler.withdrawnImages, "images"),
    ]
    for (name, count, unit) in counts { add(name, count, unit) }
    if scenario.upstreams.contains(where: { $0.assumedOfflineFor > .zero }) {
      add("requests_assumed_to_fail", handler.assumedFailures, "requests")
    }
    add("replication_time", figures.replication[index], [.mean, .p95, .maximum])
    add("replica_sync_time", handler.syncTime?.seconds, "s")
    observeStaleness(in: index)
    add("layer_bytes_delivered", report.bytesDelivered(in: index), "bytes")
    add("front_end_utilisation", region.frontEndUtilisation, "1")
    add("front_end_waiting", region.frontEndWaiting, "requests")
    add("front_end_rejections", region.frontEndRejections, "requests")
    add("storage_utilisation", region.storageUtilisation, "1")
    add("storage_bytes_sent", region.storageBytesSent, "bytes")
    add("cache_bytes_held", region.cacheBytesHeld, "bytes")
    add("cache_images", region.cacheImages, "images")
    add("cache_layers", region.cacheLayers, "layers")
    observeAccess(to: region)
    add("pushed_bytes_held", region.pushedBytesHeld, "bytes")
    observeCredentials(in: index)
  }

  /// Where requests found their content, in one region or in all.
  mutating func observeHits(in region: Int?) {
    let manifests = report.counts(\.manifests, in: region)
    let layers = report.counts(\.layers, in: region)
    add(
      "manifest_hit_ratio", ratio: manifests.hits.requests, to: manifests.answered.requests)
    add("layer_hit_ratio", ratio: layers.hits.requests, to: layers.answered.requests)
    add("layer_byte_hit_ratio", ratio: layers.hits.bytes, to: layers.answered.bytes)
  }

  /// How old what is served is; nothing where no tag changes.
  mutating func observeStaleness(in region: Int?) {
    let regions = region.map { report.regions[$0...$0] } ?? report.regions[...]
    add(
      "stale_manifest_share", ratio: regions.reduce(0) { $0 + $1.handler.staleAnswers },
      to: regions.reduce(0) { $0 + $1.handler.tagAnswers })
    guard let region else { return }
    add("stale_age", figures.staleAge[region], [.mean, .p95, .maximum])
  }

  /// What a region's limits and network rules did, and how full its storage was.
  private mutating func observeAccess(to region: RegionReport) {
    let counts: [(String, Int, String)] = [
      ("reads_counted", region.balancer.reads, "requests"),
      ("requests_throttled_by_region", region.balancer.throttledByRegion, "requests"),
      ("requests_throttled_by_identity", region.balancer.throttledByIdentity, "requests"),
      ("requests_forbidden", region.balancer.forbidden, "requests"),
      ("storage_full_refusals", region.handler.storageRefusals, "images"),
      ("pushes_refused", region.handler.pushesRefused, "images"),
      ("pushes_failed", region.handler.pushesFailed, "images"),
    ]
    for (name, count, unit) in counts { add(name, count, unit) }
    add("stored_bytes_mean", region.storedBytesMean, "bytes")
    let included = Double(scenario.prices.includedStorage[scenario.registry.tier].bytes)
    add("storage_share_of_included", region.storedBytesMean / included, "1")
  }

  /// What the region's credential sets cost; nothing where the scenario has none.
  private mutating func observeCredentials(in region: Int) {
    let hosts = scenario.hostsOfCredentials
    guard !hosts.isEmpty else { return }
    let credentials = report.regions[region].handler.credentials
    let counts: [(String, Int)] = [
      ("secret_reads", credentials.secretReads),
      ("secret_reads_failed", credentials.failedSecretReads),
      ("token_requests", credentials.tokenRequests),
      ("token_requests_failed", credentials.failedTokenRequests),
      ("credential_waits_joined", credentials.joinedWaits),
    ]
    for (name, count) in counts { add(name, count, "requests") }
    add("credential_time", figures.credentials[region], [.mean, .p95])
    for host in Set(hosts).sorted() {
      labels.upstream = host
      let its = hosts.indices.filter { hosts[$0] == host }
      add(
        "credentials_unhealthy_time",
        its.reduce(0.0) { $0 + report.regions[region].unhealthyTime(ofSet: $1).seconds }, "s")
    }
    labels.upstream = ""
  }
}
