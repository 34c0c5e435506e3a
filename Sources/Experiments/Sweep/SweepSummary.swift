import Foundation
import RegistryModel
import ScenarioFiles

/// What the results of a sweep say besides what its points found. It can be kept beside them, so that
/// results are put together without the scenario's files.
public struct SweepSummary: Hashable, Codable, Sendable {
  /// An axis, with its values in order.
  struct Axis: Hashable, Codable, Sendable {
    struct Value: Hashable, Codable, Sendable {
      var text: String
      /// What it changes, by key.
      var set: [String: String]
    }

    var name: String
    /// Axes that go hand in hand have the same; from 0.
    var group: Int
    var values: [Value]
  }

  /// A point before it is run.
  struct Point: Hashable, Codable, Sendable {
    /// Its value on each axis, as tables show it.
    var coordinates: [String]
    var scenarioHash: String
  }

  public var title: String
  /// The scenario file's name, without its folder.
  public var scenarioFile: String
  /// The scenario that the points change, with all defaults, and the hash of this text.
  public var scenarioText: String
  public var scenarioHash: String
  public var seed: UInt64
  var axes: [Axis]
  /// What points had to meet.
  var condition: String?
  /// The metrics that are kept; nil: all.
  var metrics: [MetricSelector]?
  var points: [Point]

  /// The same bytes for equal summaries.
  var encoded: Data {
    get throws { try JSONEncoder.stable.encode(self) }
  }
}

extension Sweep {
  /// What results say of the sweep.
  public var summary: SweepSummary {
    SweepSummary(
      title: base.scenario.title,
      scenarioFile: URL(filePath: base.path).lastPathComponent,
      scenarioText: base.canonicalYAML, scenarioHash: base.scenarioHash,
      seed: base.scenario.run.seed,
      axes: grid.groups.enumerated().flatMap { group, axes in
        axes.map { SweepSummary.Axis($0, group: group) }
      },
      condition: grid.condition?.description, metrics: metrics,
      points: points.map {
        SweepSummary.Point(
          coordinates: $0.point.coordinates.map(\.value.text),
          scenarioHash: $0.resolved.scenarioHash)
      })
  }
}

extension SweepSummary.Axis {
  fileprivate init(_ axis: SweepAxis, group: Int) {
    self.init(
      name: axis.name, group: group,
      values: axis.values.map { value in
        Value(
          text: value.text,
          set: Dictionary(
            value.changes.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 }))
      })
  }
}
