/// Gives the digests (or tags' names) a cache meets dense numbers in the order of first sight.
///
/// The numbers serve as ``LayerID``, ``ManifestID`` or ``TagID``; use one table a kind.
public struct DigestTable: Sendable {
  private var numbers: [String: UInt32] = [:]
  private var digests: [String] = []

  /// Makes an empty table.
  public init() {}

  /// The number of digests met.
  public var count: Int { digests.count }

  /// The digest's number, a new one at first sight. O(length of the digest).
  public mutating func intern(_ digest: String) -> UInt32 {
    if let known = numbers[digest] { return known }
    let number = UInt32(digests.count)
    numbers[digest] = number
    digests.append(digest)
    return number
  }

  /// The digest's number, if it has been met.
  public func number(of digest: String) -> UInt32? { numbers[digest] }

  /// The digest with this number, which this table has given out.
  public func digest(_ number: UInt32) -> String { digests[Int(number)] }
}
