import ImageCatalogue
import Testing

@Suite("Popular images built in")
struct PopularImagesTests {
  let catalogue = ImageCatalogue.popularImages

  @Test("The table is whole, from two upstream hosts, and its most popular image is busybox")
  func whole() throws {
    #expect(catalogue.imageCount == 66)
    #expect(catalogue.hosts == ["docker.io", "mcr.microsoft.com"])
    #expect(catalogue.layerCount == 399)
    #expect(catalogue.uniqueLayerBytes == 6_107_009_368)
    #expect(abs(catalogue.sharingFactor - 1.683) < 0.001)
    let first = try #require(catalogue.imagesByPopularity.first)
    #expect(catalogue.reference(of: first) == "docker.io/library/busybox:latest")
    #expect(catalogue.weights.allSatisfy { $0 > 0 })
  }

  @Test("An image of one platform: nginx with its seven layers")
  func nginx() throws {
    let nginx = try #require(catalogue.image(named: "docker.io/library/nginx"))
    #expect(catalogue.image(named: "docker.io/library/nginx:latest") == nginx)
    #expect(!catalogue.hasIndex(nginx))
    let manifest = try #require(catalogue.manifests(of: nginx).first)
    #expect(catalogue.layers(of: manifest).count == 7)
    #expect(catalogue.layerBytes(of: manifest) == 63_110_572)
    #expect(catalogue.manifestBytes(of: manifest) == 500 + 7 * 230)
    #expect(catalogue.configBytes(of: manifest) == 3_000 + 7 * 450)
    #expect(catalogue.image(named: "docker.io/library/nginx:1.13") != nginx)
    #expect(catalogue.image(named: "nginx") == nil)
    #expect(catalogue.image(named: "docker.io/library/nginx:none") == nil)
  }

  @Test("An image of two platforms: the .NET SDK is built on the layers of ASP.NET")
  func dotnet() throws {
    let sdk = try #require(catalogue.image(named: "mcr.microsoft.com/dotnet/sdk:10.0"))
    let aspnet = try #require(catalogue.image(named: "mcr.microsoft.com/dotnet/aspnet:10.0"))
    #expect(catalogue.hasIndex(sdk))
    #expect(catalogue.indexBytes(of: sdk) == 2 * 230)
    for platform in ["linux/amd64", "linux/arm64"] {
      let upper = try #require(catalogue.manifest(of: sdk, platform: platform))
      let lower = try #require(catalogue.manifest(of: aspnet, platform: platform))
      #expect(catalogue.layers(of: upper).starts(with: catalogue.layers(of: lower)))
    }
    #expect(catalogue.manifest(of: sdk, platform: "linux/s390x") == nil)
  }

  @Test("Every tag finds its image, and every image has a tag, a manifest and a layer")
  func consistent() {
    for image in catalogue.allImages {
      let repository = catalogue.repositories[Int(catalogue.repository(of: image).rawValue)]
      #expect(!catalogue.tags(of: image).isEmpty)
      for tag in catalogue.tags(of: image) {
        #expect(catalogue.image(named: "\(repository.reference):\(tag.name)") == image)
      }
      #expect(!catalogue.manifests(of: image).isEmpty)
      for manifest in catalogue.manifests(of: image) {
        #expect(!catalogue.layers(of: manifest).isEmpty)
      }
      #expect(catalogue.images(of: catalogue.repository(of: image)).contains(image))
    }
  }

  @Test("The summary says in words what is there")
  func summary() {
    let text = CatalogueSummary(catalogue).description
    #expect(text.contains("66 images (7 of several platforms)"), "\(text)")
    #expect(text.contains("6.1 GB unique"), "\(text)")
    #expect(text.contains("most popular: docker.io/library/busybox:latest"), "\(text)")
  }

  @Test("Popularity can be set anew: uniform, Zipf by id, Zipf by chance")
  func popularity() {
    #expect(catalogue.with(.uniform).weights.allSatisfy { $0 == 1 })
    #expect(catalogue.with(.uniform).imagesByPopularity == Array(catalogue.allImages))
    let zipf = catalogue.with(.zipf(exponent: 2))
    #expect(abs(zipf.weights[9] - 0.01) < 1e-15)
    let shuffled = catalogue.with(.shuffledZipf(exponent: 1, seed: 7))
    #expect(shuffled.weights.sorted(by: >) == catalogue.with(.zipf(exponent: 1)).weights)
    #expect(shuffled.weights == catalogue.with(.shuffledZipf(exponent: 1, seed: 7)).weights)
    #expect(shuffled.weights != catalogue.with(.shuffledZipf(exponent: 1, seed: 8)).weights)
  }
}
