/// Closed forms that a simulation can be checked against.
///
/// Rates are per unit of time, and every duration is in that unit, whichever the caller chooses.
/// Arguments for which a formula has no value, such as a load of one or more, are refused with a
/// ``StatisticsError``.
public enum Theory {
  /// The steady-state means of a queue.
  public struct Queue: Sendable, Hashable {
    /// The share of time that a server is busy, ρ.
    public let utilisation: Double
    /// The mean time from arrival to the start of service, W_q.
    public let meanWait: Double
    /// The mean time from arrival to departure, W.
    public let meanStay: Double
    /// The mean number waiting, L_q.
    public let meanWaiting: Double
    /// The mean number present, L.
    public let meanPresent: Double

    /// Completes the means from the wait by Little's law.
    init(arrivalRate: Double, meanService: Double, servers: Int, meanWait: Double) {
      utilisation = arrivalRate * meanService / Double(servers)
      self.meanWait = meanWait
      meanStay = meanWait + meanService
      meanWaiting = arrivalRate * meanWait
      meanPresent = arrivalRate * meanStay
    }
  }

  /// Refuses a queue without a steady state.
  static func checkLoad(
    _ subject: String, arrivalRate: Double, meanService: Double, servers: Int = 1
  ) throws(StatisticsError) {
    let check = Arguments(of: subject)
    try check.positive(arrivalRate, "arrivalRate")
    try check.positive(meanService, "meanService")
    try check.count(servers, "servers")
    let load = arrivalRate * meanService / Double(servers)
    guard load < 1 else {
      throw check.refuse("load (arrivalRate × meanService ∕ servers)", load, "below 1")
    }
  }
}
