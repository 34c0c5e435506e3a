/// Laws that hold in every run, whatever the distributions. A breach is a fault of the simulator
/// or of its recording, never bad luck, but for what enters or leaves across the run's edges.
public enum OutputAnalysis {
  /// The outcome of checking one law.
  public struct Verdict: Sendable, Hashable {
    /// The law's name.
    public let law: String
    /// What the law predicts from the other figures.
    public let expected: Double
    /// What was observed.
    public let observed: Double
    /// The largest absolute difference that is accepted.
    public let allowance: Double
    /// Whether the law holds within the allowance. Figures that are not finite never hold.
    public let holds: Bool

    init(
      law: String, expected: Double, observed: Double, allowance: Double, exactly: Bool? = nil
    ) {
      self.law = law
      // What is not finite is shown as zero, so that no figure of an output is not a number.
      self.expected = expected.isFinite ? expected : 0
      self.observed = observed.isFinite ? observed : 0
      self.allowance = allowance.isFinite ? allowance : 0
      // Comparisons with not-a-number are false; an infinite allowance would hold for anything.
      holds =
        exactly ?? (allowance.isFinite && (observed - expected).magnitude <= allowance)
    }

    /// The figures in a sentence.
    public var sentence: String {
      "\(law) \(holds ? "holds" : "is broken"): expected \(expected), observed \(observed), "
        + "accepted difference \(allowance)."
    }
  }

  /// Little's law, L = λ·W, over a window.
  ///
  /// - Parameters:
  ///   - meanLevel: the time-weighted mean number present.
  ///   - completed: how many left in the window.
  ///   - meanStay: the mean stay of those, in the unit of `duration`.
  ///   - duration: the window's length.
  ///   - presentAtEdges: the number present at the window's start plus that at its end. Each can
  ///     shift the balance by a stay, so that many mean stays are accepted beyond `tolerance`.
  ///   - tolerance: the accepted relative difference.
  /// - Returns: λ·W beside L. An empty window holds where nothing was present.
  ///
  /// Source: Little 1961; for finite windows Little and Graves 2008.
  public static func littlesLaw(
    meanLevel: Double, completed: Int, meanStay: Double, duration: Double,
    presentAtEdges: Int = 0, tolerance: Double = 0.01
  ) -> Verdict {
    let stay = completed > 0 ? meanStay : 0
    let expected = Double(completed) * stay / duration
    let edges = Double(presentAtEdges) * stay / duration
    return Verdict(
      law: "Little's law", expected: expected, observed: meanLevel,
      allowance: tolerance * max(expected, meanLevel) + edges)
  }

  /// Conservation of flow: what started was served, failed, or is in flight. Exact.
  public static func flowConservation(
    started: Int, served: Int, failed: Int, inFlight: Int
  ) -> Verdict {
    // 128 bits, so that no counts overflow; the exact difference decides, not rounded doubles.
    let ended = Int128(served) + Int128(failed) + Int128(inFlight)
    let missing = Int128(started) - ended
    let negative = [started, served, failed, inFlight].contains { $0 < 0 }
    return Verdict(
      law: "Conservation of flow", expected: Double(started),
      observed: Double(ended), allowance: 0, exactly: missing == 0 && !negative)
  }

  /// The utilisation law: the busy share of servers is λ·E[S] ∕ c.
  ///
  /// - Parameters:
  ///   - busyShare: the time-weighted mean of busy servers over all servers.
  ///   - completed: how many services ended in the window.
  ///   - meanService: the mean length of those, in the unit of `duration`.
  ///   - servers: the number of servers, c. Each may be inside a service at both edges of the
  ///     window: one mean service a server is accepted beyond `tolerance`.
  ///   - duration: the window's length.
  ///   - tolerance: the accepted relative difference.
  /// - Returns: λ·E[S] ∕ c beside the busy share.
  ///
  /// Source: Denning and Buzen, *The operational analysis of queueing network models*, 1978.
  public static func utilisationLaw(
    busyShare: Double, completed: Int, meanService: Double, servers: Int, duration: Double,
    tolerance: Double = 0.01
  ) -> Verdict {
    let service = completed > 0 ? meanService : 0
    let expected = Double(completed) * service / (Double(servers) * duration)
    return Verdict(
      law: "The utilisation law", expected: expected, observed: busyShare,
      allowance: tolerance * max(expected, busyShare) + service / duration)
  }
}
