/// The one form that all replies have, written and read once for all of them.
internal import CVouchProtos
internal import Ledger

/// A reply as protobuf-c has it: the sequence, and one of three outcomes.
protocol ReplyMessage {
  associatedtype Content
  associatedtype Case: RawRepresentable where Case.RawValue == UInt32

  var sequence: UInt64 { get set }
  var outcome_case: Case { get set }
  var accepted: UnsafeMutablePointer<Content>! { get set }
  var refused: UnsafeMutablePointer<Vouch__V1__Refused>! { get set }
  var invalid: UnsafeMutablePointer<Vouch__V1__Invalid>! { get set }
}

extension Vouch__V1__GetStatusReply: @unsafe ReplyMessage {}
extension Vouch__V1__AcceptClockReply: @unsafe ReplyMessage {}
extension Vouch__V1__AuthorizeReply: @unsafe ReplyMessage {}
extension Vouch__V1__IssueCheckReply: @unsafe ReplyMessage {}
extension Vouch__V1__ClaimCheckReply: @unsafe ReplyMessage {}
extension Vouch__V1__VerifyCheckReply: @unsafe ReplyMessage {}
extension Vouch__V1__ReceiptReply: @unsafe ReplyMessage {}
extension Vouch__V1__GetCheckReply: @unsafe ReplyMessage {}
extension Vouch__V1__ListChecksReply: @unsafe ReplyMessage {}
extension Vouch__V1__GetAccountReply: @unsafe ReplyMessage {}
extension Vouch__V1__ListAccountsReply: @unsafe ReplyMessage {}
extension Vouch__V1__GetSellerReply: @unsafe ReplyMessage {}
extension Vouch__V1__ListSellersReply: @unsafe ReplyMessage {}
extension Vouch__V1__GetDistributorReply: @unsafe ReplyMessage {}
extension Vouch__V1__ListDistributorsReply: @unsafe ReplyMessage {}
extension Vouch__V1__GetStatementReply: @unsafe ReplyMessage {}
extension Vouch__V1__ReadJournalReply: @unsafe ReplyMessage {}
extension Vouch__V1__GetAddresseeReply: @unsafe ReplyMessage {}
extension Vouch__V1__GetBalanceSheetReply: @unsafe ReplyMessage {}

/// The numbers of the outcome's cases: their fields' in every reply.
private enum OutcomeNumber {
  static let accepted: UInt32 = 2
  static let refused: UInt32 = 3
  static let invalid: UInt32 = 4
}

// MARK: - Writing

extension Builder {
  /// A reply's bytes; `accepted` makes what a yes brings.
  func reply<Message: ReplyMessage, Accepted>(
    _ reply: Reply<Accepted>, as initialise: (UnsafeMutablePointer<Message>) -> Void,
    _ accepted: (Accepted) -> UnsafeMutablePointer<Message.Content>
  ) -> [UInt8] {
    let m = unsafe make(initialise)
    unsafe m.pointee.sequence = reply.sequence
    let number: UInt32
    switch reply.outcome {
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

  private func refused(_ refusal: Refusal) -> UnsafeMutablePointer<Vouch__V1__Refused> {
    let m = unsafe make(vouch__v1__refused__init)
    unsafe m.pointee.reason = Vouch__V1__RefusalReason(rawValue: UInt32(refusal.rawValue))
    unsafe m.pointee.name = string(refusal.name)
    unsafe m.pointee.sentence = string(refusal.sentence)
    return unsafe m
  }

  func invalid(_ invalid: Invalid) -> UnsafeMutablePointer<Vouch__V1__Invalid> {
    let m = unsafe make(vouch__v1__invalid__init)
    unsafe m.pointee.field = string(invalid.field)
    unsafe m.pointee.reason = string(invalid.reason)
    unsafe m.pointee.hint = string(invalid.hint)
    return unsafe m
  }
}

extension Method {
  /// The reply to a request of this method with a field that cannot be what it is.
  public func encodeInvalid(_ invalid: Invalid, sequence: UInt64) -> [UInt8] {
    // On the wire the replies of all methods differ only in what a yes brings.
    CheckAction.encode(Reply(sequence: sequence, outcome: .invalid(invalid)))
  }
}

// MARK: - Reading

extension Reader {
  /// How many bytes a reply may unpack to: a page of the longest accounts takes some ten million.
  static let replyBudget = 64 << 20

  /// Reads a reply; `accepted` reads what a yes brings.
  static func reply<Message: ReplyMessage, Accepted>(
    _ bytes: [UInt8], _ unpack: Arena.Unpack<Message>,
    _ accepted: (Reader) -> (Message.Content) throws(Invalid) -> Accepted
  ) throws(WireError) -> Reply<Accepted> {
    unsafe try whole(bytes, unpack) { reader, m throws(Invalid) in
      Reply(sequence: m.sequence, outcome: try reader.outcome(m, accepted(reader)))
    }
  }

  private func outcome<Message: ReplyMessage, Accepted>(
    _ m: Message, _ accepted: (Message.Content) throws(Invalid) -> Accepted
  ) throws(Invalid) -> Outcome<Accepted> {
    switch m.outcome_case.rawValue {
    case OutcomeNumber.accepted: return unsafe .accepted(try accepted(try need(m.accepted, "accepted")))
    case OutcomeNumber.refused:
      let refused = unsafe try need(m.refused, "refused")
      guard let number = unsafe UInt16(exactly: refused.reason.rawValue), let refusal = Refusal(rawValue: number) else {
        throw Invalid(
          field: "refused.reason", reason: unsafe "is \(refused.reason.rawValue), which this program does not know",
          hint: unsafe "The manager is newer: \(try string(refused.name, "refused.name")).")
      }
      return .refused(refusal)
    case OutcomeNumber.invalid: return unsafe .invalid(try invalid(try need(m.invalid, "invalid")))
    default: throw missing("outcome", "A reply has one of accepted, refused, invalid.")
    }
  }

  func invalid(_ m: Vouch__V1__Invalid) throws(Invalid) -> Invalid {
    unsafe Invalid(
      field: try string(m.field, "invalid.field"), reason: try string(m.reason, "invalid.reason"),
      hint: try string(m.hint, "invalid.hint"))
  }
}
