/// How short a route could be at best: a length that none through the same stops can be under.
///
/// Every closed route is a 1-tree (a spanning tree of the stops, and two ways from the depot), so the shortest 1-tree is
/// no longer than the shortest route. Held and Karp raise it: a toll at each stop, paid twice by every route, makes
/// 1-trees dear that pass a stop more or less than twice. The tolls cancel out of the comparison.

extension Ways {
  /// The bound, in metres. `length`: that of a route there is.
  func lowerBound(length: Int) -> Int {
    guard count > 2 else { return count == 2 ? 2 * self[0, 1] : 0 }
    var tolls = [Double](repeating: 0, count: count)
    var best = 0.0
    var step = 1.0
    for _ in 0..<rounds {
      let (weight, degrees) = oneTree(tolls)
      best = max(best, weight)
      let excess = degrees.map { $0 - 2 }
      let square = excess.reduce(0) { $0 + $1 * $1 }
      guard square > 0, Double(length) > weight else { break }
      let size = step * (Double(length) - weight) / Double(square)
      for index in tolls.indices { tolls[index] += size * Double(excess[index]) }
      step *= 0.97
    }
    // Routes are whole metres long, so the bound may be rounded up; but not over the error of its sums.
    return min(length, Int((best - 1e-6).rounded(.up)))
  }

  /// How often the bound is raised: a round costs the square of the points.
  private var rounds: Int {
    let usual = PlanningRules.boundStops * PlanningRules.boundStops
    return max(1, PlanningRules.boundRounds * usual / max(count * count, usual))
  }

  /// The shortest 1-tree under `tolls`, without what a route pays of them, and how often it is at each point.
  private func oneTree(_ tolls: [Double]) -> (weight: Double, degrees: [Int]) {
    func way(_ a: Int, _ b: Int) -> Double { Double(self[a, b]) + tolls[a] + tolls[b] }
    var degrees = [Int](repeating: 0, count: count)
    var weight = -2 * tolls.reduce(0, +)
    // Prim's algorithm over the stops, from the first.
    var nearest = [Double](repeating: .infinity, count: count)
    var neighbour = [Int](repeating: 0, count: count)
    var isIn = [Bool](repeating: false, count: count)
    var current = 1
    isIn[1] = true
    for _ in 2..<count {
      var next = 0
      for stop in 2..<count where !isIn[stop] {
        let candidate = way(current, stop)
        if candidate < nearest[stop] { (nearest[stop], neighbour[stop]) = (candidate, current) }
        if next == 0 || nearest[stop] < nearest[next] { next = stop }
      }
      isIn[next] = true
      weight += nearest[next]
      degrees[next] += 1
      degrees[neighbour[next]] += 1
      current = next
    }
    // And the two cheapest ways of the depot.
    var (first, second) = way(0, 1) <= way(0, 2) ? (1, 2) : (2, 1)
    for stop in 3..<max(count, 3) {
      if way(0, stop) < way(0, first) {
        (first, second) = (stop, first)
      } else if way(0, stop) < way(0, second) {
        second = stop
      }
    }
    for stop in [first, second] {
      weight += way(0, stop)
      degrees[stop] += 1
    }
    degrees[0] = 2
    return (weight, degrees)
  }
}
