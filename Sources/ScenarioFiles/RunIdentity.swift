import Foundation
import LocalFiles
import RegistryModel

extension ResolvedScenario {
  /// A 128-bit hash, as 32 hexadecimal digits, of all that decides a replication's messages and
  /// figures: the scenario with the contents of the files that it names. Two scenarios of one
  /// identity give the same replication for the same number, with the same program.
  ///
  /// The title, prices, how many replications there are and what is asked of them (``experiment``)
  /// are no part of it.
  ///
  /// - Throws: Which file cannot be read, at the place of the key that names it.
  /// - Complexity: The files are read from beginning to end.
  public var runIdentity: String {
    get throws(ScenarioErrors) {
      var decisive = scenario
      decisive.title = "untitled"
      decisive.run.replications = 1
      decisive.run.precision = nil
      // Bills are made of figures, whenever they are asked for.
      decisive.prices = PriceDescription()
      var hash = TextHash()
      hash.add(ScenarioReader.canonicalYAML(of: decisive).utf8)
      for file in scenario.namedFiles { try add(file, to: &hash) }
      return hash.digits
    }
  }

  private func add(
    _ file: (key: String, path: String, noun: String), to hash: inout TextHash
  ) throws(ScenarioErrors) {
    let folder = LocalPath.parent(of: path)
    var length = 0
    do {
      let input = try InputFile(LocalPath.resolve(file.path, in: folder), expected: file.noun)
      while true {
        let piece = try input.read(upToCount: 1 << 20)
        if piece.isEmpty { break }
        length += piece.count
        hash.add(piece)
      }
    } catch {
      let shown = LocalPath.shortened(file.path)
      throw ScenarioErrors([
        Diagnostic(place(of: file.key), .meaning, "'\(shown)': \(error)")
      ])
    }
    // Where one file ends and the next begins tells them apart too.
    hash.add("\(file.key) \(length)\n".utf8)
  }

  private func place(of key: String) -> Place {
    if case .file(let place) = origins[key] { return place }
    return Place(file: path)
  }
}

extension Scenario {
  /// The files that a scenario names, by the keys that name them.
  fileprivate var namedFiles: [(key: String, path: String, noun: String)] {
    var files: [(key: String, path: String, noun: String)] = []
    if case .file(let path) = catalogue.source {
      files.append(("catalogue.source.file", path, "a table of images"))
    }
    if let path = catalogue.tagChanges?.file {
      files.append(("catalogue.tagChanges.file", path, "a file of changes of tags"))
    }
    for (index, workload) in workloads.enumerated() {
      guard case .replay(let replay) = workload.arrivals else { continue }
      files.append(("workloads.\(index).arrivals.replay.file", replay.file, "a request log"))
    }
    return files
  }
}
