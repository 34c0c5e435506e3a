import Foundation
import Testing

/// A sweep as an array job of a real Slurm of one node.
///
/// `Tests/Cluster/slurm-sweep` does the work and says what it sees. The shards have to run long
/// enough for one of them to be killed, so that it takes an optimised program.
@Suite("Slurm") struct SlurmTests {
  private static let program = ProcessInfo.processInfo.environment["LONGSHORE_RELEASE"]
  private static let isInstalled = ["/usr/sbin/slurmctld", "/usr/sbin/slurmd", "/usr/sbin/munged"]
    .allSatisfy(FileManager.default.isExecutableFile(atPath:))
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Cluster")

  @Test(
    "A sweep whose task was killed and run again has the bytes of a single machine's",
    .enabled(if: program != nil, "LONGSHORE_RELEASE does not name an optimised longshore"),
    .enabled(if: isInstalled, "Slurm is not installed: munge slurmctld slurmd slurm-client"))
  func killedTask() throws {
    let process = Process()
    process.executableURL = Self.folder.appending(path: "slurm-sweep")
    process.arguments = [Self.program ?? "", Self.folder.appending(path: "sweep.yaml").path]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let transcript = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let text = String(decoding: transcript, as: UTF8.self)
    // The transcript is the proof, also where all went well.
    print(text)
    #expect(process.terminationStatus == 0, "\(text)")
    #expect(text.contains("task 3: FAILED, exit code 0:9"))
  }
}
