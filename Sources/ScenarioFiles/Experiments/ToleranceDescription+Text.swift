import RegistryModel

extension ToleranceDescription {
  /// Why a text is no tolerance, in a sentence.
  public struct Refusal: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String
  }

  /// What stands before a width that is no share of the first mean.
  private static let absolutePrefix = "absolute:"

  /// Reads a tolerance as the command line writes it: `latency_p99=5%`, or
  /// `latency_p99{workload=builds}=absolute:200ms`.
  ///
  /// - Throws: What is wrong with it.
  public init(parsing text: String) throws(Refusal) {
    func refusal(_ reason: String) -> Refusal {
      Refusal(description: "the tolerance '\(Tree.shortened(text))': \(reason)")
    }
    let expected =
      "expected METRIC=SHARE or METRIC=absolute:AMOUNT, such as latency_p99=5% or "
      + "latency_p99=absolute:200ms"
    // Labels have signs of equality too.
    guard let sign = text.lastIndex(of: "=") else { throw refusal(expected) }
    do throws(MetricSelector.Refusal) {
      metric = try MetricSelector(parsing: String(text[..<sign]))
    } catch {
      throw refusal(error.description)
    }
    better = nil
    let written = text[text.index(after: sign)...]
    let isAbsolute = written.hasPrefix(Self.absolutePrefix)
    let number = isAbsolute ? written.dropFirst(Self.absolutePrefix.count) : written
    guard let measure = Measure(parsing: String(number)), measure.value >= 0 else {
      throw refusal(expected)
    }
    if isAbsolute {
      width = .absolute(measure)
    } else {
      guard measure.dimension == .share else {
        throw refusal("\(measure) is no share; \(expected)")
      }
      width = .relative(measure.value)
    }
  }
}
