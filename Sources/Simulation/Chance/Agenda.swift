/// What is to happen, in the order of simulated time; of two at one time that comes first which was entered first.

struct Agenda<Item> {
  private var heap: [(time: Int64, number: UInt64, item: Item)] = []
  private var entered: UInt64 = 0

  mutating func enter(_ item: Item, at time: Int64) {
    entered += 1
    heap.append((time, entered, item))
    var child = heap.count - 1
    while child > 0, isBefore(child, (child - 1) / 2) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  /// The time of what comes next.
  var nextTime: Int64? { heap.first?.time }

  mutating func next() -> (time: Int64, item: Item)? {
    guard let first = heap.first else { return nil }
    let last = heap.removeLast()
    if !heap.isEmpty {
      heap[0] = last
      var parent = 0
      while true {
        var least = parent
        for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && isBefore(child, least) {
          least = child
        }
        if least == parent { break }
        heap.swapAt(parent, least)
        parent = least
      }
    }
    return (first.time, first.item)
  }

  private func isBefore(_ a: Int, _ b: Int) -> Bool {
    (heap[a].time, heap[a].number) < (heap[b].time, heap[b].number)
  }
}
