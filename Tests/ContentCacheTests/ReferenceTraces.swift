import ContentCache
import Foundation
import TestSupport

/// The generated traces of the reference data, drawn again by their recipe.
enum ReferenceTraces {
  /// Zipf(50,000, 1.0), seed 1, unit sizes, 100 requests a second.
  static func zipfUnit() -> [TraceRequest] {
    var random = SplitMix64(seed: 1)
    let zipf = ZipfRanks(50_000, 1)
    return (0..<1_000_000).map { index in
      TraceRequest(
        time: Int64(index / 100) * 1_000_000_000, object: UInt64(zipf.rank(random.uniform())),
        bytes: 1)
    }
  }

  /// Seed 4: with probability 0.30 a never-seen object, else Zipf(20,000, 0.9); sizes 45 %
  /// lognormal(6.2, 1.18), 55 % lognormal(16.0, 2.37), clipped; 20 requests a second.
  static func mixedScan() -> [TraceRequest] {
    var random = SplitMix64(seed: 4)
    let zipf = ZipfRanks(20_000, 0.9)
    var sizes = [Int64](repeating: 0, count: 20_001)
    var scanned: UInt64 = 20_000
    func drawSize() -> Int64 {
      let small = random.uniform() < 0.45
      let value = small ? exp(6.2 + 1.18 * random.normal()) : exp(16.0 + 2.37 * random.normal())
      return Int64(min(max(value, 32), 2e9))
    }
    return (0..<400_000).map { index in
      let time = Int64(index / 20) * 1_000_000_000
      if random.uniform() < 0.30 {
        scanned += 1
        return TraceRequest(time: time, object: scanned, bytes: drawSize())
      }
      let rank = zipf.rank(random.uniform())
      if sizes[rank] == 0 { sizes[rank] = drawSize() }
      return TraceRequest(time: time, object: UInt64(rank), bytes: sizes[rank])
    }
  }

  /// A row of the reference counts.
  struct Row: Sendable {
    var policy: EvictionPolicy
    var capacity: Int64
    var misses: Int64
    var bytesMissed: Int64
  }

  private static func rows(_ text: String) -> [Row] {
    text.split(separator: "\n").map { line in
      let fields = line.split(separator: " ")
      return Row(
        policy: EvictionPolicy(parsing: String(fields[0])) ?? .none, capacity: Int64(fields[1])!,
        misses: Int64(fields[2])!, bytesMissed: Int64(fields[3])!)
    }
  }

  /// Policy, capacity, misses and bytes missed of mixed-scan30 by libCacheSim at commit aa0fc40
  /// (the lifetimes: by a reference model), from the project's reference counts.
  static let mixedScanRows = rows(
    """
    Clock 69026017251 267004 12926742597658
    Clock 345130086257 209022 10342501024767
    Clock 690260172515 182355 9094866023850
    Clock 1725650431287 152224 7579565293753
    Clock 3451300862575 141069 7025806889687
    FIFO 69026017251 284814 13615075362081
    FIFO 345130086257 229257 11197118654251
    FIFO 690260172515 203304 10015295954902
    FIFO 1725650431287 171656 8489792861551
    FIFO 3451300862575 153598 7639898734193
    GDSF 69026017251 163430 13156573683655
    GDSF 345130086257 147206 10964752031865
    GDSF 690260172515 142996 9587562570399
    GDSF 1725650431287 139974 7898127869759
    GDSF 3451300862575 139247 7107315381295
    LFU 69026017251 231488 11395301451986
    LFU 345130086257 185144 9211640013842
    LFU 690260172515 165638 8292665786390
    LFU 1725650431287 147260 7329072565302
    LFU 3451300862575 140905 7009419424571
    LRU 69026017251 271584 13102921370339
    LRU 345130086257 213862 10549135219154
    LRU 690260172515 187088 9293279483656
    LRU 1725650431287 156137 7768984300603
    LRU 3451300862575 142309 7092724152566
    LRU-TTL99 345130086257 285573 13641621431747
    LRU-TTL99 1725650431287 285573 13641621431747
    LRU-TTL999 345130086257 222662 10909407108518
    LRU-TTL999 1725650431287 213683 10491114765520
    S3FIFO 69026017251 228423 11208923195827
    S3FIFO 345130086257 182061 9071789575592
    S3FIFO 690260172515 164779 8194901721794
    S3FIFO 1725650431287 150597 7502132363808
    S3FIFO 3451300862575 143429 7142545350305
    Sieve 69026017251 231301 11399884543760
    Sieve 345130086257 185144 9211640013842
    Sieve 690260172515 165638 8292665786390
    Sieve 1725650431287 147260 7329072565302
    Sieve 3451300862575 140905 7009419424571
    """)

  /// The same of zipf-unit-a10.
  static let zipfUnitRows = rows(
    """
    Clock 474 518373 518373
    Clock 2374 352185 352185
    Clock 4748 278210 278210
    Clock 11872 177454 177454
    Clock 23744 102277 102277
    FIFO 474 573873 573873
    FIFO 2374 403386 403386
    FIFO 4748 325136 325136
    FIFO 11872 214917 214917
    FIFO 23744 126523 126523
    GDSF 474 465832 465832
    GDSF 2374 317348 317348
    GDSF 4748 251609 251609
    GDSF 11872 163140 163140
    GDSF 23744 97532 97532
    LFU 474 433833 433833
    LFU 2374 297209 297209
    LFU 4748 238000 238000
    LFU 11872 157048 157048
    LFU 23744 95794 95794
    LRU 474 530453 530453
    LRU 2374 362354 362354
    LRU 4748 287275 287275
    LRU 11872 183122 183122
    LRU 23744 104777 104777
    LRU-TTL49 2374 418289 418289
    LRU-TTL49 11872 418289 418289
    LRU-TTL499 2374 364973 364973
    LRU-TTL499 11872 226521 226521
    S3FIFO 474 430316 430316
    S3FIFO 2374 293646 293646
    S3FIFO 4748 235390 235390
    S3FIFO 11872 159266 159266
    S3FIFO 23744 98527 98527
    Sieve 474 425317 425317
    Sieve 2374 295702 295702
    Sieve 4748 237570 237570
    Sieve 11872 157048 157048
    Sieve 23744 95794 95794
    """)
}
