import Foundation
import LocalFiles
import RegistryModel

/// Where a drawn scenario is read from: a temporary folder with the logs that it replays. For one
/// that replays none, nothing is written anywhere.
struct TrialFolder {
  private let folder: String?

  /// Makes the folder and writes the logs.
  init(for scenario: Scenario) throws {
    let logs = DrawnLog.logs(of: scenario)
    guard !logs.isEmpty else {
      folder = nil
      return
    }
    let path = LocalPath.join(
      FileManager.default.temporaryDirectory.path(percentEncoded: false), TemporaryName.next())
    // Of a process with the same number that was killed.
    LocalFolder.remove(path)
    try LocalFolder.make(path)
    folder = path
    for log in logs { try log.write(into: path) }
  }

  /// The path of a file in the folder.
  func path(of name: String) -> String { folder.map { LocalPath.join($0, name) } ?? name }

  /// A message without the folder, so that it says the same everywhere.
  func relative(_ message: String) -> String {
    folder.map { message.replacing($0 + "/", with: "") } ?? message
  }

  /// Removes the folder with all that is in it.
  func remove() {
    if let folder { LocalFolder.remove(folder) }
  }
}
