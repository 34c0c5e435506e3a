/// The pulls that a registry's request log shows.
///
/// A log holds requests, not pulls. What is made of them:
///
/// - A GET of a manifest begins a pull, of the image that repository and reference name, by the
///   client at that address, at that time.
/// - A GET of a blob belongs to the client's last pull in that repository, up to ``longestPull``
///   after its begin, and is a layer of its image. An image's layers are thus all that any client
///   asked for; each pull asks for those that its own client asked for, and no others.
/// - A GET of a manifest by digest right after one by tag, in the same repository by the same
///   client, is the platform's manifest after the index: the same pull.
/// - A blob that no pull of its client precedes, or of a log that names no clients, is a pull of an
///   image of that one layer. So is what exceeds 127 layers of an image.
///
/// Left out, and counted: HEADs, pushes, what was refused or failed (status 400 and above), requests
/// for anything else, and a blob that the same pull has asked for already. Lost are the times of a
/// pull's requests after the first, how long they took, and what the registry that wrote the log
/// answered from a cache. A layer's size is the most that an answer with content (200) had.
public struct PullLog: Sendable {
  /// One pull.
  public struct Pull: Hashable, Sendable {
    /// Nanoseconds from the start of the window.
    public var time: Int64
    /// The client by number, in order of appearance; nil where the log names none.
    public var client: UInt32?
    /// Index of ``LoggedContent/images``.
    public var image: Int
    /// One bit a layer of the image: those that are asked for.
    public var layers: UInt128
  }

  /// What part of a log is read.
  public struct Window: Hashable, Sendable {
    /// Nanoseconds from the log's first request: where it begins and, if anywhere, ends.
    public var from: Int64
    public var until: Int64?
    /// The share of clients that are kept, each with all it does; which ones, their addresses say.
    public var sample: Double

    public init(from: Int64 = 0, until: Int64? = nil, sample: Double = 1) {
      self.from = from
      self.until = until
      self.sample = sample
    }
  }

  /// What became of the requests in the window.
  public struct Counts: Hashable, Sendable {
    /// All of them; the sum of the others.
    public var requests = 0
    /// GETs of manifests that began pulls, and those that went on with one.
    public var manifests = 0
    public var continued = 0
    /// GETs of blobs: layers of pulls, pulls of their own, and those asked for already.
    public var layers = 0
    public var single = 0
    public var repeated = 0
    public var heads = 0
    public var pushes = 0
    /// Refused or failed.
    public var failed = 0
    public var others = 0
    /// Of clients that are not in the sample.
    public var unsampled = 0
  }

  /// A pull has begun at most so long before its last request: ten minutes, in nanoseconds.
  public static let longestPull: Int64 = 600_000_000_000

  /// In order of time; at equal times in the order of the log.
  public var pulls: [Pull]
  /// How many clients the pulls are of.
  public var clients: Int
  /// Nanoseconds from the start of the window to its end, or to the log's last request before.
  public var span: Int64
  public var counts: Counts

  init() {
    (pulls, clients, span, counts) = ([], 0, 0, Counts())
  }

  /// Reads a log.
  ///
  /// - Parameters:
  ///   - reader: The log. Its requests need not be in order of time: web servers log a request when
  ///     it ends.
  ///   - upstream: The host, and perhaps a path, below which the log's repositories lie.
  ///   - window: What part of it is read.
  ///   - content: What is known of images and layers; what the log shows is added.
  /// - Throws: The first line that is no request; or that there are too many, or none to be replayed.
  public init(
    reading reader: inout RequestLogReader, upstream: String, window: Window = Window(),
    into content: inout LoggedContent
  ) throws(RequestLogError) {
    var builder = PullLogBuilder(upstream: upstream, window: window)
    while let request = try reader.next() {
      if let reason = builder.add(request, to: &content) {
        throw RequestLogError(file: reader.name, line: nil, reason: reason)
      }
    }
    self = builder.finish(&content)
  }
}
