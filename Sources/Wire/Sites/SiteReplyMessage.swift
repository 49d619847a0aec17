/// The replies of sites: the form of all replies, without a sequence, and with a no of its own.
internal import CVouchProtos
internal import Ledger
public import MailOrder

extension Vouch__Selling__V1__GetOfficeReply: @unsafe ReplyMessage {}
extension Vouch__Selling__V1__ListCommoditiesReply: @unsafe ReplyMessage {}
extension Vouch__Selling__V1__GetCommodityReply: @unsafe ReplyMessage {}
extension Vouch__Selling__V1__PutCommoditiesReply: @unsafe ReplyMessage {}
extension Vouch__Selling__V1__OrderReply: @unsafe ReplyMessage {}
extension Vouch__Selling__V1__ListOrdersReply: @unsafe ReplyMessage {}
extension Vouch__Selling__V1__GetOfferReply: @unsafe ReplyMessage {}
extension Vouch__Selling__V1__PutPictureReply: @unsafe ReplyMessage {}
extension Vouch__Distribution__V1__GetCompanyReply: @unsafe ReplyMessage {}
extension Vouch__Distribution__V1__DeliveryReply: @unsafe ReplyMessage {}
extension Vouch__Distribution__V1__ListDeliveriesReply: @unsafe ReplyMessage {}
extension Vouch__Distribution__V1__PlanDayReply: @unsafe ReplyMessage {}
extension Vouch__Distribution__V1__PassesReply: @unsafe ReplyMessage {}

extension SiteReply: ReplyOutcome {
  func either<Result>(
    _ accepted: (Accepted) -> Result, _ refused: (SiteRefusal) -> Result, _ invalid: (Invalid) -> Result
  ) -> Result {
    switch self {
    case .accepted(let value): accepted(value)
    case .refused(let refusal): refused(refusal)
    case .invalid(let fault): invalid(fault)
    }
  }
}

extension SiteRefusal: @unsafe RefusalValue {
  static func read(_ m: Vouch__Order__V1__Refused, _ reader: Reader) throws(Invalid) -> SiteRefusal {
    unsafe SiteRefusal(
      try reader.reason(m.reason.rawValue, m.name, of: "site"), try reader.string(m.detail, "refused.detail"))
  }

  func message(_ builder: borrowing Builder) -> UnsafeMutablePointer<Vouch__Order__V1__Refused> {
    let m = unsafe builder.make(vouch__order__v1__refused__init)
    unsafe m.pointee.reason = Vouch__Order__V1__RefusalReason(rawValue: UInt32(reason.rawValue))
    unsafe m.pointee.name = builder.string(reason.name)
    unsafe m.pointee.sentence = builder.string(reason.sentence)
    unsafe m.pointee.detail = builder.string(detail)
    return unsafe m
  }
}

extension Builder {
  /// A site's reply as bytes; `accepted` makes what a yes brings.
  func reply<Message: ReplyMessage, Accepted>(
    _ reply: SiteReply<Accepted>, as initialise: (UnsafeMutablePointer<Message>) -> Void,
    _ accepted: (Accepted) -> UnsafeMutablePointer<Message.Content>
  ) -> [UInt8] where Message.Refused == Vouch__Order__V1__Refused {
    let m = unsafe make(initialise)
    unsafe setOutcome(of: m, to: reply, accepted)
    return unsafe pack(m)
  }
}

extension Reader {
  /// Reads a site's reply; `accepted` reads what a yes brings.
  static func siteReply<Message: ReplyMessage, Accepted>(
    _ bytes: [UInt8], _ unpack: Arena.Unpack<Message>,
    _ accepted: (Reader) -> (Message.Content) throws(Invalid) -> Accepted
  ) throws(WireError) -> SiteReply<Accepted> where Message.Refused == Vouch__Order__V1__Refused {
    unsafe try whole(bytes, unpack) { reader, m throws(Invalid) in try reader.outcome(m, accepted(reader)) }
  }
}

/// Replies that are the same bytes whatever the method: on the wire they differ only in what a yes brings.
public enum SiteFault {
  /// The reply to a request with a field that cannot be what it is.
  public static func encode(_ invalid: Invalid) -> [UInt8] { PlaceOrder.encode(.invalid(invalid)) }

  /// The reply to a request that is refused.
  public static func encode(_ refusal: SiteRefusal) -> [UInt8] { PlaceOrder.encode(.refused(refusal)) }
}
