import Foundation
import Words

/// Tells one build of the program from any other, so that what they found is not mixed up: a change
/// of one line can change every replication.
public enum ProgramIdentity {
  /// A 128-bit hash of the running executable's bytes, as 32 hexadecimal digits. Libraries that the
  /// system loads beside it are not looked at.
  ///
  /// - Complexity: reads the executable once a process, some 10 ms for 50 MB.
  public static let current: String = {
    // A program that cannot read itself is like no other, so that nothing stored is taken for its own.
    guard
      let bytes = try? Data(
        contentsOf: URL(filePath: "/proc/self/exe"),
        options: .alwaysMapped)
    else { return hexadecimal(UInt128.random(in: 0 ... .max), digits: 32) }
    return hexadecimal(hash(of: bytes), digits: 32)
  }()

  /// Four words at a time, each in a lane of its own, since one lane would wait for its multiplier.
  /// In a lane every step can be undone, so that one changed word always changes the hash. It is no
  /// proof against forgery.
  static func hash(of data: Data) -> UInt128 {
    // Odd, of random bits: the fractions of √2, √3, √5 and √7.
    var (a, b, c, d): (UInt64, UInt64, UInt64, UInt64) = (
      0x6A09_E667_F3BC_C909, 0xBB67_AE85_84CA_A73B, 0x3C6E_F372_FE94_F82B, 0xA54F_F53A_5F1D_36F1
    )
    func mix(_ lane: UInt64, _ word: UInt64) -> UInt64 {
      let product = (lane ^ word) &* 0x9E37_79B9_7F4A_7C15
      return product ^ (product >> 32)
    }
    unsafe data.withUnsafeBytes { buffer in
      let words = buffer.count / 8
      var index = 0
      while index + 4 <= words {
        unsafe a = mix(a, buffer.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
        unsafe b = mix(b, buffer.loadUnaligned(fromByteOffset: index * 8 + 8, as: UInt64.self))
        unsafe c = mix(c, buffer.loadUnaligned(fromByteOffset: index * 8 + 16, as: UInt64.self))
        unsafe d = mix(d, buffer.loadUnaligned(fromByteOffset: index * 8 + 24, as: UInt64.self))
        index += 4
      }
      for place in (index * 8)..<buffer.count { unsafe a = mix(a, UInt64(buffer[place])) }
    }
    let length = UInt64(data.count)
    let high = mix(mix(mix(a, b), c), d)
    let low = mix(mix(mix(d, c), b), a ^ length)
    return UInt128(high) << 64 | UInt128(low)
  }
}
