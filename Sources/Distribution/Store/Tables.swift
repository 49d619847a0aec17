/// A carrier's tables, and the one way in which a delivery is written.
internal import LMDB
internal import Ledger
internal import MailOrder
internal import Sites

/// The tables of a carrier's store.
struct Tables: Sendable {
  let deliveries: RecordTable<IDKey<OrderID>, Delivery>
  /// Of the deliveries those that have not come to their end.
  let open: RecordTable<IDKey<OrderID>, OpenMark>
  /// Of the others those that had an appointment, by its day.
  let ended: RecordTable<EndKey, EndMark>
  let reports: RecordTable<IDKey<CommandID>, ReportMark>
  let tours: RecordTable<TourKey, Tour>
  let partners: RecordTable<CodeKey, Partner>
  let vehicles: RecordTable<CodeKey, Vehicle>
  let places: RecordTable<PostcodeKey, Place>
  let passes: RecordTable<UInt64, Pass>
  let sessions: RecordTable<SessionKey, SessionMark>
  let secrets: RecordTable<UInt64, PageSecret>
  let outbox: Outbox

  init(sealedBy seal: StoreSeal, in transaction: borrowing WriteTransaction) throws(LMDBError) {
    deliveries = try RecordTable("deliveries", sealedBy: seal, in: transaction)
    open = try RecordTable("open", sealedBy: seal, in: transaction)
    ended = try RecordTable("ended", sealedBy: seal, in: transaction)
    reports = try RecordTable("reports", sealedBy: seal, in: transaction)
    tours = try RecordTable("tours", sealedBy: seal, in: transaction)
    partners = try RecordTable("partners", sealedBy: seal, in: transaction)
    vehicles = try RecordTable("vehicles", sealedBy: seal, in: transaction)
    places = try RecordTable("places", sealedBy: seal, in: transaction)
    passes = try RecordTable("passes", sealedBy: seal, in: transaction)
    sessions = try RecordTable("sessions", sealedBy: seal, in: transaction)
    secrets = try RecordTable("secrets", sealedBy: seal, in: transaction)
    outbox = try Outbox(sealedBy: seal, in: transaction)
  }

  /// The delivery of an order.
  func delivery(
    _ order: OrderID, in transaction: borrowing some Readable & ~Copyable
  ) throws(SiteStoreError) -> Delivery? {
    try deliveries.get(IDKey(order), in: transaction)
  }

  /// Writes a delivery, and whether it is still open.
  func put(_ delivery: Delivery, in transaction: borrowing WriteTransaction) throws(SiteStoreError) {
    let key = IDKey(delivery.instruction.order)
    try deliveries.put(delivery, at: key, in: transaction)
    if delivery.state.isEnd {
      try open.delete(key, in: transaction)
      if let appointment = delivery.appointment {
        let end = EndKey(delivery.instruction.order, on: appointment.from.day)
        try ended.put(EndMark(appointment.vehicle), at: end, in: transaction)
      }
    } else {
      try open.put(OpenMark(delivery), at: key, in: transaction)
    }
  }

  /// The open deliveries of which `isWanted` likes the mark, in the order in which they were ordered.
  func open(
    in transaction: borrowing some Readable & ~Copyable, where isWanted: (OpenMark) -> Bool
  ) throws(SiteStoreError) -> [Delivery] {
    var orders: [OrderID] = []
    try open.walk(in: transaction) { key, mark throws(SiteStoreError) in
      if isWanted(mark) { orders.append(key.id) }
      return true
    }
    var found: [Delivery] = []
    for order in orders {
      guard let delivery = try delivery(order, in: transaction) else {
        throw .damaged(table: "open", key: "\(order)", reason: "there is no such delivery")
      }
      found.append(delivery)
    }
    return found
  }

  /// The deliveries of a day that have come to their end, of all vehicles or of one.
  func ended(
    on day: UInt32, of vehicle: Code? = nil, in transaction: borrowing some Readable & ~Copyable
  ) throws(SiteStoreError) -> [Delivery] {
    var orders: [OrderID] = []
    let first = EndKey(OrderID(high: 0, low: 0), on: day)
    try ended.walk(from: first, in: transaction) { key, mark throws(SiteStoreError) in
      guard key.day == day else { return false }
      if vehicle == nil || mark.vehicle == vehicle { orders.append(key.order) }
      return true
    }
    var found: [Delivery] = []
    for order in orders {
      guard let delivery = try delivery(order, in: transaction) else {
        throw .damaged(table: "ended", key: "\(order)", reason: "there is no such delivery")
      }
      found.append(delivery)
    }
    return found
  }

  /// Where a postcode lies; nil: that is unknown.
  func point(
    of postcode: Text, in transaction: borrowing some Readable & ~Copyable
  ) throws(SiteStoreError) -> Point? {
    guard let key = PostcodeKey(postcode) else { return nil }
    return try places.get(key, in: transaction)?.point
  }
}
