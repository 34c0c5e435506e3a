import RegistryModel

extension Results {
  /// What a region's limits and network rules did, and how full its storage was.
  func addAccess(to rows: inout SummaryRows, region index: Int) {
    let counts: [(String, (RegionReport) -> Int, String)] = [
      ("reads_counted", { $0.balancer.reads }, "requests"),
      ("requests_throttled_by_region", { $0.balancer.throttledByRegion }, "requests"),
      ("requests_throttled_by_identity", { $0.balancer.throttledByIdentity }, "requests"),
      ("requests_forbidden", { $0.balancer.forbidden }, "requests"),
      ("storage_full_refusals", { $0.handler.storageRefusals }, "images"),
      ("pushes_refused", { $0.handler.pushesRefused }, "images"),
      ("pushes_failed", { $0.handler.pushesFailed }, "images"),
    ]
    for (metric, figure, unit) in counts {
      rows.add(metric, count { figure($0.regions[index]) }, unit)
    }
    rows.add("stored_bytes_mean", mean { $0.regions[index].storedBytesMean }, "bytes")
    let included = Double(scenario.prices.includedStorage[scenario.registry.tier].bytes)
    rows.add(
      "storage_share_of_included", mean { $0.regions[index].storedBytesMean / included }, "1")
  }
}
