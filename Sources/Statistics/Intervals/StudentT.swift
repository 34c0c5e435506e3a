import CGSL

/// Student's t: intervals for the mean of independent, roughly normal observations.
///
/// The observations are replications' means: independent by construction, and near normal because
/// each averages many pulls (Law, *Simulation Modeling and Analysis*, 5th ed., section 9.4).
public enum StudentT {
  /// The quantile of the t distribution, by GSL.
  ///
  /// - Returns: `nil` unless 0 < `probability` < 1 and `degreesOfFreedom` > 0.
  public static func quantile(_ probability: Double, degreesOfFreedom: Double) -> Double? {
    guard probability > 0, probability < 1, degreesOfFreedom > 0, degreesOfFreedom.isFinite else {
      return nil
    }
    GSL.ready
    // The upper tail is asked for directly: 1 − p would lose digits close to one.
    let quantile =
      probability < 0.5
      ? gsl_cdf_tdist_Pinv(probability, degreesOfFreedom)
      : gsl_cdf_tdist_Qinv(1 - probability, degreesOfFreedom)
    return quantile.isFinite ? quantile : nil
  }

  /// The factor by which a standard error becomes a half-width.
  ///
  /// - Returns: `nil` unless 0 < `level` < 1 and `degreesOfFreedom` ≥ 1.
  public static func factor(level: Double, degreesOfFreedom: Int) -> Double? {
    guard level > 0, level < 1, degreesOfFreedom >= 1 else { return nil }
    GSL.ready
    let factor = gsl_cdf_tdist_Qinv((1 - level) / 2, Double(degreesOfFreedom))
    return factor.isFinite ? factor : nil
  }

  /// The interval for the mean of `samples`.
  ///
  /// - Returns: `nil` where there is no sample, or one that is not finite. One sample gives an
  ///   interval whose half-width is undefined.
  public static func interval(
    of samples: some Sequence<Double>, level: Double = 0.95
  ) -> ConfidenceInterval? {
    interval(of: Moments(samples), level: level)
  }

  /// The interval for the mean of the sample whose moments are given.
  public static func interval(of moments: Moments, level: Double = 0.95) -> ConfidenceInterval? {
    guard moments.refused == 0, let mean = moments.mean else { return nil }
    var halfWidth: Double?
    if let error = moments.standardError,
      let factor = factor(level: level, degreesOfFreedom: moments.count - 1)
    {
      halfWidth = factor * error
    }
    return ConfidenceInterval(mean: mean, halfWidth: halfWidth, level: level, count: moments.count)
  }
}
