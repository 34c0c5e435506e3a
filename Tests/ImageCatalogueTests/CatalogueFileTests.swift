import Foundation
import ImageCatalogue
import TestSupport
import Testing

@Suite("Catalogue files")
struct CatalogueFileTests {
  static let header =
    "repository,tag,platform,manifest_digest,layer_index,layer_digest,layer_bytes"

  static func digest(_ letter: Character) -> String {
    "sha256:" + String(repeating: letter, count: 64)
  }

  static func row(
    _ tag: String, _ manifest: Character, _ index: Int, _ layer: Character, _ bytes: String,
    platform: String = "linux/amd64"
  ) -> String {
    "docker.io/library/app,\(tag),\(platform),\(digest(manifest)),\(index),\(digest(layer)),\(bytes)"
  }

  static func read(_ lines: [String], piece: Int = 1 << 16) throws -> ImageCatalogue {
    var reader = CatalogueFileReader(file: "images.csv")
    var bytes = Array((lines.joined(separator: "\n") + "\n").utf8)[...]
    while !bytes.isEmpty {
      reader.consume(bytes.prefix(piece))
      bytes = bytes.dropFirst(piece)
    }
    return try reader.finish()
  }

  static func mistakes(_ lines: [String]) -> [String] {
    do {
      _ = try read(lines)
      return []
    } catch let error as CatalogueFileError {
      return error.description.split(separator: "\n").map(String.init)
    } catch {
      return ["\(error)"]
    }
  }

  @Test("Tags of one manifest are one image; platforms of one tag are an index")
  func reads() throws {
    let lines = [
      Self.header,
      Self.row("1", "a", 0, "c", "100"), Self.row("1", "a", 1, "d", "20"),
      Self.row("1", "b", 0, "c", "100", platform: "linux/arm64"),
      Self.row("latest", "a", 0, "c", "100"), Self.row("latest", "a", 1, "d", "20"),
      Self.row("latest", "b", 0, "c", "100", platform: "linux/arm64"),
      Self.row("old", "e", 0, "d", "20") + "\r",
    ]
    for piece in [1, 7, 1 << 16] {
      let catalogue = try Self.read(lines, piece: piece)
      #expect(catalogue.imageCount == 2 && catalogue.tags.count == 3)
      #expect(catalogue.manifestCount == 3 && catalogue.layerCount == 2)
      #expect(catalogue.uniqueLayerBytes == 120 && catalogue.logicalLayerBytes == 240)
      let image = try #require(catalogue.image(named: "docker.io/library/app"))
      #expect(catalogue.image(named: "docker.io/library/app:1") == image)
      #expect(catalogue.platformCount(of: image) == 2)
      #expect(catalogue.hasIndex(image))
    }
  }

  @Test("A layer listed twice in a manifest is fetched once, but makes the manifest longer")
  func layerTwice() throws {
    let catalogue = try Self.read([
      Self.header, Self.row("1", "a", 0, "c", "100"), Self.row("1", "a", 1, "d", "32"),
      Self.row("1", "a", 2, "d", "32"),
    ])
    let manifest = CatalogueManifest(rawValue: 0)
    #expect(catalogue.layers(of: manifest).count == 2)
    #expect(catalogue.layerBytes(of: manifest) == 132)
    #expect(catalogue.manifestBytes(of: manifest) == 500 + 3 * 230)
  }

  @Test("All mistakes are reported at once, each with its line and what was expected")
  func all() {
    let found = Self.mistakes([
      Self.header,
      Self.row("1", "a", 0, "c", "100"),
      Self.row("1", "a", 2, "d", "20"),
      Self.row("2", "b", 0, "c", "101"),
      Self.row("1", "a", 0, "c", "100"),
      Self.row("3", "f", 0, "e", "0"),
      "docker.io/library/app,4",
      Self.row("5", "e", 0, "e", "99999999999999999999"),
    ])
    let expected = [
      "images.csv:3: layer_index 2 leaves a gap; expected 1",
      "images.csv:4: layer \(Self.digest("c")) has 101 bytes; expected 100 as in line 2",
      "images.csv:5: docker.io/library/app:1 for linux/amd64 stands in line 2 already; "
        + "expected each tag and platform once, its lines side by side",
      "images.csv:6: layer_bytes is '0'; expected a whole number of bytes from 1 to 68719476736 "
        + "(64 GiB)",
      "images.csv:7: 2 fields; expected 7: \(Self.header)",
      "images.csv:8: layer_bytes is '99999999999999999999'; expected a whole number of bytes from "
        + "1 to 68719476736 (64 GiB)",
    ]
    #expect(found == expected)
  }

