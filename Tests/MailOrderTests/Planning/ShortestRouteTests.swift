/// Routes against the best there is, found by trying all: how good they are, said with figures.
import Ledger
import Testing
import VouchTesting

@testable import MailOrder

struct ShortestRouteTests {
  /// What no route of up to seven stops may be above, as a factor of the shortest. Seen at worst: PLACEHOLDER
  static let factor = 1.1

  /// The length of the shortest of all routes through the stops.
  private static func shortest(_ ways: Ways) -> Int {
    func best(from last: Int, _ rest: [Int], _ soFar: Int, _ bound: Int) -> Int {
      guard !rest.isEmpty else { return min(bound, soFar + ways[last, 0]) }
      guard soFar < bound else { return bound }
      return rest.reduce(bound) { bound, next in
        best(from: next, rest.filter { $0 != next }, soFar + ways[last, next], bound)
      }
    }
    return best(from: 0, Array(1..<ways.count), 0, .max)
  }

  /// Every set of up to four stops on a little grid with the depot at its corner: all there are, none left out.
  @Test func `every route of up to four stops on a grid is within the factor`() {
    let grid = (0..<9 as Range<Int32>).map { Point(east: $0 % 3 * 700, north: $0 / 3 * 900) }
    var worst = 1.0
    for mask in 1..<1 << grid.count where mask.nonzeroBitCount <= 4 {
      let stops = grid.indices.filter { mask & 1 << $0 != 0 }.map { grid[$0] }
      let ways = Ways(depot: Point(east: 0, north: 0), stops: stops)
      worst = max(worst, check(ways))
    }
    print("worst on the grid: \(worst)")
    #expect(worst <= Self.factor)
  }

  @Test func `random routes of up to seven stops are within the factor, and mostly the shortest`() {
    var (worst, count, shortest) = (1.0, 0, 0)
    for seed in SeededGenerator.seeds(1000) {
      var random = SeededGenerator(seed: seed)
      let stops = (0..<Int.random(in: 1...7, using: &random)).map { _ in
        Point(east: .random(in: -9000...9000, using: &random), north: .random(in: -9000...9000, using: &random))
      }
      let ratio = check(Ways(depot: Point(east: 0, north: 0), stops: stops))
      if ratio > worst { print("seed \(seed): \(ratio) with \(stops.count) stops") }
      worst = max(worst, ratio)
      count += 1
      if ratio == 1 { shortest += 1 }
    }
    print("worst of \(count): \(worst); \(shortest) were the shortest")
    #expect(worst <= Self.factor)
    #expect(shortest * 100 >= count * 95 || SeededGenerator.seedOfEnvironment != nil)
  }

  /// The route's length by the shortest, once all that must hold of it does.
  private func check(_ ways: Ways) -> Double {
    let order = ways.improved(ways.nearestNeighbours())
    let (length, best) = (ways.length(of: order), Self.shortest(ways))
    #expect(order.sorted() == Array(1..<ways.count))
    #expect(length <= ways.length(of: ways.nearestNeighbours()))
    #expect(ways.lowerBound(length: length) <= best)
    #expect(best <= length)
    if isBest(order, under: ways) { #expect(ways.improved(order) == order) }
    return best == 0 ? 1 : Double(length) / Double(best)
  }

  /// Whether no part turned round makes the route shorter: written anew, by lengths of whole routes.
  private func isBest(_ order: [Int], under ways: Ways) -> Bool {
    let length = ways.length(of: order)
    for start in order.indices {
      for end in order.indices where end > start {
        var other = order
        other[start...end].reverse()
        if ways.length(of: other) < length { return false }
      }
    }
    return true
  }

  @Test(arguments: SeededGenerator.seeds(20)) func `no single turn or move shortens a finished route`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let stops = (0..<25).map { _ in
      Point(east: .random(in: 0...9000, using: &random), north: .random(in: 0...9000, using: &random))
    }
    let ways = Ways(depot: Point(east: 4500, north: 4500), stops: stops)
    let order = ways.improved(ways.nearestNeighbours())
    let length = ways.length(of: order)
    #expect(isBest(order, under: ways))
    for part in 1...PlanningRules.longestMovedPart {
      for start in 0...order.count - part {
        var rest = order
        let moved = Array(rest[start..<start + part])
        rest.removeSubrange(start..<start + part)
        for place in 0...rest.count {
          #expect(ways.length(of: rest[..<place] + moved + rest[place...]) >= length)
          #expect(ways.length(of: rest[..<place] + moved.reversed() + rest[place...]) >= length)
        }
      }
    }
    print("seed \(seed): \(length) m, no route under \(ways.lowerBound(length: length)) m")
  }

  /// Stops on a line are a route there and back: the bound says that it cannot be shorter.
  @Test(arguments: 0...8) func `the bound is the length where the shortest route is known`(stops: Int) {
    let line = (0..<stops).map { Point(east: Int32($0 + 1) * 100, north: 0) }
    let ways = Ways(depot: Point(east: 0, north: 0), stops: line)
    let length = ways.length(of: ways.improved(ways.nearestNeighbours()))
    #expect(length == stops * 200)
    #expect(ways.lowerBound(length: length) >= (stops < 3 ? length : length * 95 / 100))
    #expect(ways.lowerBound(length: length) <= length)
  }

  @Test(arguments: SeededGenerator.seeds(200)) func `a detour is never shorter`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    func point() -> Point {
      Point(east: .random(in: .min ... .max, using: &random), north: .random(in: .min ... .max, using: &random))
    }
    let (a, b, c) = (point(), point(), point())
    #expect(a.metres(to: c) <= a.metres(to: b) + b.metres(to: c))
    #expect(a.metres(to: b) == b.metres(to: a))
    #expect(a.metres(to: a) == 0)
  }
}
