public import RegistryModel
import Words

/// That nothing was observed of what a selector names, in a sentence.
public struct MetricRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String
}

extension ObservationTable {
  /// What was found of the metric that a selector names: one that has its labels and no others, apart
  /// from those that stand for all.
  ///
  /// - Throws: A ``MetricRefusal`` with what there is instead.
  public func series(_ selector: MetricSelector) throws(MetricRefusal) -> MetricSeries {
    let named = series.filter { $0.metric.name == selector.name }
    guard !named.isEmpty else {
      throw MetricRefusal(
        description: "there is no metric '\(selector.name)'; expected one that summary.csv lists"
          + NearestWord.suggestion(selector.name, among: names))
    }
    if let found = named.first(where: { selector.names($0.metric.labels) }) { return found }
    let others = named.map(\.metric.description)
    let listed = others.prefix(8).joined(separator: ", ") + (others.count > 8 ? ", …" : "")
    throw MetricRefusal(
      description: "there is no metric '\(selector)'; of that name there are \(listed)"
        + NearestWord.suggestion(selector.description, among: others))
  }
}
