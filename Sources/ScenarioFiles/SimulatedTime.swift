public import SimulationKernel
import Words

/// A time since the start of a run, or a length of time, as it is written on a command line:
/// `5min30s`.
public struct SimulatedTime: Hashable, Sendable, CustomStringConvertible {
  public let span: Span

  /// As scenarios write it.
  public var description: String { Quantity.text(span.nanoseconds, Quantity.time) }

  /// Why a text is no time, as a sentence.
  public struct Refusal: Error, Hashable, Sendable, CustomStringConvertible {
    public var description: String
  }

  /// Reads a time as scenarios write it.
  ///
  /// - Throws: What is wrong, what was expected, what was perhaps meant.
  public init(parsing text: String) throws(Refusal) {
    let shown = "'\(Tree.shortened(text))'"
    switch Quantity.parseTime(text) {
    case .value(let count): span = .nanoseconds(count)
    case .malformed(let hint):
      throw Refusal(
        description: "\(shown) is no time; expected one such as 90s or 5min30s\(hint)")
    case .outOfRange(let sentence):
      throw Refusal(description: "\(shown) is not possible; \(sentence)")
    }
  }
}
