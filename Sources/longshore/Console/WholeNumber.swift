import ArgumentParser

/// Options that take a whole number.
///
/// They are declared with `parsing: .unconditional`: `-1` is then refused for what it is, rather
/// than taken for an option and missed as a value.
enum WholeNumber {
  /// What makes a number of an option's text.
  static func within<Value: FixedWidthInteger & Sendable>(
    _ range: ClosedRange<Value>
  ) -> @Sendable (String) throws -> Value {
    { text in
      guard let value = Value(text), range.contains(value) else {
        throw ValidationError(
          "expected a whole number from \(range.lowerBound) to \(range.upperBound)")
      }
      return value
    }
  }
}
