/// The version of Longshore, as its command line and every manifest of results state it.
public enum Version {
  public static let current = "0.1.0"
}
