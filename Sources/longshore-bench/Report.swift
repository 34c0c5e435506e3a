import Glibc
import Words

/// Seconds of processor time that this process has used.
func processorSeconds() -> Double {
  var time = timespec()
  unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
}

/// Prints one run in the form of the baseline specification.
func report(
  _ workload: String, _ system: String, work: UInt64, _ results: [(String, String)],
  since start: Double, fingerprint: UInt64
) {
  var fields = [("workload", workload), ("system", system), ("work", String(work))]
  fields += results
  fields.append(("fingerprint", hexadecimal(fingerprint, digits: 16)))
  fields.append(("loop_cpu", decimal(processorSeconds() - start, 4)))
  print(fields.map { "\($0.0)=\($0.1)" }.joined(separator: " "))
}

/// A number that is not negative, with so many digits after the point.
func decimal(_ value: Double, _ digits: Int) -> String {
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
