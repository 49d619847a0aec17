/// When a recipient is told that the vehicle will be there, and what a plan says of itself in words.
internal import Ledger

extension PlannedRoute {
  /// The appointment at each stop, in the order of the way. `day`: counted from 1970-01-01 UTC.
  public func appointments(on day: UInt32) -> [Appointment] {
    let midnight = Int64(day) * 86_400_000
    func moment(_ minute: Int) -> Timestamp { Timestamp(milliseconds: midnight + Int64(minute) * 60_000) }
    return stops.enumerated().map { index, stop in
      // A step of rounding may not lead before the vehicle's day, an hour's window not behind it.
      let from = max(stop.arrival / PlanningRules.windowStep * PlanningRules.windowStep, Int(vehicle.begins))
      let until = max(min(from + PlanningRules.windowMinutes, Int(vehicle.ends)), stop.arrival)
      return Appointment(from: moment(from), until: moment(until), vehicle: vehicle.code, stop: UInt32(index + 1))
    }
  }
}

extension Vehicle {
  /// The rest of its day from `minute` on; nil: its day is over then.
  public func rest(from minute: UInt32) -> Vehicle? {
    Vehicle(code: code, litres: litres, begins: max(begins, minute), ends: ends)
  }
}

extension PlannedStop {
  /// What is to be said of the stop; empty: nothing.
  public var note: String {
    parcel.point == nil
      ? "its postcode is unknown: planned last, the way taken to be \(PlanningRules.minutesToUnknown) minutes" : ""
  }
}

extension LeftOverReason: CustomStringConvertible {
  /// Why, and what would help.
  public var description: String {
    switch self {
    case .noVehicleLeft: "left over: no vehicle is left on this day; plan another day"
    case .tooLarge(let litres, let largest):
      "left over: it takes \(litres) litres, and the largest vehicle left on this day holds \(largest)"
    case .tooFar: "left over: no vehicle gets there and home within its day"
    case .noRoom: "left over: no vehicle has room left on this day; plan another day"
    case .noTime: "left over: no vehicle has time left on this day; plan another day"
    case .tooMany: "left over: a plan takes \(PlanningRules.maximumParcels) parcels; plan the day again, or another"
    }
  }
}
