/// Results that must have these very bits on every machine.
enum GoldenBits {
  static let key: UInt64 = 14_581_237_819_445_509_349
  static let words: [UInt64] = [
    7_168_819_734_359_437_936, 2_353_581_327_995_949_061, 9_876_851_436_156_210_979,
  ]
  /// Arguments, and the bits of ln x, e^x and x^1.7.
  static let functions: [(x: Double, log: UInt64, exp: UInt64, pow: UInt64)] = [
    (0.1, 0xc0026bb1bbb55515, 0x3ff1aec7b35a00d4, 0x3f946e75df96dc9a),
    (0.7310585786300049, 0xbfd40c7abfbec124, 0x40009e44242ca509, 0x3fe2c998b652098e),
    (1.0000001, 0x3e7ad7f2847b6492, 0x4005bf0aaf904984, 0x3ff000002da24fbc),
    (2.5, 0x3fed5240f0e0e078, 0x40285d6fd931e0bb, 0x4012fdcf53f3e6f3),
    (137.035999, 0x4013ae545a794881, 0x4c4a034e689174e2, 0x40b0c398d90ca6d1),
    (1e-05, 0xc027069e2aa2aa5b, 0x3ff0000a7c5e340e, 0x3e2b29ec0fbe4539),
    (700.25, 0x401a34ac026e1798, 0x7f12fd8e4cbfa413, 0x40f0c57d16d250a3),
  ]
}
