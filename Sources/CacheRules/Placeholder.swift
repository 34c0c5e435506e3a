/// What is done about wildcard rules that overlap.
public enum OverlapPolicy: String, CaseIterable, Sendable {
  case ordered
  case refused
}
