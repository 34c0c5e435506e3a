import ScenarioFiles

/// One of several equal shares of a sweep's points, for the tasks of an array job.
public struct SweepShard: Hashable, Sendable, CustomStringConvertible {
  /// As many as an array job may have tasks.
  public static let mostShards = 100_000

  /// Which share, from 1.
  public let number: Int
  /// How many there are.
  public let count: Int

  /// - Throws: What would be one.
  init(_ number: Int, of count: Int) throws(SweepRefusal) {
    guard (1...Self.mostShards).contains(count), (1...count).contains(number) else {
      throw SweepRefusal(
        "there is no shard \(number) of \(count); expected I/N, with I from 1 to N and N up to "
          + "\(Self.mostShards)")
    }
    self.number = number
    self.count = count
  }

  /// Reads `I/N`.
  ///
  /// - Throws: What would be one.
  public init(parsing text: String) throws(SweepRefusal) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let number = parts[0], let count = parts[1] else {
      throw SweepRefusal("'\(text.prefix(40))' is no shard; expected I/N, such as 3/8")
    }
    try self.init(number, of: count)
  }

  public var description: String { "\(number)/\(count)" }

  /// Whether a point is of this share. Neighbours are of different ones, since they often take
  /// equally long.
  public func has(_ point: Sweep.Point) -> Bool { has(point.point.index) }

  /// Whether the point at an index, from 0, is of this share.
  func has(_ index: Int) -> Bool { index % count == number - 1 }

  /// The file that holds what it found.
  public var fileName: String { "shard-\(number)-of-\(count).db" }

  /// The shard that a file with this name holds; nil where it is no name of a shard's.
  init?(fileName: String) {
    guard let match = fileName.wholeMatch(of: /shard-([0-9]+)-of-([0-9]+)\.db/),
      let number = Int(match.1), let count = Int(match.2)
    else { return nil }
    try? self.init(number, of: count)
  }
}

/// The shard that the environment of a task of an array job says it is.
public struct EnvironmentShard: Hashable, Sendable {
  public let shard: SweepShard
  /// The variables that say so, with their values.
  public let reason: String

  /// What the environment says; nil where this is no task of an array job.
  ///
  /// - Throws: What is wrong with the variables.
  public static func read(_ environment: [String: String]) throws(SweepRefusal) -> EnvironmentShard?
  {
    let isSlurm = environment["SLURM_ARRAY_TASK_ID"] != nil
    let isKubernetes = environment["JOB_COMPLETION_INDEX"] != nil
    guard !(isSlurm && isKubernetes) else {
      throw SweepRefusal(
        "SLURM_ARRAY_TASK_ID of a Slurm array and JOB_COMPLETION_INDEX of a Kubernetes indexed Job are "
          + "both set; say which shard this is with "
          + "--shard I/N, or --whole for all points")
    }
    if isSlurm { return try slurm(environment) }
    return isKubernetes ? try kubernetes(environment) : nil
  }

  /// A task of a Slurm array: its place among the indices.
  private static func slurm(
    _ environment: [String: String]
  ) throws(SweepRefusal) -> EnvironmentShard {
    let variables = Variables(
      environment, of: "a task of a Slurm array", source: "'sbatch --array=0-7' sets it")
    let id = try variables.number("SLURM_ARRAY_TASK_ID")
    let first = try variables.number("SLURM_ARRAY_TASK_MIN")
    let count = try variables.number("SLURM_ARRAY_TASK_COUNT")
    let step = try variables.number("SLURM_ARRAY_TASK_STEP", otherwise: 1)
    let reason =
      "SLURM_ARRAY_TASK_ID=\(id), _MIN=\(first), _COUNT=\(count)"
      + (step == 1 ? "" : ", _STEP=\(step)")
    guard count <= SweepShard.mostShards else {
      throw SweepRefusal(
        "\(reason): a Slurm array of so many tasks makes too many shards; expected up to "
          + "\(SweepShard.mostShards)")
    }
    guard step > 0, (id - first).isMultiple(of: step), (0..<count).contains((id - first) / step)
    else {
      throw SweepRefusal(
        "\(reason): the index is none of a Slurm array of \(count) evenly spaced ones from \(first); "
          + "expected an array such as --array=0-7, or --shard I/N")
    }
    return EnvironmentShard(
      shard: try SweepShard((id - first) / step + 1, of: count), reason: reason)
  }

  /// A pod of an indexed Job, which is told its index and not how many there are.
  private static func kubernetes(
    _ environment: [String: String]
  ) throws(SweepRefusal) -> EnvironmentShard {
    let variables = Variables(
      environment, of: "a pod of a Kubernetes indexed Job",
      source: "its manifest sets it to the Job's completions")
    let index = try variables.number("JOB_COMPLETION_INDEX")
    let count = try variables.number("LONGSHORE_SHARDS")
    let reason = "JOB_COMPLETION_INDEX=\(index), LONGSHORE_SHARDS=\(count)"
    guard (1...SweepShard.mostShards).contains(count) else {
      throw SweepRefusal(
        "\(reason): a Kubernetes indexed Job has no such number of shards; expected the Job's "
          + "completions, from 1 to \(SweepShard.mostShards)")
    }
    guard index < count else {
      throw SweepRefusal(
        "\(reason): the index is none of a Kubernetes indexed Job of \(count) completions; expected "
          + "the Job's completions as LONGSHORE_SHARDS")
    }
    return EnvironmentShard(shard: try SweepShard(index + 1, of: count), reason: reason)
  }
}

/// Numbers in the environment of a task.
private struct Variables {
  private let environment: [String: String]
  /// What has such variables.
  private let task: String
  /// What sets them, in a sentence.
  private let source: String

  init(_ environment: [String: String], of task: String, source: String) {
    (self.environment, self.task, self.source) = (environment, task, source)
  }

  func number(_ name: String, otherwise: Int? = nil) throws(SweepRefusal) -> Int {
    guard let text = environment[name] else {
      if let otherwise { return otherwise }
      throw SweepRefusal(
        "\(name) is not set, though this is \(task): \(source); or give --shard I/N, or --whole for all "
          + "points")
    }
    guard let number = Int(text), (0...Int(Int32.max)).contains(number) else {
      throw SweepRefusal(
        "\(name) of \(task) is '\(text.prefix(40))'; expected a whole number from 0, or --shard I/N"
      )
    }
    return number
  }
}
