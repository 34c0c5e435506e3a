import ArgumentParser
import Testing

@testable import longshore

@Suite("longshore verify")
struct VerifyCommandTests {
  @Test("The bar's hundred seeds are the default")
  func defaults() throws {
    let command = try #require(try Longshore.parseAsRoot(["verify"]) as? VerifyCommand)
    #expect(command.seeds == 100 && command.firstSeed == 1 && !command.csv)
  }

  @Test(
    "Numbers beyond reason are usage errors",
    arguments: [
      ["--seeds", "19"], ["--seeds", "-1"], ["--workers", "0"], ["--first-seed", "-1"],
      ["--seed", "1"], ["--scenario", "a.yaml", "--csv"],
    ])
  func numbers(options: [String]) {
    let error = #expect(throws: (any Error).self) {
      try Longshore.parseAsRoot(["verify"] + options)
    }
    #expect(error.map { Longshore.exitCode(for: $0) } == .validationFailure)
  }
}
