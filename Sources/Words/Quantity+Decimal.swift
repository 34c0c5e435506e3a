extension Quantity {
  /// The shortest decimal that reads back as the number, times ten to the power `shift`, without
  /// an exponent.
  public static func decimal(_ number: Double, shift: Int = 0) -> String {
    guard number.isFinite, number != 0 else { return "0" }
    var mantissa = Substring("\(number.magnitude)")
    var exponent = shift
    if let e = mantissa.firstIndex(where: { $0 == "e" }) {
      exponent += Int(mantissa[mantissa.index(after: e)...]) ?? 0
      mantissa = mantissa[..<e]
    }
    let parts = mantissa.split(separator: ".", omittingEmptySubsequences: false)
    let fraction = parts.count > 1 && parts[1] != "0" ? parts[1] : ""
    var digits = String(parts[0]) + fraction
    var point = parts[0].count + exponent
    if point > digits.count { digits += String(repeating: "0", count: point - digits.count) }
    if point < 1 {
      digits = String(repeating: "0", count: 1 - point) + digits
      point = 1
    }
    var whole = digits.prefix(point).drop { $0 == "0" }
    if whole.isEmpty { whole = "0" }
    var rest = digits.dropFirst(point)
    while rest.last == "0" { rest = rest.dropLast() }
    return (number < 0 ? "-" : "") + whole + (rest.isEmpty ? "" : ".\(rest)")
  }
}
