import DatabaseFiles
import Foundation
import LocalFiles

/// Why shards make no sweep, a sentence each.
public struct MergeRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  public let sentences: [String]

  public var description: String { sentences.joined(separator: "\n") }
}

/// Puts the shards of a sweep together.
public enum ShardMerge {
  /// Reads all shards of a sweep. Nothing is simulated, and the scenario's files are not needed.
  ///
  /// - Parameter paths: Files of shards, or folders that hold them.
  /// - Returns: What the sweep found, as if one machine had made it.
  /// - Throws: A ``MergeRefusal`` that names every file that does not fit the others, every shard
  ///   that is missing and every one that is not complete.
  public static func merge(_ paths: [String]) throws -> SweepOutcome {
    let files = try self.files(paths)
    var mistakes: [String] = []
    var shards: [OpenShard] = []
    for file in files {
      do {
        shards.append(try OpenShard(file))
      } catch { mistakes.append("\(error)") }
    }
    guard let first = shards.first else { throw MergeRefusal(sentences: mistakes) }
    for shard in shards { mistakes += shard.contradictions(to: first) }
    guard mistakes.isEmpty else { throw MergeRefusal(sentences: mistakes) }
    mistakes += absences(shards)
    let summary = try JSONDecoder.stable.decode(SweepSummary.self, from: first.summary)
    var outcomes: [PointOutcome?] = Array(repeating: nil, count: summary.points.count)
    for shard in shards { mistakes += try shard.collect(into: &outcomes) }
    guard mistakes.isEmpty else { throw MergeRefusal(sentences: mistakes) }
    return try SweepOutcome(summary, outcomes.compactMap(\.self))
  }

  /// The files that are named, and those in the folders that are.
  private static func files(_ paths: [String]) throws(MergeRefusal) -> [String] {
    var files: [String] = []
    var mistakes: [String] = []
    for path in paths {
      let shown = "'\(LocalPath.shortened(path))'"
      do throws(SystemError) {
        guard try LocalPath.kind(of: path) == .folder else {
          files.append(path)
          continue
        }
        let found = try LocalFolder.names(in: path).filter { SweepShard(fileName: $0) != nil }
        if found.isEmpty { mistakes.append("\(shown) holds no shards (shard-I-of-N.db)") }
        files += found.map { LocalPath.join(path, $0) }
      } catch {
        mistakes.append("\(shown) cannot be read: \(error)")
      }
    }
    guard mistakes.isEmpty else { throw MergeRefusal(sentences: mistakes) }
    return files
  }

  /// Which shards are missing, and which are there more than once.
  private static func absences(_ shards: [OpenShard]) -> [String] {
    guard let count = shards.first?.header.shard.count else { return [] }
    let byNumber = Dictionary(grouping: shards, by: \.header.shard.number)
    var mistakes: [String] = []
    for number in byNumber.keys.sorted() {
      let same = byNumber[number] ?? []
      guard same.count > 1 else { continue }
      let names = same.map(\.name).joined(separator: " and ")
      mistakes.append("shard \(number) of \(count) is there \(same.count) times: \(names)")
    }
    let missing = (1...count).filter { byNumber[$0] == nil }
    if !missing.isEmpty {
      mistakes.append(
        "\(missing.count == 1 ? "shard" : "shards") \(listed(missing)) of \(count) "
          + "\(missing.count == 1 ? "is" : "are") missing")
    }
    return mistakes
  }

  /// Numbers as a sentence has them, not too many.
  fileprivate static func listed(_ numbers: [Int]) -> String {
    let most = 20
    let texts = numbers.prefix(most).map(String.init)
    if numbers.count > most {
      return texts.joined(separator: ", ") + " and \(numbers.count - most) more"
    }
    guard texts.count > 1 else { return texts.joined() }
    return texts.dropLast().joined(separator: ", ") + " and " + texts[texts.count - 1]
  }
}

/// A shard's file that is read.
private struct OpenShard {
  let database: ResultsDatabase
  let header: ShardHeader
  let summary: Data

  var name: String { "'\(LocalPath.shortened(database.path))'" }

  init(_ path: String) throws {
    let shown = "'\(LocalPath.shortened(path))'"
    let refusal =
      if let shard = SweepShard(fileName: LocalPath.name(of: path)) {
        SweepRefusal(
          "\(shown) holds nothing of a sweep, as where its task was ended while it began; run shard "
            + "\(shard) again")
      } else {
        SweepRefusal("\(shown) is no shard of a sweep")
      }
    do throws(ResultsDatabaseError) {
      database = try ResultsDatabase(path: path, for: .reading)
    } catch {
      // An empty file is a database that holds nothing.
      if case .file(.missing, _) = error { throw refusal }
      throw error
    }
    guard let (header, summary) = try database.shard() else { throw refusal }
    self.header = header
    self.summary = summary
  }

  /// Why it cannot be merged with another, or by this program.
  func contradictions(to first: OpenShard) -> [String] {
    guard header.version == Version.current, header.program == ProgramIdentity.current else {
      let version =
        header.version == Version.current
        ? "another build of this version"
        : "version \(header.version), and this is \(Version.current)"
      return ["\(name) was made by \(version); merge it with the program that made it"]
    }
    guard header.sweep == first.header.sweep else {
      return ["\(name) is of another sweep than \(first.name)"]
    }
    guard header.shard.count == first.header.shard.count else {
      return [
        "\(name) is one of \(header.shard.count) shards, and \(first.name) one of "
          + "\(first.header.shard.count)"
      ]
    }
    return []
  }

  /// Puts its points in their places.
  ///
  /// - Returns: Which of them are not finished, or which are none of its own, in a sentence.
  func collect(into outcomes: inout [PointOutcome?]) throws -> [String] {
    let shard = header.shard
    var strange: [Int] = []
    for data in try database.shardPoints() {
      let outcome = try JSONDecoder.stable.decode(PointOutcome.self, from: data)
      if outcomes.indices.contains(outcome.index), shard.has(outcome.index) {
        outcomes[outcome.index] = outcome
      } else {
        strange.append(outcome.index + 1)
      }
    }
    guard strange.isEmpty else {
      let points = strange.count == 1 ? "point" : "points"
      return [
        "\(name) is damaged: it holds \(points) \(ShardMerge.listed(strange)), none of shard "
          + "\(shard); remove it, and run the shard again"
      ]
    }
    let own = outcomes.indices.filter(shard.has)
    let missing = own.filter { outcomes[$0] == nil }
    guard !missing.isEmpty else { return [] }
    return [
      "\(name) is not complete: \(missing.count) of its \(own.count) points "
        + "\(missing.count == 1 ? "is" : "are") not finished "
        + "(\(ShardMerge.listed(missing.map { $0 + 1 }))); run shard \(shard) again"
    ]
  }
}
