import struct Foundation.Data

/// The timeline of an element in a report. Encoded, it is one blob rather than an object a sample.
///
/// Samples come in groups: all of one interval, one after the other, and the metrics of a group are
/// nearly always those of the group before. So the blob holds the few distinct lists of metrics, two
/// small numbers a group, and then the values metric by metric: where all values of a metric are
/// whole, as variable-length integers, which makes a byte of most counts; else as the bits of their
/// `Double`s. Order and bits come back as they were.
@propertyWrapper
public struct PackedTimeline: Hashable, Sendable {
  /// The samples in the order in which they were taken.
  public var wrappedValue: [TimelineSample]

  public init(wrappedValue: [TimelineSample]) { self.wrappedValue = wrappedValue }
}

extension PackedTimeline: Codable {
  /// - Throws: `DecodingError` where the blob is not one of ours; nothing else happens to such a one.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let blob = try container.decode(Data.self)
    guard let samples = Self.samples(packed: Array(blob)) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "these bytes are no timeline")
    }
    wrappedValue = samples
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(Data(Self.packed(wrappedValue)))
  }

  // MARK: Packing

  private struct Group {
    var interval: Int
    /// The number of its list of metrics.
    var list: Int
  }

  /// - Complexity: linear in the number of samples.
  static func packed(_ samples: [TimelineSample]) -> [UInt8] {
    let metrics = TimelineMetric.allCases
    let numbers = Dictionary(uniqueKeysWithValues: zip(metrics, metrics.indices))
    var lists: [[Int]] = []
    var listNumbers: [[Int]: Int] = [:]
    var groups: [Group] = []
    var columns = [[Double]](repeating: [], count: metrics.count)
    for group in samples.split(byInterval: ()) {
      let list = group.map { numbers[$0.metric] ?? 0 }
      let number = listNumbers[list] ?? lists.count
      if number == lists.count {
        lists.append(list)
        listNumbers[list] = number
      }
      groups.append(Group(interval: group[group.startIndex].interval, list: number))
      for (metric, sample) in zip(list, group) { columns[metric].append(sample.value) }
    }

    var bytes = PackedBytes()
    bytes.append(lists.count)
    for list in lists {
      bytes.append(list.count)
      for metric in list { bytes.append(text: metrics[metric].rawValue) }
    }
    bytes.append(groups.count)
    var last = 0
    for group in groups {
      bytes.append(signed: Int64(group.interval) &- Int64(last))
      bytes.append(group.list)
      last = group.interval
    }
    for column in columns { bytes.append(column) }
    return bytes.bytes
  }

  /// Nil where the bytes are not what ``packed(_:)`` makes.
  static func samples(packed bytes: [UInt8]) -> [TimelineSample]? {
    var reader = PackedBytesReader(bytes)
    guard let listCount = reader.count() else { return nil }
    let metrics = TimelineMetric.allCases
    var lists: [[Int]] = []
    for _ in 0..<listCount {
      guard let length = reader.count() else { return nil }
      var list: [Int] = []
      for _ in 0..<length {
        guard let word = reader.text(), let metric = TimelineMetric(rawValue: word),
          let number = metrics.firstIndex(of: metric)
        else { return nil }
        list.append(number)
      }
      lists.append(list)
    }
    guard let groupCount = reader.count() else { return nil }
    var groups: [Group] = []
    var lengths = [Int](repeating: 0, count: metrics.count)
    var interval: Int64 = 0
    for _ in 0..<groupCount {
      guard let step = reader.signed(), let list = reader.count(), lists.indices.contains(list)
      else { return nil }
      interval &+= step
      groups.append(Group(interval: Int(interval), list: list))
      for metric in lists[list] { lengths[metric] += 1 }
    }
    var columns: [[Double].Iterator] = []
    for length in lengths {
      guard let column = reader.column(length) else { return nil }
      columns.append(column.makeIterator())
    }
    var samples: [TimelineSample] = []
    samples.reserveCapacity(lengths.reduce(0, +))
    for group in groups {
      for metric in lists[group.list] {
        guard let value = columns[metric].next() else { return nil }
        samples.append(
          TimelineSample(interval: group.interval, metric: metrics[metric], value: value))
      }
    }
    return reader.isAtEnd ? samples : nil
  }
}

extension [TimelineSample] {
  /// The samples in runs of one interval.
  fileprivate func split(byInterval: Void) -> [ArraySlice<TimelineSample>] {
    var runs: [ArraySlice<TimelineSample>] = []
    var start = startIndex
    for index in indices where self[index].interval != self[start].interval {
      runs.append(self[start..<index])
      start = index
    }
    if start < endIndex { runs.append(self[start...]) }
    return runs
  }
}
