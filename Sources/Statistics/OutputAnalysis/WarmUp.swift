/// Finding the initial transient of a steady-state run.
public enum WarmUp {
  /// What MSER-5 says about a series.
  public enum Verdict: Sendable, Hashable {
    /// Leave out the observations before this index.
    case truncate(at: Int)
    /// There are too few observations to judge, as the sentence says.
    case tooShort(String)
    /// The minimum lies in the second half: the run is too short for its transient, or it never
    /// settles, as the sentence says.
    case notSettled(String)

    /// The number of observations to leave out, or `nil` of a refusal.
    public var truncation: Int? {
      if case .truncate(let index) = self { index } else { nil }
    }

    /// The refusal's sentence, or `nil` where there is a truncation.
    public var refusal: String? {
      switch self {
      case .truncate: nil
      case .tooShort(let sentence), .notSettled(let sentence): sentence
      }
    }
  }

  /// The number of observations in a batch, the five of the name.
  public static let batchSize = 5

  /// The smallest number of batches that is judged.
  public static let fewestBatches = 20

  /// MSER-5: averages batches of five and leaves out as many as minimise the squared standard
  /// error of the mean of the rest, Σ(z − z̄)² ∕ (m − d)².
  ///
  /// The last five batches are not candidates: a few batches that happen to be alike would win. A
  /// minimum in the second half is refused. Ties go to the shorter warm-up.
  ///
  /// Source: White, *An effective truncation heuristic for bias reduction in simulation output*,
  /// Simulation 69(6), 1997; Spratt 1998 for the batches; the refusal from Hoad, Robinson, Davies,
  /// *Automating warm-up length estimation*, JORS 61, 2010.
  ///
  /// - Parameter series: equally spaced observations, such as the mean of each interval.
  /// - Returns: the number of observations to leave out, or a refusal that says why.
  /// - Complexity: linear.
  public static func mser5(_ series: [Double]) -> Verdict {
    let batches = series.count / batchSize
    guard batches >= fewestBatches else {
      return .tooShort(
        "The series has \(series.count) observations; MSER-5 needs at least "
          + "\(fewestBatches * batchSize). Run longer or observe at shorter intervals.")
    }
    guard series.allSatisfy(\.isFinite) else {
      return .notSettled("The series contains a value that is infinite or not a number.")
    }
    // From the end forwards, the moments of "the rest" grow by one batch at a time.
    var rest = Moments()
    var (best, least) = (0, Double.infinity)
    for batch in stride(from: batches - 1, through: 0, by: -1) {
      var sum = 0.0
      for value in series[batch * batchSize..<(batch + 1) * batchSize] { sum += value / 5 }
      rest.add(sum)
      guard batch <= batches - batchSize, let variance = rest.variance else { continue }
      let n = Double(rest.count)
      let statistic = variance * (n - 1) / (n * n)
      if statistic <= least { (best, least) = (batch, statistic) }
    }
    guard best <= batches / 2 else {
      return .notSettled(
        "The mean is still moving: the best place to start lies \(100 * best / batches) % into "
          + "the run. Run longer, or look whether the load exceeds the capacity.")
    }
    return .truncate(at: best * batchSize)
  }

  /// One warm-up for several metrics observed at the same instants: the longest. The first refusal
  /// stands for all. An empty list is too short.
  public static func longest(_ verdicts: [Verdict]) -> Verdict {
    if let refusal = verdicts.first(where: { $0.truncation == nil }) { return refusal }
    guard let longest = verdicts.compactMap(\.truncation).max() else {
      return .tooShort("No metric was observed.")
    }
    return .truncate(at: longest)
  }
}
