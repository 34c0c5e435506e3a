/// Why a command is not carried out, in a sentence; the program then ends with exit code 1.
struct Refusal: Error, CustomStringConvertible {
  var description: String

  init(_ description: String) { self.description = description }
}
