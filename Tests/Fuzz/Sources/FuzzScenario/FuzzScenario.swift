import ScenarioFiles

/// Any bytes are either a scenario, whose canonical form reads back as itself, or refused with at
/// least one mistake.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  do throws(ScenarioErrors) {
    let resolved = try ScenarioReader.read(bytes: bytes, path: "fuzz/f.yaml")
    let text = resolved.canonicalYAML
    do throws(ScenarioErrors) {
      let again = try ScenarioReader.read(text: text, path: "fuzz/f.yaml")
      precondition(again.canonicalYAML == text, "the canonical form is not stable:\n\(text)")
    } catch {
      preconditionFailure("the canonical form is refused: \(error)\n\(text)")
    }
    _ = Explanation(resolved).description
  } catch {
    precondition(!error.diagnostics.isEmpty && !error.description.isEmpty)
  }
  return 0
}
