/// Published round-trip times between and inside regions.
public enum RoundTrips {
  /// The median round-trip time from one region to another in milliseconds.
  ///
  /// It is the P50 of the 30 days to 2026-07-30 inside Microsoft's backbone, published in whole
  /// milliseconds (MicrosoftDocs/azure-docs, `azure-network-latency.md`, CC BY 4.0). There and back
  /// can differ: for 769 of 1,431 pairs they do, by 18 ms at most. `nil` for a region to itself,
  /// for which ``sameZone`` and ``betweenZones`` stand in.
  public static func roundTrip(from source: AzureRegion, to destination: AzureRegion) -> Double? {
    RegionTable.shared.times[source.index][destination.index]
  }

  /// Mean round trip between two machines of one zone, in milliseconds.
  ///
  /// A TCP echo as measured independently (simonpainter.com); Azure publishes no figure.
  public static let sameZone = 0.908

  /// Mean round trip between two zones of a region, in milliseconds.
  ///
  /// Measured as ``sameZone``. The design figure that Azure documents is "less than about 2 ms"
  /// (azure-docs, `reliability/availability-zones-overview.md`).
  public static let betweenZones = 1.553

  /// How far the 95th percentile of round-trip times lies above the median, as a factor.
  ///
  /// The median over all 2,862 ordered pairs of P95/P50 is 1.0588. The P95 figures are those of a
  /// draft of the page in its author's fork (mbender-ms/azure-docs at 5b3e2055edde, CC BY 4.0),
  /// same 30 days: good for the shape of the tail only, so two decimals are kept. The spread over
  /// pairs is 1.01 (5 %), 1.03, 1.06, 1.10, 1.25 (95 %), at most 1.75; short paths have the larger
  /// factors (1.2 under 20 ms) because a few milliseconds weigh more there.
  public static let p95OverP50 = 1.06

  /// The factor of ``p95OverP50`` for a path with this median, in milliseconds.
  ///
  /// Medians over the pairs in five classes of distance: under 20 ms 1.20 (164 pairs), under 60 ms
  /// 1.10 (392), under 150 ms 1.05 (979), under 250 ms 1.04 (1,057), above 1.04 (270).
  public static func p95OverP50(median: Double) -> Double {
    switch median {
    case ..<20: 1.20
    case ..<60: 1.10
    case ..<150: 1.05
    default: 1.04
    }
  }
}
