import CacheRules
import ContentCache
import RequestLog
import SimulationKernel

/// The changes of tags at known times, which a scenario lists or a file tells.
extension ContentTable {
  /// When each tag changes that does so at known times, by the entry that stands for it; in the
  /// order of the scenario, then of the file. Looked up, never iterated.
  func knownChanges(
    _ description: TagChangeDescription, _ log: TagChangeLog?, rules: RuleSet, _ duration: Span
  ) throws(PlanError) -> [TagID: [Instant]] {
    var changes: [TagID: [Instant]] = [:]
    guard !description.events.isEmpty || description.file != nil else { return changes }
    // The first of a tag's platforms stands for all.
    var heads: [String: TagID] = [:]
    for (index, image) in images.enumerated()
    where image.isTag && image.kind == .upstream && heads[image.reference] == nil {
      heads[image.reference] = TagID(rawValue: UInt32(index))
    }
    for (index, event) in description.events.enumerated() {
      guard let head = heads[event.image] else {
        throw PlanError(
          "catalogue.tagChanges.events.\(index).image",
          "no rule reaches an image '\(event.image)'; images are named as in "
            + "'\(images[0].reference)'")
      }
      changes[head, default: []].append(.zero + event.at)
    }
    guard description.file != nil else { return changes }
    let place = "catalogue.tagChanges.file"
    guard let log else { throw PlanError(place, "the file has not been read") }
    for change in log.changes where change.time < duration.nanoseconds {
      let source = UpstreamRepository(host: change.host, path: change.path)
      guard let repository = rules.repository(serving: source)?.text,
        let head = heads["\(repository):\(change.tag)"]
      else {
        throw PlanError(
          place,
          "\(log.name):\(change.line): no rule reaches an image "
            + "'\(change.host)/\(change.path):\(change.tag)' of the catalogue; expected only such")
      }
      changes[head, default: []].append(Instant(nanoseconds: change.time))
    }
    return changes
  }
}
