import Glibc
import Words

/// Seconds of processor time that this process has used.
func processorSeconds() -> Double {
  var time = timespec()
  unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
}

/// One named figure of a workload's results, and how many digits after the point are printed.
struct Figure {
  let name: String
  let value: Double
  let digits: Int

  init(_ name: String, _ value: Double, digits: Int) {
    (self.name, self.value, self.digits) = (name, value, digits)
  }
}

/// What one run of a workload gave.
struct WorkloadResult {
  let workload: String
  let system: String
  /// Units of work, as the specification counts them.
  let work: UInt64
  let figures: [Figure]
  /// A sum over all events, where the workload has one.
  var sum: UInt64?
  /// Nil where no simulation took part.
  let fingerprint: UInt64?
  let processorSeconds: Double

  /// The line that the specification asks for.
  var line: String {
    var fields = [("workload", workload), ("system", system), ("work", String(work))]
    fields += figures.map { ($0.name, decimal($0.value, $0.digits)) }
    if let sum { fields.append(("check", hexadecimal(sum, digits: 16))) }
    if let fingerprint { fields.append(("fingerprint", hexadecimal(fingerprint, digits: 16))) }
    fields.append(("loop_cpu", decimal(processorSeconds, 4)))
    return fields.map { "\($0.0)=\($0.1)" }.joined(separator: " ")
  }
}

/// A number that is not negative, with so many digits after the point.
func decimal(_ value: Double, _ digits: Int) -> String {
  guard digits > 0 else { return String(Int64(value.rounded())) }
  var scale = 1.0
  for _ in 0..<digits { scale *= 10 }
  let whole = value.rounded(.towardZero)
  let fraction = ((value - whole) * scale).rounded()
  guard fraction < scale else { return decimal(whole + 1, digits) }
  let text = String(Int64(fraction))
  return "\(Int64(whole))." + String(repeating: "0", count: digits - text.count) + text
}

/// The element that sorting would put at `rank`, by quickselect: O(n) expected.
func element(at rank: Int, of values: inout [Double]) -> Double {
  var (low, high) = (0, values.count - 1)
  while low < high {
    let pivot = values[(low + high) / 2]
    var (left, right) = (low, high)
    while left <= right {
      while values[left] < pivot { left += 1 }
      while values[right] > pivot { right -= 1 }
      if left <= right {
        values.swapAt(left, right)
        left += 1
        right -= 1
      }
    }
    if rank <= right { high = right } else if rank >= left { low = left } else { break }
  }
  return values[rank]
}
