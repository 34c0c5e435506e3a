/// A user's text for a message: escaped, and cut where it is long.
func quoted(_ text: String) -> String {
  let scalars = text.unicodeScalars
  let head = String(String.UnicodeScalarView(scalars.prefix(80)))
  return head.debugDescription + (scalars.count > 80 ? "…" : "")
}

func isAlphanumeric(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"):
    true
  default: false
  }
}
