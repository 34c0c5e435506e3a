import CGSL

extension ConfidenceInterval {
  /// The interval of a difference of counts of events, no narrower than chance makes it.
  ///
  /// One more event in each of a few replications has no variance, and may be chance nevertheless. So
  /// what was added or taken away is held to vary no less than a Poisson process, whose variance is its
  /// mean and known with it: the half-width is at least z·√(|mean| ∕ n), by the normal distribution.
  ///
  /// - Parameter opportunities: Of how many things, on the mean, the events are a share, where this is
  ///   the difference of shares; 1 where it is one of counts.
  public func ofEvents(among opportunities: Double = 1) -> ConfidenceInterval {
    guard let halfWidth, count > 0, opportunities > 0 else { return self }
    GSL.ready
    let z = gsl_cdf_ugaussian_Qinv((1 - level) / 2)
    let chance = z * (mean.magnitude / (Double(count) * opportunities)).squareRoot()
    return ConfidenceInterval(
      mean: mean, halfWidth: max(halfWidth, chance), level: level, count: count)
  }
}
