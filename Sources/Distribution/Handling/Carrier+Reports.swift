/// What planners and drivers report: each report once, each change told to those who wait for it, in the same commit
/// (S11, S12).
internal import LMDB
internal import Ledger
internal import MailOrder
internal import Seals
internal import Sites
internal import Wire

extension Carrier {
  /// Takes a report. Judged in this order: the id, the delivery, then as `Delivery.take` says.
  func take(_ report: DeliveryReport) async throws(SiteStoreError) -> SiteReply<Delivery> {
    guard let contents = Digest(Hash.sha256(ReportEvent(report).encodeRequest())) else {
      preconditionFailure("SHA-256 has \(Digest.byteCount) bytes")
    }
    let code = report.code.isEmpty ? nil : Digest(Hash.sha256(report.code))
    let reply: SiteReply<Delivery> = try await write { [self] transaction throws(SiteStoreError) in
      let mark = ReportMark(order: report.order, contents: contents)
      let known = try tables.reports.get(IDKey(report.id), in: transaction)
      guard known == nil || known == mark else { return .refused(SiteRefusal(.idReused)) }
      guard var delivery = try tables.delivery(report.order, in: transaction) else {
        return .refused(SiteRefusal(.unknownDelivery, "\(report.order)"))
      }
      if known != nil { return .accepted(delivery) }
      let (before, tried) = (delivery.state, delivery.wrongCodes)
      do throws(SiteRefusal) {
        try delivery.take(report, code: code, at: now())
      } catch {
        // A wrong code counts from now on, whatever becomes of the process that took it.
        if delivery.wrongCodes != tried { try tables.put(delivery, in: transaction) }
        return .refused(error)
      }
      if delivery.state == .delivered { sign(&delivery, shown: delivery.shown(by: report)) }
      try tables.reports.put(mark, at: IDKey(report.id), in: transaction)
      try keepAndTell(&delivery, after: before, note: report.note, in: transaction)
      return .accepted(delivery)
    }
    tables.outbox.notify()
    return reply
  }

  /// A vehicle leaves with all that is planned for it on a day. It leaves once a day: said again, what is still under way.
  func depart(_ departure: Depart) async throws(SiteStoreError) -> SiteReply<Page<Delivery, OrderID>> {
    let reply: SiteReply<Page<Delivery, OrderID>> = try await write { [self] transaction throws(SiteStoreError) in
      guard try tables.vehicles.get(CodeKey(departure.vehicle), in: transaction) != nil else {
        return .refused(SiteRefusal(.unknownVehicle, "\(departure.vehicle)"))
      }
      let tour = TourKey(departure.vehicle, on: departure.day)
      let hasLeft = try tables.tours.get(tour, in: transaction) != nil
      let state = hasLeft ? DeliveryState.underway : .planned
      var deliveries = try tables.open(in: transaction) {
        $0.state == state && $0.vehicle == departure.vehicle && $0.day == departure.day
      }
      deliveries.sort { ($0.appointment?.stop ?? 0) < ($1.appointment?.stop ?? 0) }
      if hasLeft { return .accepted(Page(items: deliveries, next: nil)) }
      let time = now()
      guard !deliveries.isEmpty else {
        return .refused(SiteRefusal(.wrongState, "nothing is planned for \(tour.vehicle) on \(dayName(tour.day))"))
      }
      for index in deliveries.indices {
        do throws(SiteRefusal) { try deliveries[index].depart(at: time) } catch { return .refused(error) }
        try keepAndTell(&deliveries[index], after: .planned, note: .empty, in: transaction)
      }
      try tables.tours.put(Tour(departed: time), at: tour, in: transaction)
      return .accepted(Page(items: deliveries, next: nil))
    }
    tables.outbox.notify()
    return reply
  }
}

/// A day as people write it.
func dayName(_ day: UInt32) -> String {
  String(Timestamp(milliseconds: Int64(day) * 86_400_000).description.prefix(10))
}
