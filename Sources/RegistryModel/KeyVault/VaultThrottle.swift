import SimulationKernel

/// The key vault's limit: so many requests in ten seconds, more are refused with 429.
///
/// As documented (Azure Key Vault service limits and throttling guidance), what is refused does not
/// count; whoever is refused is to come again after an exponential back-off. That windows follow each
/// other from the start of the run is an assumption. Pure: it decides, the ``KeyVault`` answers.
struct VaultThrottle: Sendable {
  static let window = Span.seconds(10)

  private let limit: Int
  private var presentWindow: Int64 = 0
  private var served = 0

  /// - Parameter limit: Requests in a window, at least 1.
  init(limit: Int) { self.limit = limit }

  /// Whether a request is served.
  mutating func admits(at now: Instant) -> Bool {
    let window = now.nanoseconds / Self.window.nanoseconds
    if window != presentWindow { (presentWindow, served) = (window, 0) }
    guard served < limit else { return false }
    served += 1
    return true
  }
}
