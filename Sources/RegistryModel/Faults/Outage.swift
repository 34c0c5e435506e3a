/// Which zones of a region are out of service, by the number of faults that say so: an element is
/// back when the last of them ends.
struct RegionOutage: Sendable {
  private var regionFaults = 0
  private var zoneFaults: [Int]

  init(zones: Int) { zoneFaults = Array(repeating: 0, count: zones) }

  /// Whether a zone is out, by itself or with its region.
  func isOut(zone: Int) -> Bool { regionFaults > 0 || zoneFaults[zone] > 0 }
  /// Whether the whole region is out, whatever becomes of its zones.
  var isRegionOut: Bool { regionFaults > 0 }
  /// Whether nothing of the region is left.
  var isOut: Bool { regionFaults > 0 || !zoneFaults.contains(0) }
  /// Whether anything is out.
  var isAny: Bool { regionFaults > 0 || zoneFaults.contains { $0 > 0 } }
  /// Zones in service.
  var zonesUp: Int { regionFaults > 0 ? 0 : zoneFaults.count { $0 == 0 } }
  /// The first zone in service; nil when there is none.
  var firstZoneUp: Int? { regionFaults > 0 ? nil : zoneFaults.firstIndex(of: 0) }

  /// A zone is lost or comes back; nil: the whole region.
  mutating func change(_ zone: UInt8?, _ begins: Bool) {
    if let zone { self.zone(Int(zone), begins) } else { region(begins) }
  }

  mutating func region(_ begins: Bool) { regionFaults += begins ? 1 : -1 }
  mutating func zone(_ zone: Int, _ begins: Bool) { zoneFaults[zone] += begins ? 1 : -1 }
}

/// Faults of one element that slow it down or let it fail, which may overlap.
struct Impairments: Sendable {
  /// In the order of their beginnings; equal ones are interchangeable.
  private var factors: [Double] = []
  private(set) var product = 1.0

  var isEmpty: Bool { factors.isEmpty }

  /// A fault begins or ends. The product is that of what is left, so that rounding does not
  /// accumulate and the last end leaves exactly 1.
  mutating func change(_ factor: Double, _ begins: Bool) {
    if begins {
      factors.append(factor)
    } else if let index = factors.firstIndex(of: factor) {
      factors.remove(at: index)
    }
    product = factors.reduce(1, *)
  }
}
