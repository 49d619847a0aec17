/// A planner moves a stop: what comes of it is kept, and told as a planned appointment, as when a day is planned (S10).
internal import LMDB
internal import Ledger
internal import MailOrder
internal import Sites

/// What is to be moved where.
struct StopMove: Hashable, Sendable {
  var order: OrderID
  var vehicle: Code
  /// From 1; past the last it is the last.
  var position: Int
  /// Counted from 1970-01-01 UTC.
  var day: UInt32
}

extension Carrier {
  /// Moves a stop. The same move twice changes something once.
  func move(_ move: StopMove) async throws(SiteStoreError) -> Result<Void, MoveRefusal> {
    let result: Result<Void, MoveRefusal> = try await write { [self] transaction throws(SiteStoreError) in
      let changed: [Change]
      switch try changes(by: move, at: now(), in: transaction) {
      case .success(let found): changed = found
      case .failure(let refusal): return .failure(refusal)
      }
      // All of them are judged by now: what is written is the whole move.
      for change in changed {
        var delivery = change.delivery
        if let before = change.before {
          try keepAndTell(&delivery, after: before, note: change.note, in: transaction)
        } else {
          try tables.put(delivery, in: transaction)
        }
      }
      return .success(())
    }
    tables.outbox.notify()
    return result
  }

  /// A delivery with its new appointment.
  private struct Change {
    var delivery: Delivery
    /// Nil: only its place on the way is another, which nobody waits to be told.
    var before: DeliveryState?
    var note: Text
  }

  private func changes(
    by move: StopMove, at time: Timestamp, in transaction: borrowing WriteTransaction
  ) throws(SiteStoreError) -> Result<[Change], MoveRefusal> {
    guard let delivery = try tables.delivery(move.order, in: transaction) else { return .failure(.unknownDelivery) }
    guard delivery.state.after(.plan) != nil else { return .failure(.wrongState(delivery.state)) }
    guard move.day >= time.day else { return .failure(.dayOver) }
    let planned = delivery.state == .planned ? delivery.appointment : nil
    if let promised = planned?.from.day, promised != move.day, promised >= time.day {
      return .failure(.plannedFor(day: promised))
    }
    guard try tables.vehicles.get(CodeKey(move.vehicle), in: transaction) != nil else {
      return .failure(.unknownVehicle)
    }
    guard let depot = try depot(in: transaction) else { return .failure(.noDepot) }
    let source = planned?.from.day == move.day ? planned?.vehicle : nil
    var days: [VehicleDay] = []
    var deliveries = [move.order: delivery]
    for code in Set([move.vehicle, source ?? move.vehicle]) {
      let hasLeft = try tables.tours.get(TourKey(code, on: move.day), in: transaction) != nil
      if hasLeft { return .failure(.hasLeft(code)) }
      let rest = try tables.vehicles.get(CodeKey(code), in: transaction)?
        .rest(from: Carrier.minute(of: move.day, at: time))
      guard let rest else {
        if code == move.vehicle { return .failure(.dayOver) }
        // What it has stays promised as it is.
        continue
      }
      let mine = try tables.open(in: transaction) {
        $0.state == .planned && $0.vehicle == code && $0.day == move.day
      }.sorted { ($0.appointment?.stop ?? 0) < ($1.appointment?.stop ?? 0) }
      for one in mine { deliveries[one.instruction.order] = one }
      var kept: [Consignment] = []
      for one in mine { kept.append(try consignment(one, in: transaction)) }
      days.append(VehicleDay(rest, kept: kept))
    }
    let parcel = try consignment(delivery, in: transaction)
    let moved: HandPlan
    do throws(MoveRefusal) {
      moved = try HandPlan(days, depot: depot).moving(parcel, to: move.vehicle, at: move.position)
    } catch { return .failure(error) }
    return Carrier.changes(from: days, to: moved, of: deliveries, on: move.day, at: time)
  }

  /// The delivery as planning knows it.
  func consignment(
    _ delivery: Delivery, in transaction: borrowing some Readable & ~Copyable
  ) throws(SiteStoreError) -> Consignment {
    let instruction = delivery.instruction
    return Consignment(
      order: instruction.order, litres: instruction.litres,
      point: try tables.point(of: instruction.recipient?.postcode ?? .empty, in: transaction))
  }

  private static func changes(
    from before: [VehicleDay], to after: HandPlan, of deliveries: [OrderID: Delivery], on day: UInt32,
    at time: Timestamp
  ) -> Result<[Change], MoveRefusal> {
    var changes: [Change] = []
    for (was, now) in zip(before, after.vehicles) where was != now {
      let route = now.route(from: after.depot)
      // Late as it was before: what it promised stays.
      guard route.isKept else { continue }
      for (stop, appointment) in zip(route.stops, route.appointments(on: day)) {
        guard var delivery = deliveries[stop.parcel.order] else { continue }
        let state = delivery.state
        if state == .planned, delivery.appointment == appointment { continue }
        var same = delivery.appointment
        same?.stop = appointment.stop
        if state == .planned, same == appointment {
          delivery.appointment = appointment
          changes.append(Change(delivery: delivery, before: nil, note: .empty))
          continue
        }
        let note = Text(stop.note) ?? .empty
        do throws(SiteRefusal) { try delivery.plan(appointment, note: note, at: time) } catch {
          return .failure(.changedTooOften)
        }
        changes.append(Change(delivery: delivery, before: state, note: note))
      }
    }
    return .success(changes)
  }
}
