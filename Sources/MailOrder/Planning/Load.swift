/// One vehicle while its day is planned: what it has, and whether more fits into it and into its day.
internal import Ledger

/// A vehicle being loaded.
struct Load: Sendable {
  let day: VehicleDay
  let depot: Point
  /// In the order of the way.
  private var known: [Consignment] = []
  private var unknown: [Consignment] = []
  private(set) var litres: UInt64 = 0
  /// How far it is through the known stops, without the way home.
  private var metresOut = 0

  init(_ day: VehicleDay, depot: Point) {
    self.day = day
    self.depot = depot
    for parcel in day.kept { append(parcel) }
  }

  /// Why no vehicle could take the parcel even if it took nothing else; nil: some could.
  static func hopeless(_ parcel: Consignment, _ loads: [Load]) -> LeftOverReason? {
    guard let largest = loads.map(\.day.vehicle.litres).max() else { return .noVehicleLeft }
    guard parcel.litres <= largest else { return .tooLarge(litres: parcel.litres, largest: largest) }
    return loads.contains { $0.takesAlone(parcel) } ? nil : .tooFar
  }

  /// Whether it could take the parcel if it had nothing else.
  func takesAlone(_ parcel: Consignment) -> Bool { Load(VehicleDay(day.vehicle), depot: depot).fits(parcel) }

  /// Takes what fits out of `waiting`. `onlyHere`: those that no vehicle after this one can take.
  mutating func fill(from waiting: inout [Consignment], onlyHere: Set<OrderID>) {
    shorten()
    // Once shorter, the way may leave time for more; each round takes something, or is the last.
    while takeNearest(from: &waiting, onlyHere) { shorten() }
    waiting.removeAll { parcel in
      guard parcel.point == nil, fits(parcel) else { return false }
      append(parcel)
      return true
    }
  }

  /// Goes on from the last stop, always to the nearest that fits; whether there was any.
  private mutating func takeNearest(from waiting: inout [Consignment], _ onlyHere: Set<OrderID>) -> Bool {
    var hasTaken = false
    while true {
      let reserved = waiting.reduce(0) { $0 + (onlyHere.contains($1.order) ? UInt64($1.litres) : 0) }
      let here = known.last?.point ?? depot
      var nearest: (index: Int, metres: Int)?
      for (index, parcel) in waiting.enumerated() {
        guard let metres = parcel.point.map({ here.metres(to: $0) }), metres < nearest?.metres ?? .max, fits(parcel)
        else { continue }
        let hasRoom = onlyHere.contains(parcel.order) || isRoomy(for: parcel, beside: reserved)
        if hasRoom { nearest = (index, metres) }
      }
      guard let nearest else { return hasTaken }
      append(waiting.remove(at: nearest.index))
      hasTaken = true
    }
  }

  /// Whether there is room for the parcel beside what has no other place.
  private func isRoomy(for parcel: Consignment, beside reserved: UInt64) -> Bool {
    litres + reserved + UInt64(parcel.litres) <= UInt64(day.vehicle.litres)
  }

  /// Whether the parcel fits behind what there is, in room and time.
  private func fits(_ parcel: Consignment) -> Bool {
    guard litres + UInt64(parcel.litres) <= UInt64(day.vehicle.litres) else { return false }
    guard let point = parcel.point else {
      let spent = spent(
        metresOut: metresOut, last: known.last?.point, known: known.count, unknown: unknown.count + 1)
      return spent <= limit
    }
    let out = metresOut + (known.last?.point ?? depot).metres(to: point)
    return spent(metresOut: out, last: point, known: known.count + 1, unknown: unknown.count) <= limit
  }

  private mutating func append(_ parcel: Consignment) {
    if let point = parcel.point {
      metresOut += (known.last?.point ?? depot).metres(to: point)
      known.append(parcel)
    } else {
      unknown.append(parcel)
    }
    litres += UInt64(parcel.litres)
  }

  private var ways: Ways { Ways(depot: depot, stops: known.compactMap(\.point)) }

  private mutating func shorten() {
    let ways = ways
    let order = ways.improved(Array(known.indices.map { $0 + 1 }))
    known = order.map { known[$0 - 1] }
    metresOut = ways.length(of: order) - (order.last.map { ways[$0, 0] } ?? 0)
  }
}

// MARK: - Time

/// Time is counted in the metres that could be driven in it: so a way that is shorter is never later, whatever rounding
/// to minutes would make of it.
extension Load {
  private static func metres(ofMinutes minutes: Int) -> Int { minutes * PlanningRules.metresPerMinute }

  /// All of the vehicle's day.
  private var limit: Int { Load.metres(ofMinutes: Int(day.vehicle.ends) - Int(day.vehicle.begins)) }

  /// What of the day is spent when it is home again.
  private func spent(metresOut: Int, last: Point?, known: Int, unknown: Int) -> Int {
    let stops = Load.metres(ofMinutes: (known + unknown) * PlanningRules.minutesPerStop)
    let unknownWays = unknown == 0 ? 0 : Load.metres(ofMinutes: (unknown + 1) * PlanningRules.minutesToUnknown)
    // From a stop of which nobody knows where it is the way home is among the unknown ones.
    return metresOut + stops + (unknown == 0 ? last?.metres(to: depot) ?? 0 : unknownWays)
  }

  /// The route as it is.
  func route() -> PlannedRoute {
    func minute(_ spent: Int) -> Int {
      Int(day.vehicle.begins) + (spent + PlanningRules.metresPerMinute - 1) / PlanningRules.metresPerMinute
    }
    var now = 0
    var here = depot
    var stops: [PlannedStop] = []
    for parcel in known + unknown {
      now += parcel.point.map { here.metres(to: $0) } ?? Load.metres(ofMinutes: PlanningRules.minutesToUnknown)
      stops.append(PlannedStop(parcel: parcel, arrival: minute(now)))
      now += Load.metres(ofMinutes: PlanningRules.minutesPerStop)
      here = parcel.point ?? here
    }
    let home = spent(metresOut: metresOut, last: known.last?.point, known: known.count, unknown: unknown.count)
    let length = metresOut + here.metres(to: depot)
    return PlannedRoute(
      vehicle: day.vehicle, stops: stops, home: minute(home), metres: length,
      atLeastMetres: ways.lowerBound(length: length))
  }
}
