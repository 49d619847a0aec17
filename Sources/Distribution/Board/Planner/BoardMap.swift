/// The routes of a day drawn: the depot, the stops by number, one colour and dash for each vehicle, what waits as squares.
internal import Ledger
internal import MailOrder
internal import Pages

/// A day's map, as SVG.
struct BoardMap {
  /// How many colours there are in board.css, and with them as many dashes.
  static let ways = 8
  private static let dashes = ["none", "10 5", "3 4", "12 4 3 4", "6 6", "16 6", "2 6", "8 3 2 3 2 3"]
  private static let (width, height, margin) = (800.0, 460.0, 28.0)

  private let board: BoardDay
  private let west: Double
  private let north: Double
  /// Pixels a metre.
  private let scale: Double
  private let offset: (x: Double, y: Double)

  /// The map of a day; nil where nothing on it is known to lie anywhere.
  init?(_ board: BoardDay) {
    let stops = board.lanes.flatMap(\.stops) + board.waiting
    let points = (board.depot.map { [$0] } ?? []) + stops.compactMap(\.point)
    guard !stops.isEmpty, let first = points.first else { return nil }
    self.board = board
    func range(_ values: [Int32], _ first: Int32) -> (Double, Double) {
      (Double(values.min() ?? first), Double(values.max() ?? first))
    }
    let (west, east) = range(points.map(\.east), first.east)
    let (south, north) = range(points.map(\.north), first.north)
    self.west = west
    self.north = north
    let (inner, tall) = (BoardMap.width - 2 * BoardMap.margin, BoardMap.height - 2 * BoardMap.margin)
    // Places a metre apart are shown a pixel apart at most.
    scale = min(1, inner / max(east - west, 1), tall / max(north - south, 1))
    offset = (
      BoardMap.margin + (inner - (east - west) * scale) / 2, BoardMap.margin + (tall - (north - south) * scale) / 2
    )
  }

  /// The number of a vehicle's colour.
  static func colour(_ index: Int) -> Int { index % ways }

  /// Its dash: with the colour another one for each of the first 64 vehicles.
  static func dash(_ index: Int) -> String { dashes[(index + index / ways) % ways] }

  private func place(_ point: Point) -> (x: Double, y: Double) {
    (
      rounded(offset.x + (Double(point.east) - west) * scale), rounded(offset.y + (north - Double(point.north)) * scale)
    )
  }

  private func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }

  var svg: HTML {
    let lanes = Array(board.lanes.enumerated()).filter { !$0.element.stops.isEmpty }
    return """
      <svg id="drawing" class="drawing" role="img" aria-labelledby="map-title" viewBox="0 0 \(BoardMap.width) \
      \(BoardMap.height)"><title id="map-title">The routes of \(longDay(board.day)): \
      \(counted(lanes.count, "vehicle", "vehicles")), \
      \(counted(lanes.reduce(0) { $0 + $1.element.stops.count }, "stop", "stops")). The lists beside say the same in words.\
      </title>
      \(HTML.all(lanes.map { line($0.offset, $0.element) }))\(HTML.all(board.waiting.compactMap(waiting)))\
      \(HTML.all(lanes.map { marks($0.offset, $0.element) }))\(HTML.given(board.depot, home))\(ruler)</svg>
      """
  }

  private func line(_ index: Int, _ lane: BoardLane) -> HTML {
    guard let depot = board.depot else { return .nothing }
    let points = ([depot] + lane.stops.compactMap(\.point) + [depot]).map(place)
    let path = points.map { "\($0.x),\($0.y)" }.joined(separator: " ")
    return """
      <polyline class="way way-\(BoardMap.colour(index))" fill="none" stroke-width="3" stroke-linejoin="round" \
      stroke-dasharray="\(BoardMap.dash(index))" points="\(path)"/>

      """
  }

  /// Stops at one place share a mark.
  private func marks(_ index: Int, _ lane: BoardLane) -> HTML {
    var places: [Point] = []
    var numbers: [Point: [Int]] = [:]
    for (number, stop) in lane.stops.enumerated() {
      guard let point = stop.point else { continue }
      if numbers[point] == nil { places.append(point) }
      numbers[point, default: []].append(number + 1)
    }
    return HTML.all(
      places.map { point in
        let (x, y) = place(point)
        let all = numbers[point] ?? []
        let label = all.count > 2 ? "\(all[0])+\(all.count - 1)" : all.map(String.init).joined(separator: ",")
        return """
          <g class="mark way-\(BoardMap.colour(index))"><rect x="\(x - (label.count > 1 ? 15 : 11))" y="\(y - 11)" \
          width="\(label.count > 1 ? 30 : 22)" height="22" rx="11"/><text x="\(x)" y="\(y + 4.5)" text-anchor="middle" \
          font-size="13" font-weight="600">\(label)</text></g>

          """
      })
  }

  private func waiting(_ stop: BoardStop) -> HTML? {
    stop.point.map { point in
      let (x, y) = place(point)
      return "<rect class=\"unplanned\" x=\"\(x - 6)\" y=\"\(y - 6)\" width=\"12\" height=\"12\" stroke-width=\"2\"/>\n"
    }
  }

  private func home(_ depot: Point) -> HTML {
    let (x, y) = place(depot)
    return """
      <g class="depot"><path d="M\(x - 13) \(y + 10)v-11l13 -11l13 11v11z"/><text x="\(x)" y="\(y + 26)" \
      text-anchor="middle" font-size="13">depot</text></g>

      """
  }

  /// One, two or five kilometres, or tens or tenths of them: what is about a fifth of the map.
  private var ruler: HTML {
    let wanted = BoardMap.width / 5 / scale
    var metres = 1.0
    for power in [1.0, 10, 100, 1_000, 10_000, 100_000, 1_000_000] {
      for digit in [1.0, 2, 5] where power * digit <= wanted { metres = power * digit }
    }
    let name = metres >= 1000 ? "\(Int(metres / 1000)) km" : "\(Int(metres)) m"
    let (right, bottom) = (BoardMap.width - 14, BoardMap.height - 12)
    return """
      <g class="ruler"><path fill="none" stroke-width="2" d="M\(rounded(right - metres * scale)) \(bottom - 5)v5H\(right)v-5"/>\
      <text x="\(right)" y="\(bottom - 9)" text-anchor="end" font-size="12">\(name)</text></g>
      """
  }

  /// A vehicle's line, as the legend shows it.
  static func swatch(_ index: Int) -> HTML {
    """
    <svg class="swatch" aria-hidden="true" viewBox="0 0 40 12"><line class="way way-\(colour(index))" x1="1" y1="6" x2="39" \
    y2="6" stroke-width="4" stroke-dasharray="\(dash(index))"/></svg>
    """
  }
}
