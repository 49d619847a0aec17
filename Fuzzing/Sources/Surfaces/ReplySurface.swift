/// Replies, as a server may send them that is not to be trusted, and what sites and terminals keep: what is read is written
/// again, and read as the same.
internal import Ledger
internal import MailOrder

@testable internal import Wire

/// An input: which message, and its bytes.
enum ReplySurface {
  static func take(_ bytes: [UInt8]) throws {
    var input = Input(bytes)
    let kind = kinds[input.choice(kinds.count)]
    try kind(input.all())
  }

  private typealias Kind = @Sendable ([UInt8]) throws -> Void

  /// Only ever grows at its end, so that an input stays what it is.
  private static let kinds: [Kind] = [
    reply(Authorize.self), reply(IssueCheck.self), reply(CheckAction.self), reply(Claim.self), reply(VerifyCheck.self),
    reply(GetAddressee.self), reply(GetCheck.self), reply(CheckQuery.self), reply(IssueChecks.self),
    reply(ActOnChecks.self), reply(VerifyChecks.self), reply(Administration.self), reply(GetAccount.self),
    reply(ListAccounts.self), reply(GetSeller.self), reply(ListSellers.self), reply(GetDistributor.self),
    reply(ListDistributors.self), reply(GetStatus.self), reply(AcceptClock.self), reply(GetSealStatus.self),
    reply(GetMetrics.self),
    reply(RotateSeal.self), reply(StatementQuery.self), reply(ReadJournal.self), reply(ListInstructions.self),
    reply(ListCovers.self), reply(GetBalanceSheet.self), reply(ProveCheck.self), reply(GetHead.self),
    reply(ProveConsistency.self), reply(ReadAttested.self), reply(Authenticate.self), reply(IssueKey.self),
    reply(RevokeKey.self), reply(ListKeys.self),
    siteReply(GetOffice.self), siteReply(PutDistributor.self), siteReply(ListCommodities.self),
    siteReply(GetCommodity.self), siteReply(PutCommodities.self), siteReply(PlaceOrder.self), siteReply(GetOrder.self),
    siteReply(ListOrders.self), siteReply(ChoosePayment.self), siteReply(ConfirmInstruction.self),
    siteReply(ReportDelivery.self), siteReply(ReturnOrder.self), siteReply(GetCompany.self), siteReply(Instruct.self),
    siteReply(TrackDelivery.self), siteReply(ListDeliveries.self), siteReply(PlanDay.self),
    siteReply(ReportEvent.self), siteReply(Depart.self), siteReply(PutVehicle.self), siteReply(PutPlaces.self),
    siteReply(PutSeller.self), siteReply(PutPass.self), siteReply(ListPasses.self), siteReply(RevokePass.self),
    record(OrderForm.self), record(Recipient.self), record(Commodity.self), record(Order.self), record(Delivery.self),
    record(Vehicle.self), record(Place.self), record(Pass.self), record(Partner.self), record(Purchase.self),
    siteReply(GetOffer.self), siteReply(PutPicture.self), record(Offer.self), record(Picture.self),
  ]

  private static func reply<C: Call>(_: C.Type) -> Kind {
    { bytes in
      guard let reply = try read({ () throws(WireError) in try C.decodeReply(bytes) }) else { return }
      let written = C.encode(reply)
      let again = try read { () throws(WireError) in try C.decodeReply(written) }
      try require(
        again == reply, "\(C.self): \(reply) is written as \(written) and read as \(String(describing: again))")
    }
  }

  private static func siteReply<C: SiteCall>(_: C.Type) -> Kind {
    { bytes in
      guard let reply = try read({ () throws(WireError) in try C.decodeReply(bytes) }) else { return }
      let written = C.encode(reply)
      let again = try read { () throws(WireError) in try C.decodeReply(written) }
      try require(
        again == reply, "\(C.self): \(reply) is written as \(written) and read as \(String(describing: again))")
    }
  }

  private static func record<R: Record>(_: R.Type) -> Kind {
    { bytes in
      guard let record = try read({ () throws(WireError) in try R(packed: bytes) }) else { return }
      let written = record.packed
      let again = try read { () throws(WireError) in try R(packed: written) }
      try require(again == record, "\(record) is written as \(written) and read as \(String(describing: again))")
    }
  }

  /// Nothing where it says what is wrong.
  private static func read<Value>(_ body: () throws(WireError) -> Value) throws -> Value? {
    do throws(WireError) { return try body() } catch { return nil }
  }
}
