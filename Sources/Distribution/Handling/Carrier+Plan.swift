/// A day is planned (S10): what waits gets its window, vehicle and stop; what was promised stays promised.
internal import LMDB
internal import Ledger
internal import MailOrder
internal import Sites
internal import Wire

extension Carrier {
  /// Plans a day: what was instructed or tried in vain, and what was planned for a day gone by and never left. What is
  /// planned for the day already stays in its vehicle; only its place on the way may change. Planned again without
  /// anything new, nothing changes.
  func plan(_ day: UInt32) async throws(SiteStoreError) -> SiteReply<DayPlan> {
    let reply: SiteReply<DayPlan> = try await write { [self] transaction throws(SiteStoreError) in
      let time = now()
      guard day >= time.day else {
        return .invalid(
          Invalid(field: "day", reason: "is over", hint: "Today is \(dayName(time.day)) (UTC); plan it or a later one.")
        )
      }
      guard let depot = try depot(in: transaction) else {
        return .invalid(
          Invalid(
            field: "depot", reason: "lies at the postcode '\(identity.depot?.value ?? "")', which is unknown",
            hint: "Put the place of this postcode, or serve with another --depot."))
      }
      guard try tables.vehicles.count(in: transaction) > 0 else { return .refused(SiteRefusal(.noVehicle)) }
      let deliveries = try tables.open(in: transaction) { mark in
        switch mark.state {
        case .instructed, .attempted: true
        case .planned: mark.day <= day && (mark.day == day || mark.day < time.day)
        default: false
        }
      }
      guard !deliveries.isEmpty else { return .refused(SiteRefusal(.nothingToPlan, dayName(day))) }
      return .accepted(try plan(deliveries, on: day, from: depot, at: time, in: transaction))
    }
    tables.outbox.notify()
    return reply
  }

  func depot(in transaction: borrowing some Readable & ~Copyable) throws(SiteStoreError) -> Point? {
    guard let depot = identity.depot else { return Point(east: 0, north: 0) }
    return try tables.point(of: depot, in: transaction)
  }

  private func plan(
    _ deliveries: [Delivery], on day: UInt32, from depot: Point, at time: Timestamp,
    in transaction: borrowing WriteTransaction
  ) throws(SiteStoreError) -> DayPlan {
    var byOrder: [OrderID: Delivery] = [:]
    var waiting: [Consignment] = []
    var kept: [Code: [(stop: UInt32, parcel: Consignment)]] = [:]
    for delivery in deliveries {
      let instruction = delivery.instruction
      byOrder[instruction.order] = delivery
      let parcel = Consignment(
        order: instruction.order, litres: instruction.litres,
        point: try tables.point(of: instruction.recipient?.postcode ?? .empty, in: transaction))
      if delivery.state == .planned, let appointment = delivery.appointment, appointment.from.day == day {
        kept[appointment.vehicle, default: []].append((appointment.stop, parcel))
      } else {
        waiting.append(parcel)
      }
    }
    let fleet = try fleet(on: day, keeping: kept, at: time, in: transaction)
    let planned = PlannedDay(waiting, vehicles: fleet, depot: depot)

    var plan = DayPlan(day: day, routes: [], leftOver: [])
    for route in planned.routes {
      let isFixed = fleet.contains { $0.vehicle.code == route.vehicle.code && $0.isFixed }
      var stops: [Delivery] = []
      for (stop, appointment) in zip(route.stops, route.appointments(on: day)) {
        guard var delivery = byOrder[stop.parcel.order] else { continue }
        if !isFixed, delivery.state != .planned || delivery.appointment != appointment {
          let before = delivery.state
          let note = Text(stop.note) ?? .empty
          let isPlanned = (try? delivery.plan(appointment, note: note, at: time)) != nil
          if isPlanned { try keepAndTell(&delivery, after: before, note: note, in: transaction) }
        }
        stops.append(delivery)
      }
      plan.routes.append(
        Route(
          vehicle: route.vehicle.code, stops: stops, metres: UInt64(route.metres),
          atLeastMetres: UInt64(route.atLeastMetres), litres: UInt32(clamping: route.litres)))
    }
    for left in planned.leftOver {
      guard var delivery = byOrder[left.parcel.order] else { continue }
      // Not told to the seller: nothing about the delivery has changed.
      delivery.note(Text("\(left.reason)") ?? .empty, at: time)
      try tables.put(delivery, in: transaction)
      plan.leftOver.append(delivery)
    }
    return plan
  }

  /// The first minute of a day that is not over at `time`.
  static func minute(of day: UInt32, at time: Timestamp) -> UInt32 {
    day == time.day ? UInt32(time.milliseconds / 60_000 % 1440 + 1) : 0
  }

  /// The vehicles that are still there on a day, with what they have already. One whose day has begun keeps its plan as
  /// it is; one without a plan has the rest of its day.
  private func fleet(
    on day: UInt32, keeping kept: [Code: [(stop: UInt32, parcel: Consignment)]], at time: Timestamp,
    in transaction: borrowing some Readable & ~Copyable
  ) throws(SiteStoreError) -> [VehicleDay] {
    let minute = Carrier.minute(of: day, at: time)
    var fleet: [VehicleDay] = []
    try tables.vehicles.walk(in: transaction) { key, vehicle throws(SiteStoreError) in
      guard try tables.tours.get(TourKey(key.code, on: day), in: transaction) == nil else { return true }
      let mine = (kept[key.code] ?? []).sorted { $0.stop < $1.stop }.map(\.parcel)
      if !mine.isEmpty {
        fleet.append(VehicleDay(vehicle, kept: mine, isFixed: minute > vehicle.begins))
      } else if let rest = vehicle.rest(from: minute) {
        fleet.append(VehicleDay(rest))
      }
      return true
    }
    return fleet
  }
}
