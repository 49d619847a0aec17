/// What is due among the checks of a layer, the earliest on top. Entries of checks that have changed since stay in it:
/// who takes one looks whether it is still so.
internal import Ledger

struct DueHeap {
  private var items: [DueCheck] = []

  /// The earliest.
  var first: DueCheck? { items.first }

  /// Costs one comparison where each is later than the ones before, as expiries of new checks mostly are.
  mutating func push(_ due: DueCheck) {
    items.append(due)
    var index = items.count - 1
    while index > 0 {
      let parent = (index - 1) / 2
      guard items[index].time < items[parent].time else { return }
      items.swapAt(index, parent)
      index = parent
    }
  }

  mutating func pop() -> DueCheck? {
    guard let top = items.first, let last = items.popLast() else { return nil }
    guard !items.isEmpty else { return top }
    items[0] = last
    var index = 0
    while true {
      var least = index
      for child in [2 * index + 1, 2 * index + 2] where child < items.count && items[child].time < items[least].time {
        least = child
      }
      guard least != index else { return top }
      items.swapAt(index, least)
      index = least
    }
  }

  mutating func take(_ other: inout DueHeap) {
    for item in other.items { push(item) }
    other.items.removeAll(keepingCapacity: true)
  }

  mutating func removeAll() { items.removeAll(keepingCapacity: true) }
}
