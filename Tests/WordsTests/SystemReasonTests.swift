import Foundation
import Testing
import Words

@Suite struct SystemReasonTests {
  @Test func `errors of file operations give the system's words`() {
    let nowhere = URL(filePath: "/nowhere/file")
    let attempts: [() throws -> Void] = [
      { try Data().write(to: nowhere, options: .atomic) },
      { _ = try FileHandle(forReadingFrom: nowhere) },
      { _ = try FileManager.default.contentsOfDirectory(atPath: nowhere.path) },
    ]
    for attempt in attempts {
      let error = #expect(throws: (any Error).self) { try attempt() }
      #expect(error.map { SystemReason.of($0) } == "No such file or directory")
    }
  }

  @Test func `numbers of the system are words, other errors their own numbers`() {
    #expect(SystemReason.of(ENOSPC) == "No space left on device")
    #expect(SystemReason.of(NSError(domain: "Ours", code: 7)) == "error 7 of Ours")
  }
}
