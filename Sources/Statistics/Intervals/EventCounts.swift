import CGSL

extension ConfidenceInterval {
  /// The interval of a difference of counts of events, no narrower than chance makes it.
  ///
  /// One more event in each of a few replications has no variance, and may be chance nevertheless. So
  /// what was added or taken away is held to vary no less than a Poisson process, whose variance is its
  /// mean and known with it: the half-width is at least z·√(|mean| ∕ n), by the normal distribution.
  public var ofEvents: ConfidenceInterval {
    guard let halfWidth, count > 0 else { return self }
    GSL.ready
    let z = gsl_cdf_ugaussian_Qinv((1 - level) / 2)
    let chance = z * (mean.magnitude / Double(count)).squareRoot()
    return ConfidenceInterval(
      mean: mean, halfWidth: max(halfWidth, chance), level: level, count: count)
  }
}
