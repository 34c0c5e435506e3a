import Dispatch
import Experiments
import Foundation
import Synchronization

/// Tries scenarios in processes of their own, so that one which ends its process, or never ends, is
/// told by its seed like any other that goes wrong.
struct SwarmProcesses {
  let seed: UInt64
  let scenarios: Int
  let workers: Int

  /// Scenarios that a process is given at once.
  static let chunk = 50
  /// How long a scenario may take, in seconds: thousands of times as long as it should.
  static let patience = 120.0

  /// - Parameter progress: Called after each trial with the number of those that are done.
  /// - Returns: The trials in the order of the scenarios.
  func run(
    progress: @escaping @Sendable (Int, ScenarioTrial) -> Void
  ) throws -> [ScenarioTrial] {
    let results = Mutex<[ScenarioTrial?]>(Array(repeating: nil, count: scenarios))
    let done = Atomic<Int>(0)
    let next = Atomic<Int>(0)
    let problem = Mutex<(any Error)?>(nil)
    DispatchQueue.concurrentPerform(iterations: max(1, workers)) { _ in
      while problem.withLock({ $0 == nil }) {
        let first = next.add(Self.chunk, ordering: .relaxed).oldValue
        guard first < scenarios else { return }
        do {
          try run(first..<min(scenarios, first + Self.chunk)) { number, trial in
            results.withLock { $0[number] = trial }
            progress(done.add(1, ordering: .relaxed).newValue, trial)
          }
        } catch {
          problem.withLock { $0 = error }
        }
      }
    }
    if let error = problem.withLock({ $0 }) { throw error }
    return results.withLock { $0.compactMap { $0 } }
  }

  /// Tries some scenarios, in as many processes as end before they are through.
  private func run(
    _ numbers: Range<Int>, put: @escaping @Sendable (Int, ScenarioTrial) -> Void
  ) throws {
    var first = numbers.lowerBound
    while first < numbers.upperBound {
      let worker = SwarmWorker(
        arguments: [
          "swarm", "--report-from", "\(first)", "--scenarios", "\(numbers.upperBound - first)",
          "--seed",
          "\(seed)",
        ], patience: Self.patience)
      let through = Atomic<Int>(first)
      let start = first
      let ending = try worker.run { line in
        guard let trial = try? JSONDecoder().decode(ScenarioTrial.self, from: line) else { return }
        put(through.add(1, ordering: .relaxed).oldValue, trial)
      }
      first = through.load(ordering: .relaxed)
      guard first < numbers.upperBound else { return }
      guard let reason = ending else {
        throw Refusal(
          "a process of the swarm ended before its \(numbers.upperBound - start) scenarios")
      }
      put(
        first,
        ScenarioTrial(seed: SwarmSeeds.seed(ofScenario: first, from: seed), broken: reason))
      first += 1
    }
  }
}

/// A process that runs `longshore swarm` for another.
struct SwarmWorker {
  /// The file of the program; nil: this one's.
  var program: String?
  let arguments: [String]
  /// The longest time between two lines, in seconds.
  let patience: Double

  /// Tries scenarios one after the other and writes a line of JSON for each.
  static func report(seed: UInt64, first: Int, count: Int) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    for number in first..<first + count {
      let trial = ScenarioTrial(seed: SwarmSeeds.seed(ofScenario: number, from: seed))
      let line = try encoder.encode(trial)
      try StandardOutput.write(String(decoding: line, as: UTF8.self) + "\n")
    }
  }

  /// Runs it to its end.
  ///
  /// - Parameter line: Called with each line of its standard output.
  /// - Returns: Why it ended if it was not by itself, in a sentence.
  /// - Throws: Where there can be no such process.
  func run(_ line: (Data) -> Void) throws -> String? {
    let process = Process()
    guard let program = program ?? Bundle.main.executablePath else {
      throw Refusal("the program does not find its own file")
    }
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    var environment = ProcessInfo.processInfo.environment
    // A backtrace takes seconds, and --scenario-seed shows it.
    environment["SWIFT_BACKTRACE"] = "enable=no"
    process.environment = environment
    let output = Pipe()
    let errors = Pipe()
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let watch = Watchdog(process, patience: patience)
    var pending = Data()
    while true {
      let data = output.fileHandleForReading.availableData
      if data.isEmpty { break }
      pending.append(data)
      while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
        watch.reset()
        line(pending[pending.startIndex..<end])
        pending = Data(pending[(end + 1)...])
      }
    }
    let said = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    if watch.stop() { return "it did not end in \(Int(patience.rounded(.up))) s" }
    let status = process.terminationStatus
    guard process.terminationReason == .uncaughtSignal || status != 0 else { return nil }
    let message = String(decoding: said, as: UTF8.self)
      .split(separator: "\n").first { $0.contains("rror: ") || $0.contains("recondition") }
    let how = process.terminationReason == .uncaughtSignal ? "by signal" : "with exit code"
    return "it ended the program \(how) \(status)" + (message.map { ": \($0)" } ?? "")
  }
}

/// Ends a process that says nothing for too long.
private final class Watchdog: Sendable {
  private let state: Mutex<(last: ContinuousClock.Instant, hasEnded: Bool, isOver: Bool)>

  init(_ process: Process, patience: Double) {
    state = Mutex((ContinuousClock.now, false, false))
    let identifier = process.processIdentifier
    let thread = Thread { [self] in
      while true {
        Thread.sleep(forTimeInterval: 0.2)
        let isOver = state.withLock { state in
          if !state.isOver, state.last + .seconds(patience) < ContinuousClock.now {
            kill(identifier, SIGKILL)
            state.hasEnded = true
            state.isOver = true
          }
          return state.isOver
        }
        if isOver { return }
      }
    }
    thread.start()
  }

  func reset() { state.withLock { $0.last = ContinuousClock.now } }

  /// Stops watching, and says whether the process had to be ended.
  func stop() -> Bool {
    state.withLock { state in
      state.isOver = true
      return state.hasEnded
    }
  }
}
