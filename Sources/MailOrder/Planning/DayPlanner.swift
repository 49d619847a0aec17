/// Who is delivered by which vehicle, in which order and when: a day's routes (S10). Pure.
///
/// Vehicles are filled one after the other, the largest first, each from its depot always to the nearest parcel that it
/// can still take; then its route is shortened, and filled on with what fits now. That is a good plan and not the best:
/// each route says how far from the best way through its own stops it may be; whether another division of the parcels
/// among the vehicles were better, it does not say.
internal import Ledger

/// Something to be brought somewhere.
public struct Consignment: Hashable, Sendable {
  public var order: OrderID
  public var litres: UInt32
  /// Where it goes; nil: its postcode is unknown.
  public var point: Point?

  /// A parcel.
  public init(order: OrderID, litres: UInt32, point: Point?) {
    self.order = order
    self.litres = litres
    self.point = point
  }
}

/// A vehicle on the day of the plan.
public struct VehicleDay: Hashable, Sendable {
  public var vehicle: Vehicle
  /// What was promised for it before, in the order of its way: it stays in this vehicle.
  public var kept: [Consignment]
  /// Nothing is added and nothing changed any more: its day has begun.
  public var isFixed: Bool

  /// A vehicle.
  public init(_ vehicle: Vehicle, kept: [Consignment] = [], isFixed: Bool = false) {
    self.vehicle = vehicle
    self.kept = kept
    self.isFixed = isFixed
  }
}

/// A place on a route.
public struct PlannedStop: Hashable, Sendable {
  public var parcel: Consignment
  /// When the vehicle is there, in minutes after midnight.
  public var arrival: Int
}

/// A vehicle's way.
public struct PlannedRoute: Hashable, Sendable {
  public var vehicle: Vehicle
  /// In the order of the way. Those of unknown postcodes stand last.
  public var stops: [PlannedStop]
  /// When it is home again, in minutes after midnight.
  public var home: Int
  /// How long the way through the known stops is, and how long any such way is at least.
  public var metres: Int
  public var atLeastMetres: Int

  /// How much it is loaded with.
  public var litres: UInt64 { stops.reduce(0) { $0 + UInt64($1.parcel.litres) } }
}

/// Why a parcel found no place.
public enum LeftOverReason: Hashable, Sendable {
  /// All vehicles are on their way, or their day is over.
  case noVehicleLeft
  case tooLarge(litres: UInt32, largest: UInt32)
  case tooFar
  case noRoom
  case noTime
  case tooMany
}

/// A day's plan.
public struct PlannedDay: Hashable, Sendable {
  public var routes: [PlannedRoute]
  public var leftOver: [LeftOver]
}

/// A parcel without a place on a route.
public struct LeftOver: Hashable, Sendable {
  public var parcel: Consignment
  public var reason: LeftOverReason
}

extension PlannedDay {
  /// Plans `parcels`, of which the first are served first, for `vehicles`, which begin and end at `depot`.
  public init(_ parcels: [Consignment], vehicles: [VehicleDay], depot: Point) {
    var waiting = Array(parcels.prefix(PlanningRules.maximumParcels))
    var left = parcels.dropFirst(PlanningRules.maximumParcels).map { LeftOver(parcel: $0, reason: .tooMany) }
    var loads = vehicles.sorted { ($1.vehicle.litres, $0.vehicle.code) < ($0.vehicle.litres, $1.vehicle.code) }
      .map { Load($0, depot: depot) }
    let open = loads.indices.filter { !loads[$0].day.isFixed }
    waiting.removeAll { parcel in
      guard let reason = Load.hopeless(parcel, open.map { loads[$0] }) else { return false }
      left.append(LeftOver(parcel: parcel, reason: reason))
      return true
    }
    for (position, index) in open.enumerated() {
      let later = open.dropFirst(position + 1).map { loads[$0] }
      // What no later vehicle can take goes first where room is short.
      let onlyHere = Set(waiting.filter { parcel in !later.contains { $0.takesAlone(parcel) } }.map(\.order))
      loads[index].fill(from: &waiting, onlyHere: onlyHere)
    }
    for parcel in waiting {
      let hasRoom = open.contains { loads[$0].litres + UInt64(parcel.litres) <= UInt64(loads[$0].day.vehicle.litres) }
      left.append(LeftOver(parcel: parcel, reason: hasRoom ? .noTime : .noRoom))
    }
    leftOver = left
    routes = loads.map { $0.route() }.filter { !$0.stops.isEmpty }.sorted { $0.vehicle.code < $1.vehicle.code }
  }
}
