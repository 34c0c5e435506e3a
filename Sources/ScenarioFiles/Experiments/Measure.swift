import RegistryModel
import SimulationKernel
import Words

/// A number with its unit, of any of the kinds that scenarios write: `2s`, `20GiB`, `95%`,
/// `300/min`, `0.5`.
public struct Measure: Hashable, Sendable, CustomStringConvertible {
  /// What is measured, and the unit of ``Measure/value``.
  public enum Dimension: Hashable, Sendable {
    /// Numbers without a unit, amounts of money among them.
    case number
    /// Shares: 1 is 100%.
    case share
    /// In seconds.
    case time
    /// In bytes.
    case data
    /// In bits a second.
    case bandwidth
    /// How often a second.
    case rate
  }

  public let dimension: Dimension
  /// In the dimension's unit.
  public let value: Double
  /// The text of the format, the same for equal measures of one dimension.
  public let description: String
  /// The text that was read.
  public let written: String

  init(_ dimension: Dimension, _ value: Double, _ description: String, written: String? = nil) {
    self.dimension = dimension
    self.value = value
    self.description = description
    self.written = written ?? description
  }

  public static func == (left: Measure, right: Measure) -> Bool {
    left.dimension == right.dimension && left.description == right.description
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(dimension)
    hasher.combine(description)
  }

  /// Reads a number with its unit.
  ///
  /// - Returns: Nil where the text is none that a scenario could hold.
  public init?(parsing text: String) {
    let kind = Tree.kind(ofPlain: text)
    if kind == .integer || kind == .number {
      guard let number = Double(text), number.isFinite else { return nil }
      self.init(.number, number, Quantity.decimal(number))
    } else if let share = Self.read(Codec<Double>.share, text) {
      self.init(.share, share, Self.text(Codec.share.write(share)), written: text)
    } else if case .value(let count) = Quantity.parseTime(text) {
      self.init(
        .time, Double(count) / 1e9, Quantity.text(count, Quantity.time), written: text)
    } else if case .value(let count) = Quantity.parse(text, Quantity.bytes) {
      self.init(.data, Double(count), Quantity.text(count, Quantity.bytes), written: text)
    } else if case .value(let count) = Quantity.parse(text, Quantity.bandwidth) {
      self.init(
        .bandwidth, Double(count), Quantity.text(count, Quantity.bandwidth), written: text)
    } else if let rate = Self.read(Codec<Rate>.rate, text) {
      self.init(.rate, rate.perSecond, Self.text(Codec.rate.write(rate)), written: text)
    } else {
      return nil
    }
  }

  private static func read<Value: Sendable & Defaulted>(
    _ codec: Codec<Value>, _ text: String
  ) -> Value? {
    var reading = Reading(whole: Place(file: ""))
    var value = Value.first
    let tree = Tree(place: reading.whole, content: .scalar(text, .text))
    codec.read(tree, "", .required, &value, &reading)
    return reading.mistakes.isEmpty ? value : nil
  }

  private static func text(_ output: Output) -> String { output.scalar ?? "" }

  /// The words of the units after which a number is no plain number any more.
  static let units =
    ["%"] + (Quantity.bytes + Quantity.bandwidth).map(\.word) + ["/s", "/min", "/h", "/d"]
}

/// A value that a codec can begin with.
private protocol Defaulted { static var first: Self { get } }
extension Double: Defaulted { fileprivate static var first: Double { 0 } }
extension Rate: Defaulted { fileprivate static var first: Rate { .perMinute(1) } }

extension Codec where Value == Measure {
  /// A number with its unit or without one.
  static var measure: Codec {
    let expected = "a number with its unit, such as 2s, 95%, 20GiB or 0.5"
    return .scalar(
      .either([
        .number(-1e300, 1e300), .text(pattern: Quantity.timePattern, expected: expected),
        .text(pattern: Quantity.pattern(Measure.units), expected: expected),
      ]), expected: expected,
      parse: { text, kind in
        switch kind {
        case .integer, .number:
          guard let number = Double(text), abs(number) <= 1e300 else { return .malformed("") }
          return .value(Measure(.number, number, Quantity.decimal(number)))
        case .text:
          guard let measure = Measure(parsing: text), measure.dimension != .number else {
            let isWell = Quantity.split(text).map { Measure.units.contains(String($0.unit)) }
            return isWell == true
              ? .outOfRange("expected no more than can be counted")
              : .malformed(Double(text) == nil ? "" : "; write it without quotes")
          }
          return .value(measure)
        case .truth, .nothing: return .malformed("")
        }
      },
      write: { .plain($0.description) })
  }
}
