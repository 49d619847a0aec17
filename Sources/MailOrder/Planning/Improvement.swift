/// A route made shorter: parts turned round (2-opt) and parts moved (Or-opt), until nothing of the kind helps.
///
/// What comes out is a route that no single such change shortens, not the shortest there is: `LowerBound` says how far it
/// may be from that.

extension Ways {
  /// The stops of `order` in an order that is no longer, and that neither turning a part round nor moving one shortens,
  /// unless the bound on improvements was met.
  func improved(_ order: [Int]) -> [Int] {
    var route = Improvement(ways: self, route: [0] + order + [0])
    while route.improvements < PlanningRules.maximumImprovements, route.turn() || route.move() {}
    return Array(route.route.dropFirst().dropLast())
  }

  /// From the depot always to the nearest of the rest; of equals the first.
  func nearestNeighbours() -> [Int] {
    var rest = Array(1..<Swift.max(count, 1))
    var order: [Int] = []
    while let next = rest.indices.min(by: { self[order.last ?? 0, rest[$0]] < self[order.last ?? 0, rest[$1]] }) {
      order.append(rest.remove(at: next))
    }
    return order
  }
}

/// A route under improvement: the depot stands at both ends.
private struct Improvement {
  let ways: Ways
  var route: [Int]
  var improvements = 0

  /// Turns the first part round that is shorter so; whether there was one.
  mutating func turn() -> Bool {
    let last = route.count - 1
    for start in 1..<last {
      for end in start + 1..<Swift.max(last, start + 1) {
        let before = ways[route[start - 1], route[start]] + ways[route[end], route[end + 1]]
        let after = ways[route[start - 1], route[end]] + ways[route[start], route[end + 1]]
        guard after < before else { continue }
        route[start...end].reverse()
        improvements += 1
        return true
      }
    }
    return false
  }

  /// Moves the first part that is shorter elsewhere, as it is or turned round; whether there was one.
  mutating func move() -> Bool {
    let last = route.count - 1
    for length in 1...PlanningRules.longestMovedPart where length < last - 1 {
      for start in 1...last - length {
        let end = start + length - 1
        let (first, final) = (route[start], route[end])
        let saved = ways[route[start - 1], first] + ways[final, route[end + 1]] - ways[route[start - 1], route[end + 1]]
        for gap in 0..<last where gap < start - 1 || gap > end {
          let (left, right) = (route[gap], route[gap + 1])
          let straight = ways[left, first] + ways[final, right] - ways[left, right]
          let turned = ways[left, final] + ways[first, right] - ways[left, right]
          guard min(straight, turned) < saved else { continue }
          var part = Array(route[start...end])
          if turned < straight { part.reverse() }
          route.removeSubrange(start...end)
          route.insert(contentsOf: part, at: gap < start ? gap + 1 : gap + 1 - length)
          improvements += 1
          return true
        }
      }
    }
    return false
  }
}
