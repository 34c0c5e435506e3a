import Words

/// A 128-bit hash (FNV-1a, with the published offset basis and prime) that tells texts and files
/// apart; it is not proof against forgery.
struct TextHash {
  private static let prime = UInt128(1) << 88 | UInt128(0x13b)

  private var hash = UInt128(0x6c62_272e_07bb_0142) << 64 | UInt128(0x62b8_2175_6295_c58d)

  mutating func add(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { hash = (hash ^ UInt128(byte)) &* Self.prime }
  }

  /// The hash as 32 hexadecimal digits.
  var digits: String { hexadecimal(hash, digits: 32) }
}