  @Test(
    "One bad field, one mistake",
    arguments: [
      ("nginx,1,linux/amd64", "repository is 'nginx'"),
      ("docker.io/Library/x,1,linux/amd64", "repository is 'docker.io/Library/x'"),
      ("docker.io/a//b,1,linux/amd64", "repository is 'docker.io/a//b'"),
      ("docker.io/a,,linux/amd64", "tag is ''"),
      ("docker.io/a,-x,linux/amd64", "tag is '-x'"),
      ("docker.io/a,1,linux", "platform is 'linux'"),
      ("docker.io/a,1,\u{7}/é", "platform is '?/??'"),
    ])
  func field(start: String, message: String) {
    let digest = Self.digest("a")
    let found = Self.mistakes([Self.header, "\(start),\(digest),0,\(digest),10"])
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix("images.csv:2: \(message); expected ") == true, "\(found)")
  }

  @Test("A manifest has one list of layers, a tag and platform one manifest")
  func contradictions() {
    let lists = Self.mistakes([
      Self.header, Self.row("1", "a", 0, "c", "1"), Self.row("2", "a", 0, "d", "1"),
    ])
    #expect(
      lists == ["images.csv:3: manifest \(Self.digest("a")) lists other layers than in line 2"])
    let two = Self.mistakes([
      Self.header, Self.row("1", "a", 0, "c", "1"), Self.row("1", "b", 1, "d", "1"),
    ])
    #expect(two.count == 1 && two[0].contains("images.csv:3:") && two[0].contains("another here"))
    let again = Self.mistakes([
      Self.header, Self.row("1", "a", 0, "c", "1"), Self.row("1", "a", 0, "c", "1"),
    ])
    #expect(again == ["images.csv:3: layer_index 0 stands there already; expected 1"])
  }

  @Test("A broken manifest does not hide the mistakes of the next, nor bring false ones")
  func afterMistakes() {
    let next = Self.mistakes([
      Self.header, Self.row("1", "a", 1, "c", "1"), Self.row("2", "b", 3, "c", "1"),
    ])
    #expect(
      next == [
        "images.csv:2: layer_index 1 leaves a gap; expected 0",
        "images.csv:3: layer_index 3 leaves a gap; expected 0",
      ])
    let firstLineLost = Self.mistakes([
      Self.header, Self.row("1", "a", 0, "c", "none"), Self.row("1", "a", 1, "d", "1"),
    ])
    #expect(firstLineLost.count == 1 && firstLineLost[0].hasPrefix("images.csv:2: layer_bytes"))
  }

  @Test("A file that is not a catalogue is refused, however long its lines")
  func notACatalogue() throws {
    #expect(throws: CatalogueFileError.self) {
      try CatalogueFileReader(file: "x").finish()
    }
    #expect(Self.mistakes([Self.header]) == ["images.csv:1: there is no image below the header"])
    #expect(Self.mistakes(["a,b", "c"]).count == 2)
    let long = Self.mistakes([Self.header, String(repeating: "x", count: 100_000)])
    #expect(long == ["images.csv:2: the line has over 4096 bytes; expected 7 fields"])
    let many = Self.mistakes([Self.header] + Array(repeating: "x", count: 150))
    #expect(many.count == 101 && many.last == "images.csv: 50 more mistakes")
    #expect(throws: CatalogueFileError.self) {
      try ImageCatalogue(readingFile: "/nowhere/images.csv")
    }
    // A folder can be opened but not read.
    #expect(throws: CatalogueFileError.self) { try ImageCatalogue(readingFile: "/") }
  }

  @Test(
    "The Docker Official Images of 2018: 142 repositories, 3,086 tags, 976 images, 3,167 layers",
    .enabled(if: SharedData.has("data/official-images.csv"), "needs ../shared/data"))
  func official() throws {
    let catalogue = try ImageCatalogue(
      readingFile: SharedData.url("data/official-images.csv").path)
    #expect(catalogue.repositories.count == 142)
    #expect(catalogue.tags.count == 3_086)
    #expect(catalogue.imageCount == 976)
    #expect(catalogue.layerCount == 3_167)
    #expect(abs(catalogue.sharingFactor - 2.70) < 0.005)
    let summary = CatalogueSummary(catalogue)
    #expect(summary.layersPerManifest[1] == 8 && summary.layersPerManifest[2] == 14)
  }

  @Test(
    "The Microsoft registry of 2026: 22 repositories, 1,522 images, 3,483 layers",
    .enabled(if: SharedData.has("data/mcr-images.csv"), "needs ../shared/data"))
  func microsoft() throws {
    let catalogue = try ImageCatalogue(readingFile: SharedData.url("data/mcr-images.csv").path)
    #expect(catalogue.repositories.count == 22)
    #expect(catalogue.imageCount == 1_522 && catalogue.tags.count == 1_522)
    #expect(catalogue.layerCount == 3_483)
    #expect(abs(catalogue.sharingFactor - 3.65) < 0.005)
  }

  @Test("What never ends, or is no catalogue at all, is given up in time")
  func endless() throws {
    for path in ["/dev/zero", "/dev/urandom"] {
      #expect(throws: CatalogueFileError.self) { try ImageCatalogue(readingFile: path) }
    }
    for path in ["/nowhere/at/all.csv", "/tmp"] {
      let error = #expect(throws: CatalogueFileError.self) {
        try ImageCatalogue(readingFile: path)
      }
      #expect(error?.description.contains("expected a catalogue") == true)
    }
  }
}
