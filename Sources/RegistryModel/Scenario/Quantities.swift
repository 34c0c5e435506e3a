public import SimulationKernel

/// An amount of data, in bytes.
@frozen
public struct ByteCount: Hashable, Comparable, Sendable, BitwiseCopyable {
  /// The number of bytes.
  public var bytes: Int64

  @inlinable
  public init(_ bytes: Int64) { self.bytes = bytes }

  /// So many times 2²⁰ bytes.
  public static func mebibytes(_ count: Int64) -> ByteCount { ByteCount(count << 20) }

  /// So many times 2³⁰ bytes.
  public static func gibibytes(_ count: Int64) -> ByteCount { ByteCount(count << 30) }

  @inlinable
  public static func < (left: ByteCount, right: ByteCount) -> Bool { left.bytes < right.bytes }
}

/// How fast data moves, in bits per second as networks state it.
@frozen
public struct Bandwidth: Hashable, Comparable, Sendable, BitwiseCopyable {
  /// Bits per second.
  public var bitsPerSecond: Int64

  @inlinable
  public init(bitsPerSecond: Int64) { self.bitsPerSecond = bitsPerSecond }

  /// So many million bits per second.
  public static func megabits(_ count: Int64) -> Bandwidth {
    Bandwidth(bitsPerSecond: count * 1_000_000)
  }

  /// So many thousand million bits per second.
  public static func gigabits(_ count: Int64) -> Bandwidth {
    Bandwidth(bitsPerSecond: count * 1_000_000_000)
  }

  /// Bytes per second.
  public var bytesPerSecond: Double { Double(bitsPerSecond) / 8 }

  /// One part of it.
  func share(_ share: BandwidthShare) -> Bandwidth {
    Bandwidth(bitsPerSecond: max(1, bitsPerSecond / Int64(share.parts)))
  }

  @inlinable
  public static func < (left: Bandwidth, right: Bandwidth) -> Bool {
    left.bitsPerSecond < right.bitsPerSecond
  }
}

/// How often something happens, in events per second.
@frozen
public struct Rate: Hashable, Comparable, Sendable, BitwiseCopyable {
  /// Events per second.
  public var perSecond: Double

  @inlinable
  public init(perSecond: Double) { self.perSecond = perSecond }

  /// So many events a minute.
  public static func perMinute(_ count: Double) -> Rate { Rate(perSecond: count / 60) }

  @inlinable
  public static func < (left: Rate, right: Rate) -> Bool { left.perSecond < right.perSecond }
}

/// A delay that varies: lognormal, stated by its median and its shape.
///
/// Network and service delays are positive and skewed to the right; the lognormal distribution is
/// the usual two-parameter description of them. `sigma` is the standard deviation of the natural
/// logarithm: 0 is a constant, 0.5 puts the 95th percentile at 2.3 times the median.
@frozen
public struct Delay: Hashable, Sendable, BitwiseCopyable {
  /// The middle value.
  public var median: Span
  /// The standard deviation of the natural logarithm, 0 or more.
  public var sigma: Double

  @inlinable
  public init(median: Span, sigma: Double) {
    self.median = median
    self.sigma = sigma
  }
}
