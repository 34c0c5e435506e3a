/// What a cache knows of a tag.
public enum TagResolution: Hashable, Sendable {
  /// It points to this manifest, and may be served without asking anybody.
  case fresh(ManifestID)
  /// It pointed to this manifest when last checked. The upstream is to be asked; should it fail,
  /// the manifest may be served as it is.
  case stale(ManifestID)
  /// The upstream said that there is no such tag, and is not asked again until then.
  case knownAbsent(until: Int64)
  /// Nothing is known.
  case absent
}

extension ContentCache {
  /// What is known of a tag now.
  ///
  /// That a tag points to a manifest does not say that the manifest is held: the answer of the
  /// upstream may be younger than the content.
  public mutating func resolve(_ tag: TagID, at now: Int64) -> TagResolution {
    guard Int(tag.rawValue) < tags.count else { return .absent }
    let state = tags[Int(tag.rawValue)]
    switch state.knowledge {
    case .nothing:
      return .absent
    case .absent:
      if now < state.time { return .knownAbsent(until: state.time) }
      forget(tag)
      return .absent
    case .points:
      let manifest = ManifestID(rawValue: state.manifest)
      switch configuration.tagFreshness {
      case .never: return .fresh(manifest)
      case .everyPull: return .stale(manifest)
      case .interval(let ticks):
        return now - state.time <= ticks ? .fresh(manifest) : .stale(manifest)
      }
    }
  }

  /// What a tag points to, fresh or not, held or not; nil where nothing is known of it.
  public func manifest(of tag: TagID) -> ManifestID? {
    guard Int(tag.rawValue) < tags.count, tags[Int(tag.rawValue)].knowledge == .points else {
      return nil
    }
    return ManifestID(rawValue: tags[Int(tag.rawValue)].manifest)
  }

  /// The upstream says that a tag points to a manifest.
  public mutating func point(_ tag: TagID, to manifest: ManifestID, at now: Int64) {
    forget(tag)
    grow(for: tag)
    let first = manifests[Int(manifest.rawValue)].firstTag
    tags[Int(tag.rawValue)] = TagState(
      knowledge: .points, manifest: manifest.rawValue, time: now, next: first)
    if first != Self.nobody { tags[Int(first)].previous = tag.rawValue }
    manifests[Int(manifest.rawValue)].firstTag = tag.rawValue
  }

  /// The upstream says that a tag still points where it did. Nothing happens to a tag that points
  /// nowhere (any more).
  public mutating func confirm(_ tag: TagID, at now: Int64) {
    guard Int(tag.rawValue) < tags.count, tags[Int(tag.rawValue)].knowledge == .points else {
      return
    }
    tags[Int(tag.rawValue)].time = now
  }

  /// The upstream says that there is no such tag; believed for the configuration's negative
  /// lifetime, and without one just forgotten.
  public mutating func recordAbsence(of tag: TagID, at now: Int64) {
    forget(tag)
    guard let lifetime = configuration.negativeLifetime, lifetime > 0 else { return }
    grow(for: tag)
    let (until, overflow) = now.addingReportingOverflow(lifetime)
    tags[Int(tag.rawValue)] = TagState(knowledge: .absent, time: overflow ? .max : until)
  }

  /// Drops what is known of a tag; what it pointed to stays.
  public mutating func forget(_ tag: TagID) {
    guard Int(tag.rawValue) < tags.count else { return }
    let state = tags[Int(tag.rawValue)]
    if state.knowledge == .points {
      if state.next != Self.nobody { tags[Int(state.next)].previous = state.previous }
      if state.previous != Self.nobody {
        tags[Int(state.previous)].next = state.next
      } else {
        manifests[Int(state.manifest)].firstTag = state.next
      }
    }
    tags[Int(tag.rawValue)] = TagState()
  }

  private mutating func grow(for tag: TagID) {
    let missing = Int(tag.rawValue) + 1 - tags.count
    if missing > 0 { tags.append(contentsOf: repeatElement(TagState(), count: missing)) }
  }
}
