/// What of the image that a tag names a request asks for: the path behind its repository.
///
/// A layer is named by its position in the image, so that a request says for which image, and so
/// through which rule, a shared layer is wanted.
///
/// Of manifests there are several. What a tag points to is usually an index, the list of an image's
/// platforms, which names each platform's manifest by its digest (OCI image specification). So a
/// client asks at `/v2/REPOSITORY/manifests/REFERENCE` more than once before it knows the layers:
/// for the tag, which it may resolve with HEAD first, then for what that names. The last of these
/// requests is for the manifest itself; those before it are taken to be for the index.
@frozen
public struct ContentPart: Hashable, Sendable, BitwiseCopyable {
  /// Below 128, the position of a layer. Else bit 0 tells a request for an index or a manifest from a
  /// comparison; bit 1 one by tag from one by digest; bits 2 to 5 hold 15 less how many requests for
  /// manifests its pull has made before; bit 6 tells the manifest from the index.
  public var code: UInt8

  /// The manifest, asked for by its tag.
  public static let manifest = ContentPart(code: .max)
  /// The digest that the tag points to now, asked with HEAD.
  public static let tagCheck = ContentPart(code: .max - 1)
  /// The manifest, asked for by its digest: of the very version that is named.
  public static let digest = ContentPart(code: .max - 2)
  /// The layer at a position, the base layer being 0; at most 127.
  @inlinable public static func layer(_ position: Int) -> ContentPart {
    ContentPart(code: UInt8(truncatingIfNeeded: position))
  }

  @inlinable init(code: UInt8) { self.code = code }

  /// The layer's position; nil for an index, a manifest or a check.
  @inlinable public var layerPosition: Int? { code < 128 ? Int(code) : nil }
}

// MARK: A pull's requests for manifests

extension ContentPart {
  /// The most requests for manifests that a pull can make.
  public static let mostManifestRequests = 16

  /// The first request of a pull that makes so many for manifests.
  static func first(of count: Int, byDigest: Bool) -> ContentPart {
    let manifest = byDigest ? digest : manifest
    return count > 1 ? manifest.ofIndex : manifest
  }

  /// The request that follows in a pull that makes so many for manifests; nil after the last. What
  /// the first was told is asked for by digest.
  func next(of count: Int) -> ContentPart? {
    let number = requestNumber + 1
    guard number < count else { return nil }
    let part = ContentPart(code: 0xC1 | UInt8(15 - number) << 2)
    return number + 1 < count ? part.ofIndex : part
  }

  /// How many requests for manifests the pull has made before.
  private var requestNumber: Int { Int(15 - code >> 2 & 15) }

  /// Whether the pull has asked for manifests before, and so names what it was told.
  var isFollowUp: Bool { code & 0xBC != 0xBC && code >= 128 }

  /// Whether the first answer to a pull has told the digest that is asked for.
  var namesWhatWasTold: Bool { code < 128 || isFollowUp }

  /// Whether something is named by its digest, so that no tag matters.
  var isByDigest: Bool { code & 0x82 == 0x80 }

  /// Whether another request follows for the manifest itself.
  var isIndex: Bool { code & 0xC0 == 0x80 }

  /// Whether it is the first thing that is asked of an image, and all of the manifest that there is.
  var isWholeManifest: Bool { code & 0xFD == 0xFD }

  /// Of an index or a manifest: the same request for the index alone.
  var ofIndex: ContentPart { ContentPart(code: code & ~0x40) }

  /// Of an index or a manifest: the same request for the manifest, whatever leads to it.
  var ofManifest: ContentPart { ContentPart(code: code | 0x40) }
}
