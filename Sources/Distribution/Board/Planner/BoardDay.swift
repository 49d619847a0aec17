/// A day as its planner sees it: what is in which vehicle, and what waits.
internal import LMDB
internal import Ledger
internal import MailOrder
internal import Sites

/// A delivery, and where it goes on the map.
struct BoardStop: Sendable {
  var delivery: Delivery
  /// Nil: nobody said where its postcode lies.
  var point: Point?
  var order: OrderID { delivery.instruction.order }
}

/// A vehicle's day.
struct BoardLane: Sendable {
  var vehicle: Vehicle
  /// When it left; nil: it has not.
  var departed: Timestamp?
  /// In the order of its way.
  var stops: [BoardStop]
  /// Its way as it was planned; nil: nobody said where the depot lies.
  var route: PlannedRoute?
  /// The whole of its load.
  var litres: UInt64 { stops.reduce(0) { $0 + UInt64($1.delivery.instruction.litres) } }
}

/// All of it.
struct BoardDay: Sendable {
  var day: UInt32
  var today: UInt32
  /// Nil: nobody said where it lies.
  var depot: Point?
  var lanes: [BoardLane]
  /// What has no place on this day or a later one.
  var waiting: [BoardStop]
  /// How many more wait than are shown.
  var more: Int

  /// How many stops are shown that wait: a page is read by people. A plan takes the oldest first, as they stand here.
  static let maximumWaiting = 200
}

extension Carrier {
  /// A day as it stands.
  func board(of day: UInt32) throws(SiteStoreError) -> BoardDay {
    try store.read { transaction throws(SiteStoreError) in
      let today = now().day
      var waiting = 0
      let deliveries = try tables.open(in: transaction) { mark in
        if mark.day == day { return true }
        let isWaiting =
          mark.state == .instructed || mark.state == .attempted || (mark.state == .planned && mark.day < today)
        waiting += isWaiting ? 1 : 0
        return isWaiting && waiting <= BoardDay.maximumWaiting
      }
      var board = BoardDay(
        day: day, today: today, depot: try depot(in: transaction), lanes: [], waiting: [],
        more: max(waiting - BoardDay.maximumWaiting, 0))
      var stops: [Code: [BoardStop]] = [:]
      for delivery in deliveries + (try tables.ended(on: day, in: transaction)) {
        if let appointment = delivery.appointment, appointment.from.day == day {
          stops[appointment.vehicle, default: []].append(try stop(delivery, in: transaction))
        } else {
          board.waiting.append(try stop(delivery, in: transaction))
        }
      }
      let depot = board.depot
      try tables.vehicles.walk(in: transaction) { key, vehicle throws(SiteStoreError) in
        let mine = (stops[key.code] ?? []).sorted { $0.place < $1.place }
        let parcels = mine.map {
          Consignment(order: $0.order, litres: $0.delivery.instruction.litres, point: $0.point)
        }
        board.lanes.append(
          BoardLane(
            vehicle: vehicle,
            departed: try tables.tours.get(TourKey(key.code, on: day), in: transaction)?.departed, stops: mine,
            route: depot.map { VehicleDay(vehicle, kept: parcels).route(from: $0) }))
        return true
      }
      return board
    }
  }

  private func stop(
    _ delivery: Delivery, in transaction: borrowing some Readable & ~Copyable
  ) throws(SiteStoreError) -> BoardStop {
    let postcode = delivery.instruction.recipient?.postcode ?? .empty
    return BoardStop(delivery: delivery, point: try tables.point(of: postcode, in: transaction))
  }
}

extension BoardStop {
  fileprivate var place: UInt32 { delivery.appointment?.stop ?? 0 }
}
