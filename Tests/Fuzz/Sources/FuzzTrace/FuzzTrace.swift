import ContentCache
import Foundation

/// Any bytes are a trace up to the first line that is refused; what is read can be replayed, and no
/// cache misses more often than it is asked.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  // The reader reads files; one in memory will do.
  let path = "/dev/shm/longshore-fuzz-\(ProcessInfo.processInfo.processIdentifier)"
  guard let file = fopen(path, "wb") else { return 0 }
  fwrite(start, 1, count, file)
  fclose(file)
  defer { unlink(path) }
  do {
    var replay = TraceReplay(policies: [.lru, .sieve, .gdsf], capacities: [1, 100, 1 << 40])
    var reader = try TraceReader(path: path)
    try replay.append(contentsOf: &reader)
    for result in replay.results() {
      precondition(result.misses <= result.requests)
      precondition(result.bytesMissed <= result.bytesRequested)
    }
  } catch {
    precondition(!"\(error)".isEmpty)
  }
  return 0
}
