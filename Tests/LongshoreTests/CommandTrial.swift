import ArgumentParser
import Foundation
import Testing

@testable import longshore

/// A verb on a scenario, in a fresh folder.
enum CommandTrial {
  /// Runs `longshore VERB small.yaml --output out --quiet` with further options.
  ///
  /// - Parameter prepare: Does something to `out` beforehand, which is not there.
  /// - Returns: The exit code, and the files of `out` by their names.
  static func run(
    _ verb: String, _ text: String, _ options: [String], prepare: (URL) throws -> Void = { _ in }
  ) throws -> (code: Int32, files: [String: Data]) {
    let base = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    let out = base.appending(path: "out")
    try FileManager.default.createDirectory(at: base, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: base) }
    let file = base.appending(path: "small.yaml")
    try Data(text.utf8).write(to: file)
    try prepare(out)
    var code: Int32 = 0
    do {
      var command = try Longshore.parseAsRoot(
        [verb, file.path, "--output", out.path, "--quiet"] + options)
      try command.run()
    } catch {
      code = (error as? ExitCode)?.rawValue ?? Longshore.exitCode(for: error).rawValue
    }
    var files: [String: Data] = [:]
    for name in (try? FileManager.default.contentsOfDirectory(atPath: out.path)) ?? [] {
      files[name] = try Data(contentsOf: out.appending(path: name))
    }
    return (code, files)
  }

  /// The same with the files as texts.
  static func texts(
    _ verb: String, _ text: String, _ options: [String]
  ) throws -> (code: Int32, files: [String: String]) {
    let (code, files) = try run(verb, text, options)
    return (code, files.mapValues { String(decoding: $0, as: UTF8.self) })
  }
}
