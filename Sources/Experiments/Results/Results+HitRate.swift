import RegistryModel
import Statistics

extension Results {
  static let hitRateHeader = [
    "region", "kind", "origin", "replications", "requests_mean", "requests_half_width",
    "bytes_mean", "bytes_half_width", "share_of_requests", "share_of_requests_half_width",
    "share_of_bytes", "share_of_bytes_half_width",
  ]

  /// `hit_rate.csv`: where clients' requests for manifests and layers found their content.
  ///
  /// A request counts at the moment at which the region has the content or gives up. Shares are of
  /// the requests (bytes) of the row's region and kind that were answered with content, by ratio
  /// estimator; those that failed carry no bytes and have no share.
  func writeHitRates(to table: inout CSVWriter) throws {
    let parts: [(String, (HandlerRecorder) -> OriginCounts)] = [
      ("manifests", { $0.manifests }), ("layers", { $0.layers }),
    ]
    for region in [nil] + regionIndices.map(Optional.init) {
      for (kind, counts) in parts {
        for origin in ContentOrigin.allCases {
          try writeRow(
            [region.flatMap { names?.regions[$0].name } ?? Self.all, kind, origin.label],
            to: &table, of: { $0.counts(counts, in: region)[origin] },
            total: origin == .failed ? nil : { $0.counts(counts, in: region).answered })
        }
      }
    }
  }

  private func writeRow(
    _ labels: [String], to table: inout CSVWriter, of part: (RunReport) -> RequestCount,
    total: ((RunReport) -> RequestCount)?
  ) throws {
    let estimates = [
      count { part($0).requests }, count { part($0).bytes },
      total.flatMap { total in ratio { (part($0).requests, total($0).requests) } },
      total.flatMap { total in ratio { (part($0).bytes, total($0).bytes) } },
    ]
    try table.row(
      labels + [String(replications.count)] + estimates.flatMap { $0?.fields ?? ["", ""] })
  }
}

extension RunReport {
  /// The counts of one region, or of all.
  func counts(_ part: (HandlerRecorder) -> OriginCounts, in region: Int?) -> OriginCounts {
    if let region { return part(regions[region].handler) }
    var sum = OriginCounts()
    for region in regions {
      let counts = part(region.handler)
      for origin in ContentOrigin.allCases { sum[origin] = sum[origin] + counts[origin] }
    }
    return sum
  }
}
