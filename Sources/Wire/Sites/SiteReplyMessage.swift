/// The one form that the replies of all sites have, written and read once for all of them.
internal import CVouchProtos
internal import Ledger
public import MailOrder

/// A site's reply as protobuf-c has it: one of three outcomes.
protocol SiteReplyMessage {
  associatedtype Content
  associatedtype Case: RawRepresentable where Case.RawValue == UInt32

  var outcome_case: Case { get set }
  var accepted: UnsafeMutablePointer<Content>! { get set }
  var refused: UnsafeMutablePointer<Vouch__Order__V1__Refused>! { get set }
  var invalid: UnsafeMutablePointer<Vouch__V1__Invalid>! { get set }
}

extension Vouch__Selling__V1__GetOfficeReply: @unsafe SiteReplyMessage {}
extension Vouch__Selling__V1__ListCommoditiesReply: @unsafe SiteReplyMessage {}
extension Vouch__Selling__V1__GetCommodityReply: @unsafe SiteReplyMessage {}
extension Vouch__Selling__V1__PutCommoditiesReply: @unsafe SiteReplyMessage {}
extension Vouch__Selling__V1__OrderReply: @unsafe SiteReplyMessage {}
extension Vouch__Selling__V1__ListOrdersReply: @unsafe SiteReplyMessage {}
extension Vouch__Distribution__V1__GetCompanyReply: @unsafe SiteReplyMessage {}
extension Vouch__Distribution__V1__DeliveryReply: @unsafe SiteReplyMessage {}
extension Vouch__Distribution__V1__ListDeliveriesReply: @unsafe SiteReplyMessage {}
extension Vouch__Distribution__V1__PlanDayReply: @unsafe SiteReplyMessage {}

/// The numbers of the outcome's cases: their fields' in every reply.
private enum OutcomeNumber {
  static let accepted: UInt32 = 2
  static let refused: UInt32 = 3
  static let invalid: UInt32 = 4
}

extension Builder {
  /// A reply's bytes; `accepted` makes what a yes brings.
  func reply<Message: SiteReplyMessage, Accepted>(
    _ reply: SiteReply<Accepted>, as initialise: (UnsafeMutablePointer<Message>) -> Void,
    _ accepted: (Accepted) -> UnsafeMutablePointer<Message.Content>
  ) -> [UInt8] {
    let m = unsafe make(initialise)
    let number: UInt32
    switch reply {
    case .accepted(let value):
      number = OutcomeNumber.accepted
      unsafe m.pointee.accepted = accepted(value)
    case .refused(let refusal):
      number = OutcomeNumber.refused
      unsafe m.pointee.refused = refused(refusal)
    case .invalid(let fault):
      number = OutcomeNumber.invalid
      unsafe m.pointee.invalid = invalid(fault)
    }
    guard let outcome = Message.Case(rawValue: number) else { preconditionFailure("every reply has these outcomes") }
    unsafe m.pointee.outcome_case = outcome
    return unsafe pack(m)
  }

  private func refused(_ refusal: SiteRefusal) -> UnsafeMutablePointer<Vouch__Order__V1__Refused> {
    let m = unsafe make(vouch__order__v1__refused__init)
    unsafe m.pointee.reason = Vouch__Order__V1__RefusalReason(rawValue: UInt32(refusal.reason.rawValue))
    unsafe m.pointee.name = string(refusal.reason.name)
    unsafe m.pointee.sentence = string(refusal.reason.sentence)
    unsafe m.pointee.detail = string(refusal.detail)
    return unsafe m
  }
}

extension Reader {
  /// Reads a reply; `accepted` reads what a yes brings.
  static func siteReply<Message: SiteReplyMessage, Accepted>(
    _ bytes: [UInt8], _ unpack: Arena.Unpack<Message>,
    _ accepted: (Reader) -> (Message.Content) throws(Invalid) -> Accepted
  ) throws(WireError) -> SiteReply<Accepted> {
    unsafe try whole(bytes, unpack) { reader, m throws(Invalid) in try reader.outcome(m, accepted(reader)) }
  }

  private func outcome<Message: SiteReplyMessage, Accepted>(
    _ m: Message, _ accepted: (Message.Content) throws(Invalid) -> Accepted
  ) throws(Invalid) -> SiteReply<Accepted> {
    switch m.outcome_case.rawValue {
    case OutcomeNumber.accepted: return unsafe .accepted(try accepted(try need(m.accepted, "accepted")))
    case OutcomeNumber.refused:
      let refused = unsafe try need(m.refused, "refused")
      guard let number = unsafe UInt16(exactly: refused.reason.rawValue), let reason = SiteReason(rawValue: number)
      else {
        throw Invalid(
          field: "refused.reason", reason: unsafe "is \(refused.reason.rawValue), which this program does not know",
          hint: unsafe "The site is newer: \(try string(refused.name, "refused.name")).")
      }
      return unsafe .refused(SiteRefusal(reason, try string(refused.detail, "refused.detail")))
    case OutcomeNumber.invalid: return unsafe .invalid(try invalid(try need(m.invalid, "invalid")))
    default: throw missing("outcome", "A reply has one of accepted, refused, invalid.")
    }
  }

  /// Reads a message that stands alone: a reply, or a record.
  static func whole<Message, Value>(
    _ bytes: [UInt8], _ unpack: Arena.Unpack<Message>, _ read: (Reader, Message) throws(Invalid) -> Value
  ) throws(WireError) -> Value {
    let workspace = Workspace(budget: replyBudget)
    let arena = workspace.arena
    let message = unsafe bytes.withUnsafeBytes { unsafe arena.unpack($0, with: unpack)?.pointee }
    guard let m = message else { throw arena.isSpent ? .tooLarge : .unreadable }
    do throws(Invalid) {
      return try read(Reader(arena: arena), m)
    } catch {
      throw .contradictory(error)
    }
  }
}

/// Replies that are the same bytes whatever the method: on the wire they differ only in what a yes brings.
public enum SiteFault {
  /// The reply to a request with a field that cannot be what it is.
  public static func encode(_ invalid: Invalid) -> [UInt8] { PlaceOrder.encode(.invalid(invalid)) }

  /// The reply to a request that is refused.
  public static func encode(_ refusal: SiteRefusal) -> [UInt8] { PlaceOrder.encode(.refused(refusal)) }
}
