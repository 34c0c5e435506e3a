import RequestLog

/// Any bytes are a log up to the first request that is refused, in every form; of what is read every
/// request is accounted for, and every pull is one of an image that has its layers.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  for format in [nil, .json, .table, .accessLog] as [RequestLogFormat?] {
    var content = LoggedContent()
    do {
      var reader = try RequestLogReader(bytes: bytes, name: "log", format: format)
      let log = try PullLog(
        reading: &reader, upstream: "docker.io", window: .init(from: 1_000, sample: 0.9),
        into: &content)
      let counts = log.counts
      precondition(
        counts.requests == counts.manifests + counts.continued + counts.layers + counts.single
          + counts.repeated + counts.heads + counts.pushes + counts.failed + counts.others
          + counts.unsampled)
      precondition(log.pulls.count == counts.manifests + counts.single)
      for pull in log.pulls {
        let layers = content.images[pull.image].layers.count
        precondition(pull.time >= 0 && pull.time <= log.span)
        precondition(pull.layers >> UInt128(layers) == 0)
      }
    } catch {
      precondition(!"\(error)".isEmpty)
    }
  }
  return 0
}
