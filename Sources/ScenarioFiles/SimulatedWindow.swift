public import SimulationKernel

/// A window of simulated time as it is written on a command line: `5min..5min30s`.
public struct SimulatedWindow: Hashable, Sendable {
  /// The first and the last instant, both included.
  public let range: ClosedRange<Instant>

  /// Why a text is no window, as a sentence.
  public struct Refusal: Error, Hashable, Sendable, CustomStringConvertible {
    public var description: String
  }

  /// Reads `FROM..TO`: two times since the start of the run, written as scenarios write them.
  ///
  /// - Throws: What is wrong, what was expected, what was perhaps meant.
  public init(parsing text: String) throws(Refusal) {
    guard let dots = text.firstRange(of: "..") else {
      throw Refusal(
        description: "'\(Tree.shortened(text))' is no window; expected FROM..TO, such as "
          + "5min..5min30s")
    }
    let from = try Self.instant(text[..<dots.lowerBound])
    let to = try Self.instant(text[dots.upperBound...])
    guard from < to else {
      throw Refusal(
        description: "'\(Tree.shortened(text))' is no window; expected the later instant last")
    }
    range = from...to
  }

  private static func instant(_ text: Substring) throws(Refusal) -> Instant {
    do {
      return .zero + (try SimulatedTime(parsing: String(text))).span
    } catch {
      throw Refusal(description: error.description)
    }
  }
}
