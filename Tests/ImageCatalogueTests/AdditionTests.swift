import ImageCatalogue
import Testing

@Suite struct AdditionTests {
  @Test func addedImagesStandBehindTheCataloguesOwn() throws {
    let own = ImageCatalogue.popularImages
    let catalogue = own.adding(
      [
        .init(
          repository: "docker.io/library/redis", tag: "latest", manifestBytes: 700, layers: [0, 1]),
        .init(repository: "ghcr.io/team/app", tag: "1", manifestBytes: nil, layers: [1]),
        .init(repository: "ghcr.io/team/app", tag: "2", manifestBytes: nil, layers: []),
      ], layers: [("a", 1_000), ("b", 20)])
    #expect(catalogue.imageCount == own.imageCount + 3)
    #expect(catalogue.layerCount == own.layerCount + 2)
    #expect(Array(catalogue.imagesByPopularity.prefix(own.imageCount)) == own.imagesByPopularity)
    #expect(
      catalogue.addedManifests
        == UInt32(own.manifestCount)..<UInt32(own.manifestCount + 3))
    let images = catalogue.imagesByPopularity.suffix(3)
    #expect(
      images.map { catalogue.reference(of: $0) } == [
        "docker.io/library/redis:latest", "ghcr.io/team/app:1", "ghcr.io/team/app:2",
      ])
    let manifests = images.map { catalogue.manifests(of: $0).first! }
    #expect(manifests.map(\.rawValue) == Array(catalogue.addedManifests))
    #expect(manifests.map { catalogue.layerBytes(of: $0) } == [1_020, 20, 0])
    #expect(manifests.map { catalogue.manifestBytes(of: $0) } == [700, 730, 500])
    // A name that the catalogue has still means its own image.
    #expect(
      catalogue.image(named: "docker.io/library/redis")
        == own.image(named: "docker.io/library/redis"))
    #expect(catalogue.image(named: "ghcr.io/team/app:2") == images.last)
  }
}
