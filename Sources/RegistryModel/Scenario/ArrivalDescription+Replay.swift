public import RequestLog
public import SimulationKernel

/// A registry's request log as a workload.
///
/// The log decides which pulls there are, when they start and which layers they ask for; the model
/// decides all that follows. ``PullLog`` says what of a log is kept.
public struct LogReplay: Hashable, Sendable {
  /// The log's file.
  public var file: String
  /// The form of the log; nil: told by its first bytes.
  public var format: RequestLogFormat?
  /// The upstream host, and perhaps a path there, below which the log's repositories lie. The rules
  /// map them as any others.
  public var upstream: String
  /// How many times as fast as the log the run is.
  public var speedUp: Double
  /// When the log begins, from the start of the run.
  public var shift: Span
  /// Whether the log begins anew when it is over, until the end of the run.
  public var loops: Bool
  /// The share of the log's clients that are kept.
  public var sample: Double
  /// What of the log is left out before, from its first request.
  public var from: Span
  /// What of the log is left out after, from its first request; nil: nothing.
  public var until: Span?
  /// The size of a layer of which the log shows no answer with content.
  public var unknownLayerSize: ByteCount

  public init(
    file: String, format: RequestLogFormat? = nil, upstream: String, speedUp: Double = 1,
    shift: Span = .zero, loops: Bool = false, sample: Double = 1, from: Span = .zero,
    until: Span? = nil, unknownLayerSize: ByteCount = .mebibytes(10)
  ) {
    self.file = file
    self.format = format
    self.upstream = upstream
    self.speedUp = speedUp
    self.shift = shift
    self.loops = loops
    self.sample = sample
    self.from = from
    self.until = until
    self.unknownLayerSize = unknownLayerSize
  }
}
