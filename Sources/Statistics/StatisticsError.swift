/// An argument that a formula cannot be evaluated for.
///
/// The sentence names the parameter, what was given and what is expected, so that a caller can put
/// it before a user as it is.
public struct StatisticsError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The formula or type that refused, such as `M/M/1`.
  public let subject: String

  /// The parameter's name.
  public let parameter: String

  /// The value as given.
  public let value: String

  /// What would have been accepted.
  public let expectation: String

  /// Creates a refusal of one parameter.
  public init(subject: String, parameter: String, value: String, expectation: String) {
    self.subject = subject
    self.parameter = parameter
    self.value = value
    self.expectation = expectation
  }

  public var description: String {
    "\(subject): \(parameter) is \(value), expected \(expectation)"
  }
}

/// Checks of arguments shared by the formulas of this module.
struct Arguments {
  let subject: String

  init(of subject: String) { self.subject = subject }

  func refuse(_ parameter: String, _ value: some Any, _ expectation: String) -> StatisticsError {
    StatisticsError(
      subject: subject, parameter: parameter, value: "\(value)", expectation: expectation)
  }

  /// Refuses what is not a finite number above zero.
  func positive(_ value: Double, _ parameter: String) throws(StatisticsError) {
    guard value.isFinite, value > 0 else {
      throw refuse(parameter, value, "a finite number above 0")
    }
  }

  /// Refuses what is not a finite number of zero or more.
  func nonNegative(_ value: Double, _ parameter: String) throws(StatisticsError) {
    guard value.isFinite, value >= 0 else {
      throw refuse(parameter, value, "a finite number of 0 or more")
    }
  }

  /// Refuses what is not finite.
  func finite(_ value: Double, _ parameter: String) throws(StatisticsError) {
    guard value.isFinite else { throw refuse(parameter, value, "a finite number") }
  }

  /// Refuses what is not a probability.
  func probability(_ value: Double, _ parameter: String) throws(StatisticsError) {
    guard value >= 0, value <= 1 else { throw refuse(parameter, value, "a number from 0 to 1") }
  }

  /// Refuses counts below `least`.
  func count(_ value: Int, _ parameter: String, least: Int = 1) throws(StatisticsError) {
    guard value >= least else { throw refuse(parameter, value, "\(least) or more") }
  }
}
