/// A range of IPv4 addresses, as a network rule writes it: `203.0.113.0/24`, or one address.
///
/// IPv6, which the service has in preview, is left out.
public struct AddressRange: Hashable, Sendable, CustomStringConvertible {
  /// The first address.
  public let first: UInt32
  /// How many leading bits all addresses of the range share.
  public let prefix: Int

  /// Addresses that share their first `prefix` bits (0 to 32) with `address`.
  public init(_ address: UInt32, prefix: Int) {
    self.prefix = min(max(prefix, 0), 32)
    first = address & Self.mask(self.prefix)
  }

  /// Reads `203.0.113.7` or `203.0.113.7/24`; bits beyond the prefix are of no consequence.
  public init?(parsing text: some StringProtocol) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count) else { return nil }
    let numbers = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    guard numbers.count == 4 else { return nil }
    var address: UInt32 = 0
    for number in numbers {
      guard let byte = Self.number(number, most: 255) else { return nil }
      address = address << 8 | UInt32(byte)
    }
    guard parts.count == 2 else {
      self.init(address, prefix: 32)
      return
    }
    guard let prefix = Self.number(parts[1], most: 32) else { return nil }
    self.init(address, prefix: prefix)
  }

  private static func number(_ text: some StringProtocol, most: Int) -> Int? {
    guard (1...3).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }),
      let number = Int(text), number <= most
    else { return nil }
    return number
  }

  private static func mask(_ prefix: Int) -> UInt32 { prefix == 0 ? 0 : .max << (32 - prefix) }

  /// Whether all addresses of another range are in this one.
  public func contains(_ other: AddressRange) -> Bool {
    prefix <= other.prefix && other.first & Self.mask(prefix) == first
  }

  /// Whether any address of the range is one that the internet does not carry (RFC 1918).
  public var isPrivate: Bool {
    [
      AddressRange(10 << 24, prefix: 8), AddressRange(172 << 24 | 16 << 16, prefix: 12),
      AddressRange(192 << 24 | 168 << 16, prefix: 16),
    ].contains { $0.contains(self) }
  }

  public var description: String {
    let bytes = [24, 16, 8, 0].map { String(first >> UInt32($0) & 255) }.joined(separator: ".")
    return prefix == 32 ? bytes : "\(bytes)/\(prefix)"
  }
}
