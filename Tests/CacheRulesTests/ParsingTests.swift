import CacheRules
import TestSupport
import Testing

@Suite struct ParsingTests {
  @Test(arguments: [
    ("", PathFault.empty), ("/a", .emptyPart(at: 1)), ("a/", .emptyPart(at: 3)),
    ("a//b", .emptyPart(at: 3)), ("aB", .upperCase(at: 2)), ("-a", .separator(at: 1)),
    ("a-", .separator(at: 2)), ("a..b", .separator(at: 3)), ("a___b", .separator(at: 4)),
    ("a_-b", .separator(at: 3)), ("a./b", .separator(at: 2)), ("a b", .forbidden(" ", at: 2)),
    ("aé", .forbidden("é", at: 2)),
  ])
  func pathFault(_ text: String, _ fault: PathFault) {
    #expect(RepositoryPath.fault(in: text) == fault)
  }

  @Test(arguments: ["a", "a/b", "a.b_c__d---e/0", "library/nginx"])
  func path(_ text: String) throws { #expect(try RepositoryPath(text).text == text) }

  @Test func pathLength() throws {
    _ = try RepositoryPath(String(repeating: "a", count: 255))
    #expect(RepositoryPath.fault(in: String(repeating: "a", count: 256)) == .tooLong(256))
  }

  @Test(arguments: [
    ("*/a", "quay.io/*", "TargetWildcardInvalid"), ("a*", "quay.io/*", "TargetWildcardInvalid"),
    ("a/*/b", "quay.io/*", "TargetWildcardInvalid"), ("*/*", "quay.io/*", "TargetWildcardInvalid"),
    ("a/**", "quay.io/*", "TargetWildcardInvalid"), ("a/*", "quay.io/a*", "SourceWildcardInvalid"),
    ("a", "quay.io/a:1", "SourceRepositoryHasTagOrDigest"),
    ("a", "quay.io/a@sha256:0", "SourceRepositoryHasTagOrDigest"),
    ("a/*", "quay.io/*:1", "SourceRepositoryHasTagOrDigest"),
    ("a:1", "quay.io/a", "TargetRepositoryHasTagOrDigest"),
    ("a/*", "quay.io/a", "WildcardOnOneSideOnly"), ("a", "quay.io/*", "WildcardOnOneSideOnly"),
    ("a", "nginx", "SourceRegistryMissing"), ("a", "library/nginx", "SourceRegistryMissing"),
    ("a", "https://quay.io/a", "SourceRegistryInvalid"),
    ("a", "quay..io/a", "SourceRegistryInvalid"),
    ("a", "quay.io/", "SourceRepositoryInvalid"), ("a", "quay.io/A", "SourceRepositoryInvalid"),
  ])
  func refusedForm(_ target: String, _ source: String, _ code: String) {
    #expect(Fixture.refusal { _ = try Fixture.rule(target, source) }?.code == code)
  }

  @Test func names() throws {
    for bad in ["", "four", String(repeating: "a", count: 51), "under_score", "naïve-name"] {
      #expect(Fixture.refusal { _ = try ResourceName(bad) }?.code == "CacheRuleNameInvalid")
    }
    #expect(try ResourceName("Docker-1") == ResourceName("docker-1"))
  }

  @Test func references() throws {
    let hex = String(repeating: "0a", count: 32)
    let plain = try ImageReference("library/nginx")
    #expect(plain.tag == "latest" && plain.suffix == ":latest" && plain.registry == nil)
    let both = try ImageReference("my.azurecr.io/library/nginx:1.27@sha256:\(hex)")
    #expect(both.registry == "my.azurecr.io" && both.repository.text == "library/nginx")
    #expect(both.suffix == ":1.27@sha256:\(hex)")
    #expect(try ImageReference("localhost:5000/a@sha256:\(hex)").tag == nil)
    #expect(try ImageReference("dotted.part/a").registry == nil)
    for bad in [
      "", ":", "a:", "a:-x", "a@", "a@sha256:0", "a@md5:\(hex)", "a:1:2", "A", "a/:b",
      "a:" + String(repeating: "x", count: 129), "a@sha256:\(hex.uppercased())",
    ] {
      #expect(throws: RuleRefusal.self, "\(bad)") { _ = try ImageReference(bad) }
    }
  }

  @Test func secrets() throws {
    let version = String(repeating: "0f", count: 16)
    let text = "https://my-vault.vault.azure.net/secrets/user"
    #expect(try SecretIdentifier(text).description == text)
    #expect(try SecretIdentifier(text + "/" + version).version == version)
    for bad in [
      "", "https://", "http://my-vault.vault.azure.net/secrets/user", text + "/", text + "/12",
      "https://my-vault.vault.azure.net/keys/user", "https://a.vault.azure.net/secrets/user",
      "https://my-vault.vault.azure.net/secrets/", "https://my-vault.example.com/secrets/user",
      text + "/" + version + "/x", "https://my-vault.vault.azure.net/secrets/us_er",
    ] {
      #expect(
        Fixture.refusal { _ = try SecretIdentifier(bad) }?.code == "SecretIdentifierInvalid",
        "\(bad)")
    }
  }

  /// What is read is written back the same; whatever else comes is refused and nothing crashes.
  @Test func randomBytes() {
    let alphabet = Array("ab0/._-*:@A \u{0}é%".utf8) + Array("sha256:docker.io".utf8)
    for seed in UInt64(0)..<20_000 {
      var random = SplitMix64(seed: seed)
      let wild = Bool.random(using: &random)
      let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
        wild
          ? UInt8.random(in: 0...255, using: &random)
          : alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
      }
      let text = String(decoding: bytes, as: UTF8.self)
      if let path = try? RepositoryPath(text) { #expect(path.text == text, "seed \(seed)") }
      if let pattern = try? RepositoryPattern(text) {
        #expect(pattern.description == text, "seed \(seed)")
      }
      if let source = try? RuleSource(text) {
        #expect((try? RuleSource(source.description)) == source, "seed \(seed)")
      }
      if let reference = try? ImageReference(text) {
        #expect((try? ImageReference(reference.description)) == reference, "seed \(seed)")
      }
      _ = try? ResourceName(text)
      if let id = try? SecretIdentifier("https://vau.vault.azure.net/secrets/" + text) {
        #expect((try? SecretIdentifier(id.description)) == id, "seed \(seed)")
      }
      // Edit distances are the dear part of an unoptimised build.
      if seed % 64 == 0 { _ = Upstream.nearest(to: text) }
      if let refusal = Fixture.refusal({ _ = try Fixture.rule(text, text) }) {
        #expect(!refusal.code.isEmpty && refusal.sentence.hasSuffix("."), "seed \(seed)")
      }
    }
  }
}
