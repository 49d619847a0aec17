/// A vehicle's tour as its driver sees it: what is next, what comes later, what was done.
internal import LMDB
internal import Ledger
internal import MailOrder
internal import Sites

/// A vehicle's tour of a day.
struct DriversTour: Sendable {
  var vehicle: Code
  var day: UInt32
  /// When it left; nil: it has not.
  var departed: Timestamp?
  /// In the order of the way: under way, or planned where it has not left yet.
  var ahead: [Delivery]
  /// What was tried in vain, and may be handed over still.
  var tried: [Delivery]
  /// What has come to its end.
  var done: [Delivery]

  /// A stop of it; nil: that is another's.
  func stop(_ order: OrderID) -> Delivery? {
    (ahead + tried + done).first { $0.instruction.order == order }
  }
}

extension Carrier {
  /// A vehicle's tour: the one that is under way, else the one for which it left today, else today's.
  func tour(of vehicle: Code) throws(SiteStoreError) -> DriversTour {
    try store.read { transaction throws(SiteStoreError) in
      let open = try tables.open(in: transaction) { $0.vehicle == vehicle && $0.state != .instructed }
      let underway = open.filter { $0.state == .underway }.compactMap { $0.appointment?.from.day }.max()
      let left = try lastTour(of: vehicle, in: transaction)
      let day = underway ?? left ?? now().day
      let mine = open.filter { $0.appointment?.from.day == day }.sorted { $0.stop < $1.stop }
      let departed = try tables.tours.get(TourKey(vehicle, on: day), in: transaction)?.departed
      return DriversTour(
        vehicle: vehicle, day: day, departed: departed,
        ahead: mine.filter { $0.state == (departed == nil ? .planned : .underway) },
        tried: mine.filter { $0.state == .attempted },
        done: try tables.ended(on: day, of: vehicle, in: transaction).sorted { $0.stop < $1.stop })
    }
  }
}

extension Carrier {
  /// The day of the last tour, where the vehicle left for it today.
  private func lastTour(
    of vehicle: Code, in transaction: borrowing some Readable & ~Copyable
  ) throws(SiteStoreError) -> UInt32? {
    var last: UInt32?
    let end = TourKey(vehicle, on: .max)
    try tables.tours.walk(from: end, .backward, in: transaction) { key, tour throws(SiteStoreError) in
      if key.vehicle == vehicle, tour.departed.day == now().day { last = key.day }
      return false
    }
    return last
  }
}

extension Delivery {
  /// Its place on the way; 0: it has none.
  var stop: UInt32 { appointment?.stop ?? 0 }
}
