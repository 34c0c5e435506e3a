/// What an upstream counts.
struct UpstreamRecorder: Sendable {
  /// All requests: those counted against the quota, those refused by it, and those exempt.
  var requests = 0
  var counted = 0
  var exempt = 0
  /// Not answered at all.
  var unanswered = 0
  /// Answered 429.
  var refused = 0
  /// Answered 5xx.
  var failed = 0
  /// Requests for tokens, which are not among ``requests``.
  var tokenRequests = 0
  /// All requests, by what was asked for.
  var indexes = 0
  var manifests = 0
  var layers = 0
  var tagChecks = 0
  /// Bytes of layers that were sent to their end.
  var bytesSent: Int64 = 0

  mutating func count(_ part: ContentPart, index: UpstreamDescription.Index) {
    if part.layerPosition != nil {
      layers += 1
    } else if part.isIndex, index != .absent {
      indexes += 1
    } else if part.isIndex || part == .tagCheck {
      // Where a tag names a manifest, a client that asks more than once resolves the tag first.
      tagChecks += 1
    } else {
      manifests += 1
    }
  }
}
