/// Why a stop stays where it is, as planners read it.
internal import Ledger

extension MoveRefusal {
  /// What is wrong and what to do, in a sentence or two.
  public var sentence: String {
    switch self {
    case .unknownDelivery: "There is no such delivery."
    case .unknownVehicle: "There is no such vehicle."
    case .wrongState(.underway): "It is on its way already, so it cannot be planned anew."
    case .wrongState: "It has come to its end, so it cannot be planned any more."
    case .plannedFor(let day):
      "It is planned for \(Timestamp(milliseconds: Int64(day) * 86_400_000).description.prefix(10)). Open that day to move it."
    case .hasLeft(let vehicle): "\(vehicle) has left: nothing can be put into it or taken out of it any more."
    case .dayOver: "That day is over, or the vehicle's working time of it. Choose a later day or another vehicle."
    case .noDepot: "Nobody has said where the depot lies. Import its postcode with the places first."
    case .noRoom(let vehicle, let free, let wanted):
      "\(vehicle) has \(free) litres free, and this takes \(wanted). Choose another vehicle, or make room first."
    case .noTime(let vehicle, let home, let ends):
      "\(vehicle) would be home at \(clock(home)), and its day ends at \(clock(ends)). Choose another vehicle or place on "
        + "its way."
    case .tooMany(let vehicle):
      "\(vehicle) has \(PlanningRules.maximumParcels) stops, and more no plan takes. Choose another vehicle."
    case .changedTooOften: "It was changed too often to be changed again. Hand it over, or bring it back to the seller."
    }
  }
}

/// `08:05`; past midnight the hours go on: a vehicle that would be home at 25:10 is too late by that much.
private func clock(_ minute: Int) -> String {
  let (hours, minutes) = minute.quotientAndRemainder(dividingBy: 60)
  return "\(hours < 10 ? "0" : "")\(hours):\(minutes < 10 ? "0" : "")\(minutes)"
}
