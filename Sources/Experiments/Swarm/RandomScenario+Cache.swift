import ImageCatalogue
import RegistryModel
import ScenarioFiles

extension Scenario {
  /// Every policy and unit, with room for nothing, for some or for all of the catalogue.
  mutating func drawCache(_ dice: inout Dice) {
    registry.cache.unit = dice.any()
    let all = try? CatalogueLoading.load(catalogue, seed: run.seed, folder: "").layerBytes
      .reduce(Int64(0)) { $0 + $1 }
    switch dice.whole(0...5) {
    case 0: registry.cache.capacity = .byProfile
    case 1: registry.cache.capacity = .unlimited
    default:
      let bytes = dice.magnitude(1, max(2, 2 * (all ?? 1)))
      registry.cache.capacity = .limited(ByteCount(bytes))
    }
    guard dice.chance(0.8) else { return }
    let policy = dice.pick([
      "lru", "fifo", "clock", "lfu", "sieve", "s3-fifo", "gdsf", "none", "lru-ttl:1s",
      "lru-ttl:10min",
    ])
    // One that has nothing to evict is refused; once in a while that is to be seen.
    let conflicts = policy != "none" && registry.cache.capacity(under: profile) == nil
    if !conflicts || dice.chance(0.05) { registry.cache.policy = policy }
  }
}
