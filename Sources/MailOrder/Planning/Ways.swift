/// Points and the ways between them, as the crow flies.

/// Where something lies, in metres east and north of anywhere, the same for all.
public struct Point: Hashable, Sendable {
  public var east: Int32
  public var north: Int32

  /// A point.
  public init(east: Int32, north: Int32) {
    self.east = east
    self.north = north
  }

  /// The way to `other`, in whole metres, rounded up: so that a detour is never shorter than the straight way.
  public func metres(to other: Point) -> Int {
    let east = Double(east) - Double(other.east)
    let north = Double(north) - Double(other.north)
    return Int((east * east + north * north).squareRoot().rounded(.up))
  }
}

extension Place {
  /// The point at which it lies.
  public var point: Point { Point(east: east, north: north) }
}

/// All ways between the depot, which is number 0, and some stops, which are 1, 2, 3, …
struct Ways: Sendable {
  /// How many points there are, the depot among them.
  let count: Int
  private let metres: [Int]

  init(depot: Point, stops: [Point]) {
    let points = [depot] + stops
    count = points.count
    metres = points.flatMap { from in points.map { from.metres(to: $0) } }
  }

  subscript(from: Int, to: Int) -> Int { metres[from * count + to] }

  /// How far it is from the depot along `order` and home.
  func length(of order: [Int]) -> Int {
    var length = 0
    var last = 0
    for stop in order {
      length += self[last, stop]
      last = stop
    }
    return length + self[last, 0]
  }
}
