import LocalFiles

extension ObservationTable {
  /// Reads the `replications.csv` of a folder of results.
  ///
  /// - Parameters:
  ///   - bytes: The file's.
  ///   - file: How messages name it.
  /// - Throws: A ``ResultsFolderError`` with the line of what is none of our rows.
  init(csv bytes: [UInt8], file: String) throws(ResultsFolderError) {
    var series: [MetricSeries] = []
    var places: [Metric: Int] = [:]
    var count = 0
    do throws(CSVError) {
      var reader = try CSVReader(bytes, header: Results.replicationsHeader)
      while let row = try reader.next() {
        let (metric, number, observation) = try Self.parse(row.fields, line: row.line)
        let place = places[metric] ?? series.count
        if place == series.count {
          places[metric] = place
          series.append(MetricSeries(metric: metric, observations: []))
        }
        let known = series[place].observations.count
        guard number >= known else {
          throw CSVError(
            line: row.line, reason: "replication \(number) comes after \(known - 1); expected order"
          )
        }
        series[place].observations += Array(repeating: .absent, count: number - known)
        series[place].observations.append(observation)
        count = max(count, number + 1)
      }
    } catch {
      throw ResultsFolderError("\(file): \(error)")
    }
    for place in series.indices {
      let missing = count - series[place].observations.count
      series[place].observations += Array(repeating: .absent, count: missing)
    }
    self.init(series)
  }

  /// As many replications as a run can have.
  private static let mostReplications = 10_000

  private static func parse(
    _ fields: [String], line: Int
  ) throws(CSVError) -> (Metric, Int, Observation) {
    func number(_ text: String, _ column: String) throws(CSVError) -> Double {
      guard let number = Double(text), number.isFinite else {
        throw CSVError(line: line, reason: "'\(text)' stands under \(column); expected a number")
      }
      return number
    }
    var labels = Metric.Labels()
    for (place, column) in Metric.Labels.columns.enumerated() {
      labels[keyPath: column.path] = fields[1 + place]
    }
    let rest = Array(fields[Metric.header.count...])
    guard let replication = Int(rest[1]), (0..<mostReplications).contains(replication) else {
      throw CSVError(
        line: line, reason: "'\(rest[1])' stands under replication; expected a number from 0")
    }
    let metric = Metric(fields[0], labels, unit: rest[0])
    if rest[3].isEmpty, rest[4].isEmpty {
      return (metric, replication, .value(try number(rest[2], "value")))
    }
    return (
      metric, replication,
      .ratio(
        numerator: try number(rest[3], "numerator"),
        denominator: try number(rest[4], "denominator"))
    )
  }
}
