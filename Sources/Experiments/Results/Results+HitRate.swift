import RegistryModel
import Statistics

extension Results {
  static let hitRateHeader = [
    "region", "kind", "origin", "n", "requests", "bytes", "share_of_requests",
    "share_of_requests_half_width", "share_of_bytes", "share_of_bytes_half_width",
  ]

  /// `hit_rate.csv`: where clients' requests for manifests and layers found their content.
  ///
  /// Requests and bytes are means over replications; the shares are of all requests (bytes) of the
  /// row's region and kind, by ratio estimator, and empty where there was none. The rows of kind
  /// `upstream-traffic` set what upstreams sent against the layers that clients received; what was
  /// saved is the difference, negative where the registry fetched more than it delivered.
  func writeHitRates(to table: inout CSVWriter) throws {
    let parts: [(String, (HandlerRecorder) -> OriginCounts)] = [
      ("manifests", { $0.manifests }), ("layers", { $0.layers }),
    ]
    for region in [nil] + regionIndices.map(Optional.init) {
      for (kind, counts) in parts {
        for origin in ContentOrigin.allCases {
          try writeRow(
            [region.flatMap { names?.regions[$0].name } ?? Self.all, kind, origin.label],
            to: &table, of: { self.counts(counts, in: region, $0)[origin] },
            total: { self.counts(counts, in: region, $0).total })
        }
      }
    }
    let delivered = { (report: RunReport) in RequestCount(bytes: report.bytesDelivered) }
    let fetched = { (report: RunReport) in RequestCount(bytes: report.bytesFetched) }
    let saved = { (report: RunReport) in
      RequestCount(bytes: report.bytesDelivered - report.bytesFetched)
    }
    for (origin, bytes) in [
      ("delivered-to-clients", delivered), ("fetched-from-upstreams", fetched), ("saved", saved),
    ] {
      try writeRow(
        [Self.all, "upstream-traffic", origin], countsRequests: false, to: &table, of: bytes,
        total: delivered)
    }
  }

  /// The counts of one region, or of all.
  func counts(
    _ part: (HandlerRecorder) -> OriginCounts, in region: Int?, _ report: RunReport
  ) -> OriginCounts {
    if let region { return part(report.regions[region].handler) }
    var sum = OriginCounts()
    for region in report.regions {
      let counts = part(region.handler)
      for origin in ContentOrigin.allCases { sum[origin] = sum[origin] + counts[origin] }
    }
    return sum
  }

  private func writeRow(
    _ labels: [String], countsRequests: Bool = true, to table: inout CSVWriter,
    of part: (RunReport) -> RequestCount, total: (RunReport) -> RequestCount
  ) throws {
    let requestShare =
      countsRequests ? ratio { (part($0).requests, total($0).requests) } : nil
    let byteShare = ratio { (part($0).bytes, total($0).bytes) }
    let requests = countsRequests ? count { part($0).requests } : nil
    try table.row(
      labels + [
        String(replications.count), requests.map { NumberText.exact($0.mean) } ?? "",
        count { part($0).bytes }.map { NumberText.exact($0.mean) } ?? "",
      ] + (requestShare?.fields ?? ["", ""]) + (byteShare?.fields ?? ["", ""]))
  }
}
