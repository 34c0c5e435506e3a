import LocalFiles
import Testing

@Suite("Paths")
struct LocalPathTests {
  @Test(
    "The folder that holds a path's last name",
    arguments: [
      ("a", "."), ("a/b", "a"), ("/a", "/"), ("/a/b/", "/a"), ("a//b", "a"), ("/", "/"),
      ("..", "."),
    ])
  func parents(path: String, parent: String) { #expect(LocalPath.parent(of: path) == parent) }

  @Test("A very long path is shown without its middle")
  func shortened() {
    let short = "Scenarios/quickstart.yaml"
    #expect(LocalPath.shortened(short) == short)
    let long = LocalPath.shortened(String(repeating: "x/", count: 3_000) + "end.yaml")
    #expect(long.count == LocalPath.longestShown)
    #expect(long.contains("…") && long.hasSuffix("/end.yaml"))
  }

  @Test(
    "A path in a file is relative to the file's folder, unless it begins at the root",
    arguments: [
      ("base.yaml", "Scenarios", "Scenarios/base.yaml"),
      ("../base.yaml", "Scenarios/", "Scenarios/../base.yaml"),
      ("base.yaml", "", "base.yaml"),
      ("base.yaml", "/", "/base.yaml"),
      ("/base.yaml", "Scenarios", "/base.yaml"),
    ])
  func resolving(path: String, folder: String, expected: String) {
    #expect(LocalPath.resolve(path, in: folder) == expected)
  }
}
