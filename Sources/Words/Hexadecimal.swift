/// A number as so many lower-case hexadecimal digits, with zeros in front; more where it takes more.
public func hexadecimal(_ value: some UnsignedInteger, digits: Int) -> String {
  let text = String(value, radix: 16)
  return String(repeating: "0", count: max(0, digits - text.count)) + text
}
