public import CPrefetch

extension Span where Element: BitwiseCopyable {
  /// Asks the processor to bring an element near, without waiting for it. Changes nothing, and may
  /// do nothing, as it does for a place beyond the end. Swift has no word of its own for this.
  @inlinable @inline(__always)
  public func prefetch(_ index: Int) {
    guard index < count else { return }
    unsafe withUnsafeBufferPointer { elements in
      guard let base = elements.baseAddress else { return }
      unsafe longshore_prefetch(base + index)
    }
  }
}
