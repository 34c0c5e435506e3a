import ContentCache
import TestSupport
import Testing

@Suite struct MissTableTests {
  @Test func `waiters are served in the order they came`() {
    var table = MissTable<String, Int>()
    let firstForA = table.join("a", 1)
    #expect(firstForA == .first)
    let firstForB = table.join("b", 2)
    #expect(firstForB == .first)
    let secondForA = table.join("a", 3)
    #expect(secondForA == .joined(position: 1))
    let thirdForA = table.join("a", 4)
    #expect(thirdForA == .joined(position: 2))
    var served: [Int] = []
    table.complete("a") { served.append($0) }
    #expect(served == [1, 3, 4])
    #expect(table.count == 1)
    let afterCompletion = table.join("a", 5)
    #expect(afterCompletion == .first)
    table.complete("nobody") { _ in Issue.record("nobody waits") }
  }

  @Test func `abandoning and popping keep the order, over random operations`() {
    for seed in 0..<UInt64(40) {
      var random = SplitMix64(seed: seed)
      var table = MissTable<Int, Int>()
      var model: [[Int]] = Array(repeating: [], count: 5)
      for waiter in 0..<300 {
        let key = random.below(5)
        switch random.below(5) {
        case 0, 1, 2:
          let position = model[key].count
          model[key].append(waiter)
          let joining = table.join(key, waiter)
          #expect(joining == (position == 0 ? .first : .joined(position: position)), "\(seed)")
        case 3:
          let gone = model[key].isEmpty ? -1 : model[key][random.below(model[key].count)]
          let abandoned = table.abandon(key, gone)
          #expect(abandoned == !model[key].isEmpty, "\(seed)")
          model[key].removeAll { $0 == gone }
        default:
          let expected = model[key].isEmpty ? nil : model[key].removeFirst()
          let popped = table.popFirst(key)
          #expect(popped == expected, "\(seed)")
        }
        #expect(table.waiters(for: key) == model[key].count, "\(seed)")
        #expect(table.waiterCount == model.reduce(0) { $0 + $1.count }, "\(seed)")
      }
      for key in 0..<5 {
        var served: [Int] = []
        table.complete(key) { served.append($0) }
        #expect(served == model[key], "\(seed)")
      }
      #expect(table.count == 0)
    }
  }
}
