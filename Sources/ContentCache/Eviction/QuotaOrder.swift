/// No eviction: what does not fit stays outside.
@frozen
public struct QuotaOrder: EvictionOrder {
  /// Makes an order that never gives anything up.
  @inlinable public init() {}
  @inlinable public mutating func grow(to slots: Int) {}
  @inlinable public mutating func hit(_ slot: Slot, in rings: inout MutableSpan<SlotNode>) {}
  @inlinable
  public mutating func insert(
    _ slot: Slot, bytes: Int64, at now: Int64, in rings: inout MutableSpan<SlotNode>
  ) -> Bool { true }
  @inlinable public mutating func evict(from rings: inout MutableSpan<SlotNode>) -> Slot? { nil }
  @inlinable public mutating func remove(_ slot: Slot, from rings: inout MutableSpan<SlotNode>) {}
}
