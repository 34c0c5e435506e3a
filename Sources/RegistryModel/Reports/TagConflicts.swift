import ContentCache
import SimulationKernel
public import Statistics

/// How often, and for how long, regions of the registry held different versions of one tag.
///
/// A conflict begins when a region's tag moves while another region's stays behind, and ends when
/// all regions that know the tag agree again. It cannot end otherwise than at the latest version,
/// since no tag moves back. Counted are those that began after the warm-up.
public struct TagConflicts: Equatable, Codable, Sendable {
  public var count = 0
  /// Those that were over at the end.
  public var resolved: Int { resolution.count }
  /// How long the ones that are over took.
  public var resolution = LatencyHistogram()

  public init() {}

  /// - Parameters:
  ///   - moves: By region: what its tags pointed to, in the order of time.
  ///   - since: The end of the warm-up.
  init(_ moves: [[TagMove]], since: Instant) {
    var all: [(move: TagMove, region: Int)] = []
    for (region, moves) in moves.enumerated() { all += moves.map { ($0, region) } }
    // Tag after tag, in the order of time; a region's own moves keep theirs.
    let order = all.indices.sorted {
      let (one, other) = (all[$0].move, all[$1].move)
      return (one.tag.rawValue, one.at, $0) < (other.tag.rawValue, other.at, $1)
    }
    var versions = [UInt16?](repeating: nil, count: moves.count)
    var begun: Instant?
    for (place, index) in order.enumerated() {
      let (move, region) = all[index]
      if place == 0 || all[order[place - 1]].move.tag != move.tag {
        versions = versions.map { _ in nil }
        begun = nil
      }
      versions[region] = move.version
      // What happens at one instant is looked at when all of it has.
      if place + 1 < order.count {
        let next = all[order[place + 1]].move
        if next.tag == move.tag, next.at == move.at { continue }
      }
      let known = versions.compactMap { $0 }
      let agree = known.allSatisfy { $0 == known.first }
      if agree, let start = begun {
        if start >= since { resolution.record(nanoseconds: (move.at - start).nanoseconds) }
        begun = nil
      } else if !agree, begun == nil {
        begun = move.at
        if move.at >= since { count += 1 }
      }
    }
  }
}

extension RegistryWorld {
  /// Where the regions' tags differed.
  var tagConflicts: TagConflicts {
    TagConflicts(handlers.map(\.tagMoves), since: .zero + plan.scenario.run.warmUp)
  }
}
