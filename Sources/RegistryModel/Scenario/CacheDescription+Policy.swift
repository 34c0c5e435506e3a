extension CacheDescription {
  /// What a region may hold under a profile; nil where nothing is evicted.
  public func capacity(under profile: BehaviourProfile) -> ByteCount? {
    switch capacity {
    case .byProfile: profile.cacheCapacity
    case .limited(let bytes): bytes
    case .unlimited: nil
    }
  }

  /// Why the policy cannot be followed under a profile, in a sentence; nil where it can.
  public func conflict(under profile: BehaviourProfile) -> String? {
    guard let policy, policy != "none", capacity(under: profile) == nil else { return nil }
    let why = capacity == .unlimited ? "" : " by profile \(profile.rawValue)"
    return "'\(policy)' has nothing to evict: the capacity is unlimited\(why); expected a capacity "
      + "such as 500GiB beside it, or no policy"
  }
}
