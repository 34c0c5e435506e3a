import RegistryModel

extension ReplicationObserver {
  mutating func observeLink(_ index: Int) {
    let link = report.links[index]
    labels = .init(region: link.from, toRegion: link.to)
    add("link_bytes_sent", link.bytesSent, "bytes")
    add("link_utilisation", link.utilisation, "1")
  }

  mutating func observeUpstream(_ index: Int) {
    let upstream = report.upstreams[index]
    labels = .init(upstream: upstream.host)
    let counts: [(String, Int)] = [
      ("upstream_requests", upstream.requests),
      ("upstream_index_requests", upstream.indexes),
      ("upstream_manifest_requests", upstream.manifests),
      ("upstream_layer_requests", upstream.layers),
      ("upstream_tag_checks", upstream.tagChecks),
      ("upstream_requests_failed", upstream.failed),
      ("upstream_requests_unanswered", upstream.unanswered),
      ("quota_requests_counted", upstream.counted),
      ("quota_requests_exempt", upstream.exempt),
      ("quota_requests_refused", upstream.refused),
    ]
    for (name, count) in counts { add(name, count, "requests") }
    if let quota = upstream.quota {
      add("quota_limit", quota.limit, "requests")
      add("quota_used_in_worst_window", quota.mostUsed, "requests")
    }
    add("upstream_bytes_sent", upstream.bytesSent, "bytes")
    add("upstream_utilisation", upstream.utilisation, "1")
  }
}
