/// Notices objects whose size changes in the course of a trace, in constant memory.
///
/// The sizes of the objects that were asked for last are remembered, in a table in which objects
/// take each other's place. So nothing is reported that is not so, and of a trace with more objects
/// than there are places some changes go unseen.
struct SizeWatch: Sendable {
  private struct Place: BitwiseCopyable, Sendable {
    var object: UInt64 = 0
    /// 0 in an empty place; sizes are at least 1.
    var bytes: Int64 = 0
  }

  private static let logPlaces = 16
  private var places = [Place](repeating: Place(), count: 1 << logPlaces)
  /// Requests that gave an object another size.
  private(set) var changes: Int64 = 0

  mutating func see(_ request: TraceRequest) {
    let index = Int(IdentifierTable.hash(of: request.object) >> (64 - UInt64(Self.logPlaces)))
    if places[index].object == request.object, places[index].bytes != 0,
      places[index].bytes != request.bytes
    {
      changes += 1
    }
    places[index] = Place(object: request.object, bytes: request.bytes)
  }
}
