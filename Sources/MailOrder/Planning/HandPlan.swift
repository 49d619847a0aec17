/// A day's plan changed by hand: one stop goes to another vehicle, or to another place on its way. Pure.
///
/// What comes of it holds what every plan holds: no vehicle is loaded with more than it holds, and each is home within its
/// day. Where that cannot be, nothing changes, and why is said by name.
public import Ledger

/// Why a stop stays where it is.
public enum MoveRefusal: Error, Hashable, Sendable {
  case unknownDelivery
  case unknownVehicle
  /// It has come too far to be planned.
  case wrongState(DeliveryState)
  /// It was promised for another day, counted from 1970-01-01 UTC.
  case plannedFor(day: UInt32)
  /// The vehicle has left: what is in it stays, and nothing comes to it.
  case hasLeft(Code)
  /// The day, or the vehicle's share of it, is over.
  case dayOver
  /// Where the depot lies is unknown, and so how long any way is.
  case noDepot
  case noRoom(Code, free: UInt64, wanted: UInt32)
  /// When the vehicle would be home, and when its day ends, in minutes after midnight.
  case noTime(Code, home: Int, ends: Int)
  case tooMany(Code)
  /// It was changed as often as a delivery can be.
  case changedTooOften
}

extension VehicleDay {
  /// Its way through what it has, in just that order. A way to or from a stop of which nobody knows where it is takes
  /// `PlanningRules.minutesToUnknown`.
  public func route(from depot: Point) -> PlannedRoute {
    let unknown = PlanningRules.minutesToUnknown * PlanningRules.metresPerMinute
    func way(_ from: Point?, _ to: Point?) -> Int {
      guard let from, let to else { return unknown }
      return from.metres(to: to)
    }
    // In the metres that could be driven meanwhile, as when a day is planned.
    func minute(_ spent: Int) -> Int {
      Int(vehicle.begins) + (spent + PlanningRules.metresPerMinute - 1) / PlanningRules.metresPerMinute
    }
    var spent = 0
    var here: Point? = depot
    let stops = kept.map { parcel in
      spent += way(here, parcel.point)
      here = parcel.point
      defer { spent += PlanningRules.minutesPerStop * PlanningRules.metresPerMinute }
      return PlannedStop(parcel: parcel, arrival: minute(spent))
    }
    spent += kept.isEmpty ? 0 : way(here, depot)
    let ways = Ways(depot: depot, stops: kept.compactMap(\.point))
    let length = ways.length(of: Array(1..<ways.count))
    return PlannedRoute(
      vehicle: vehicle, stops: stops, home: minute(spent), metres: length,
      atLeastMetres: ways.lowerBound(length: length))
  }
}

extension PlannedRoute {
  /// It is loaded with no more than it holds, and home within its day.
  public var isKept: Bool { litres <= UInt64(vehicle.litres) && home <= Int(vehicle.ends) }
}

/// The tours of a day that may still be changed.
public struct HandPlan: Hashable, Sendable {
  public private(set) var vehicles: [VehicleDay]
  public let depot: Point

  /// A plan as it stands: each vehicle with what it has, in the order of its way.
  public init(_ vehicles: [VehicleDay], depot: Point) {
    self.vehicles = vehicles
    self.depot = depot
  }

  /// The plan once `parcel` stands at `position` on the way of `vehicle`, wherever it was before. Positions are counted from
  /// 1 without the parcel itself; past the last one it is the last.
  ///
  /// - Throws: `MoveRefusal`: judged in this order: the vehicles, how many stops, the room, the time.
  public func moving(_ parcel: Consignment, to vehicle: Code, at position: Int) throws(MoveRefusal) -> HandPlan {
    guard let target = vehicles.firstIndex(where: { $0.vehicle.code == vehicle }) else { throw .unknownVehicle }
    var moved = self
    let source = vehicles.firstIndex { day in day.kept.contains { $0.order == parcel.order } }
    if let source { moved.vehicles[source].kept.removeAll { $0.order == parcel.order } }
    let place = min(max(position, 1) - 1, moved.vehicles[target].kept.count)
    moved.vehicles[target].kept.insert(parcel, at: place)
    guard moved != self else { return self }
    for index in [source, target].compactMap({ $0 }) where vehicles[index].isFixed {
      throw .hasLeft(vehicles[index].vehicle.code)
    }
    try moved.judge(target, with: parcel)
    if let source, source != target { try moved.judge(source, left: self) }
    return moved
  }

  /// Whether what the vehicle got fits into it, and into its day.
  private func judge(_ target: Int, with parcel: Consignment) throws(MoveRefusal) {
    let day = vehicles[target]
    guard day.kept.count <= PlanningRules.maximumParcels else { throw .tooMany(day.vehicle.code) }
    let route = day.route(from: depot)
    guard route.litres <= UInt64(day.vehicle.litres) else {
      let others = route.litres - UInt64(parcel.litres)
      let free = UInt64(day.vehicle.litres) - min(others, UInt64(day.vehicle.litres))
      throw .noRoom(day.vehicle.code, free: free, wanted: parcel.litres)
    }
    guard route.home <= Int(day.vehicle.ends) else {
      throw .noTime(day.vehicle.code, home: route.home, ends: Int(day.vehicle.ends))
    }
  }

  /// The vehicle that gave it away may be late as it was before, but not become it: without a stop of which nobody knows
  /// where it is, the way may be longer than it was taken to be.
  private func judge(_ source: Int, left before: HandPlan) throws(MoveRefusal) {
    let (now, then) = (vehicles[source].route(from: depot), before.vehicles[source].route(from: depot))
    guard now.home <= Int(now.vehicle.ends) || then.home > Int(then.vehicle.ends) else {
      throw .noTime(now.vehicle.code, home: now.home, ends: Int(now.vehicle.ends))
    }
  }
}
