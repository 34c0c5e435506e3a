import ContentCache
import SimulationKernel

/// The pulls of a log, in order, as a run starts them: numbered from 0, lap after lap.
public struct RecordedPulls: Sendable {
  struct Entry: Sendable {
    /// From the beginning of the lap.
    var at: Span
    /// The log's client, by number; nil where the log names none.
    var client: UInt32?
    var tag: TagID
    /// One bit a layer of the image: those that the log shows to be asked for.
    var layers: UInt128
  }

  let entries: [Entry]
  /// When the first lap begins.
  let start: Span
  /// How long a lap takes; nil where there is one only.
  let lap: Span?

  func entry(of number: UInt32) -> Entry { entries[Int(number) % entries.count] }

  /// When the numbered pull starts; nil where the log is over before.
  func due(_ number: UInt32) -> Instant? {
    guard !entries.isEmpty else { return nil }
    let turn = Int64(Int(number) / entries.count)
    guard turn > 0 else { return .zero + start + entry(of: number).at }
    guard let lap else { return nil }
    return .zero + start + lap * turn + entry(of: number).at
  }
}
