import ContentCache
import ImageCatalogue
import RequestLog
import SimulationKernel

/// The images that replayed logs added to a catalogue, as the content table has them.
struct AddedImages: Sendable {
  /// Their numbers in the catalogue.
  let numbers: Range<UInt32>
  /// In the order in which they were added; nil where no rule maps the image.
  let tags: [TagID?]
  /// Their names, in the same order.
  let names: [String]

  func contains(_ image: ContentTable.Image) -> Bool { numbers.contains(image.number) }
}

extension WorldPlan {
  /// Finds the images that logs added.
  static func added(to catalogue: ImageCatalogue, in content: ContentTable) -> AddedImages {
    let numbers = catalogue.addedManifests
    guard !numbers.isEmpty else { return AddedImages(numbers: numbers, tags: [], names: []) }
    var tags = [TagID?](repeating: nil, count: numbers.count)
    for (index, image) in content.images.enumerated() where numbers.contains(image.number) {
      tags[Int(image.number - numbers.lowerBound)] = TagID(rawValue: UInt32(index))
    }
    let images = catalogue.allImages.suffix(numbers.count)
    return AddedImages(
      numbers: numbers, tags: tags, names: images.map { catalogue.reference(of: $0) })
  }

  /// The pulls of the log that a workload replays; nil of a workload that replays none.
  static func recordedPulls(
    of workload: WorkloadDescription, _ logs: [String: PullLog], _ added: AddedImages
  ) throws(PlanError) -> RecordedPulls? {
    guard case .replay(let replay) = workload.arrivals else { return nil }
    let place = "workloads.\(workload.name).arrivals.replay"
    guard let log = logs[workload.name] else {
      throw PlanError("\(place).file", "the log has not been read")
    }
    func scaled(_ nanoseconds: Int64) -> Span {
      guard replay.speedUp != 1 else { return .nanoseconds(nanoseconds) }
      // Of a slow replay of a long log, some may be later than any instant.
      let exact = (Double(nanoseconds) / replay.speedUp).rounded()
      return Int64(exactly: exact).map { .nanoseconds($0) } ?? .maximum
    }
    var entries: [RecordedPulls.Entry] = []
    entries.reserveCapacity(log.pulls.count)
    for pull in log.pulls {
      guard added.tags.indices.contains(pull.image), let tag = added.tags[pull.image] else {
        let name = added.names.indices.contains(pull.image) ? added.names[pull.image] : "?"
        throw PlanError(
          "\(place).upstream",
          "no rule maps '\(name)' of the log; expected a rule with source '\(replay.upstream)/*'")
      }
      entries.append(
        RecordedPulls.Entry(
          at: scaled(pull.time), client: pull.client, tag: tag, layers: pull.layers))
    }
    guard !entries.isEmpty else {
      throw PlanError(
        "\(place).file", "the log holds no pull; expected a GET of a manifest or blob")
    }
    let lap = scaled(log.span)
    guard !replay.loops || lap > .zero else {
      throw PlanError(
        "\(place).loop", "all of the log is at one instant; expected a log that takes time to loop")
    }
    return RecordedPulls(entries: entries, start: replay.shift, lap: replay.loops ? lap : nil)
  }
}

extension RecordedPulls {
  /// The images that are pulled, each once, in the order of their numbers.
  var images: [TagID] { Set(entries.map(\.tag.rawValue)).sorted().map(TagID.init(rawValue:)) }
}
