public import ImageCatalogue
import LocalFiles
public import RegistryModel
public import RequestLog
import SimulationKernel

/// Reads the logs that a scenario names: those that its workloads replay, whose images it adds to the
/// catalogue, and that of changing tags.
public struct LogLoading: Sendable {
  /// Why a log cannot be replayed, with the key that is to blame.
  public struct Failure: Error, Sendable, CustomStringConvertible {
    /// Such as `workloads.1.arrivals.replay.file`.
    public var place: String
    public var description: String
  }

  /// The catalogue with the images of all logs.
  public private(set) var catalogue: ImageCatalogue
  /// The logs by the names of their workloads.
  public private(set) var logs: [String: PullLog] = [:]
  /// When tags change, where a file tells it.
  public private(set) var tagChanges: TagChangeLog?

  /// Reads the logs of a scenario; of one without any, nothing.
  ///
  /// - Parameters:
  ///   - scenario: What is replayed.
  ///   - catalogue: What else there is to pull.
  ///   - folder: The folder that the logs' paths are relative to; empty: the current one.
  public init(
    of scenario: Scenario, into catalogue: ImageCatalogue, folder: String
  ) throws(Failure) {
    self.catalogue = catalogue
    tagChanges = try Self.tagChanges(of: scenario.catalogue, folder: folder)
    var content = LoggedContent()
    // By layer: its size where no log shows one, as the first log says that asks for it.
    var sizes: [Int64] = []
    for (index, workload) in scenario.workloads.enumerated() {
      guard case .replay(let replay) = workload.arrivals else { continue }
      let place = "workloads.\(index).arrivals.replay"
      let log = try Self.read(replay, place: place, folder: folder, into: &content)
      logs[workload.name] = log
      if replay.sample < 1, log.clients == 0, !log.pulls.isEmpty {
        throw Failure(
          place: "\(place).sample",
          description: "the log names no clients to choose from; expected no sample")
      }
      let added = content.layers.count - sizes.count
      sizes += Array(repeating: replay.unknownLayerSize.bytes, count: added)
    }
    guard !logs.isEmpty else { return }
    self.catalogue = catalogue.adding(
      content.images.map {
        ImageCatalogue.Addition(
          repository: $0.repository, tag: $0.tag, manifestBytes: $0.bytes > 0 ? $0.bytes : nil,
          layers: $0.layers)
      },
      layers: zip(content.layers, sizes).map { ($0.digest, max(1, $0.bytes ?? $1)) })
  }

  private static func read(
    _ replay: LogReplay, place: String, folder: String, into content: inout LoggedContent
  ) throws(Failure) -> PullLog {
    let path = LocalPath.resolve(replay.file, in: folder)
    do throws(RequestLogError) {
      var reader = try RequestLogReader(
        path: path, name: LocalPath.shortened(path), format: replay.format)
      let log = try PullLog(
        reading: &reader, upstream: replay.upstream,
        window: PullLog.Window(
          from: replay.from.nanoseconds, until: replay.until?.nanoseconds, sample: replay.sample),
        into: &content)
      return log
    } catch {
      throw Failure(place: "\(place).file", description: error.description)
    }
  }

  private static func tagChanges(
    of catalogue: CatalogueDescription, folder: String
  ) throws(Failure) -> TagChangeLog? {
    guard let file = catalogue.tagChanges?.file else { return nil }
    let path = LocalPath.resolve(file, in: folder)
    do throws(RequestLogError) {
      return try TagChangeLog(path: path, name: LocalPath.shortened(path))
    } catch {
      throw Failure(place: "catalogue.tagChanges.file", description: error.description)
    }
  }

  /// What was made of a workload's log, in a sentence.
  public func note(of workload: String) -> String? {
    guard let log = logs[workload] else { return nil }
    let counts = log.counts
    func part(_ count: Int, _ what: String) -> String? { count > 0 ? "\(what) \(count)" : nil }
    let left = [
      part(counts.pushes, "pushes"), part(counts.heads, "HEADs"),
      part(counts.failed, "refused or failed"), part(counts.others, "other requests"),
      part(counts.repeated, "repeated"), part(counts.unsampled, "clients not in the sample"),
    ].compactMap(\.self)
    let clients = log.clients == 0 ? "" : " by \(log.clients) clients"
    return "workload \(workload): \(counts.requests) requests of the log are \(log.pulls.count) "
      + "pulls\(clients)" + (left.isEmpty ? "" : "; left out: " + left.joined(separator: ", "))
  }
}
