/// The one form that all replies have, written and read once for all of them.
internal import CVouchProtos
public import Ledger

/// A reply as protobuf-c has it: one of three outcomes.
protocol ReplyMessage {
  associatedtype Content
  associatedtype Refused
  associatedtype Case: RawRepresentable where Case.RawValue == UInt32

  var outcome_case: Case { get set }
  var accepted: UnsafeMutablePointer<Content>! { get set }
  var refused: UnsafeMutablePointer<Refused>! { get set }
  var invalid: UnsafeMutablePointer<Vouch__V1__Invalid>! { get set }
}

/// A reply of the check manager: it bears the sequence beside.
protocol ManagerReplyMessage: ReplyMessage where Refused == Vouch__V1__Refused {
  var sequence: UInt64 { get set }
}

/// An outcome as a value, whoever's no it is.
protocol ReplyOutcome {
  associatedtype Accepted
  associatedtype Refused: RefusalValue

  static func accepted(_ value: Accepted) -> Self
  static func refused(_ refusal: Refused) -> Self
  static func invalid(_ fault: Invalid) -> Self

  /// What is made of the one that it is.
  func either<Result>(
    _ accepted: (Accepted) -> Result, _ refused: (Refused) -> Result, _ invalid: (Invalid) -> Result
  ) -> Result
}

/// A no as a value.
protocol RefusalValue {
  associatedtype Message
  static func read(_ m: Message, _ reader: Reader) throws(Invalid) -> Self
  func message(_ builder: borrowing Builder) -> UnsafeMutablePointer<Message>
}

extension Vouch__V1__GetStatusReply: @unsafe ManagerReplyMessage {}
extension Vouch__V1__AcceptClockReply: @unsafe ManagerReplyMessage {}
extension Vouch__V1__GetSealStatusReply: @unsafe ManagerReplyMessage {}
extension Vouch__V1__GetMetricsReply: @unsafe ManagerReplyMessage {}
extension Vouch__V1__RotateSealReply: @unsafe ManagerReplyMessage {}
extension Vouch__V1__AuthorizeReply: @unsafe ManagerReplyMessage {}
extension Vouch__V1__IssueCheckReply: @unsafe ManagerReplyMessage {}
extension Vouch__V1__ClaimCheckReply: @unsafe ManagerReplyMessage {}
extension Vouch__V1__VerifyCheckReply: @unsafe ManagerReplyMessage {}
extension Vouch__V1__ReceiptReply: @unsafe ManagerReplyMessage {}
extension Vouch__V1__GetCheckReply: @unsafe ManagerReplyMessage {}
extension Vouch__V1__ListChecksReply: @unsafe ManagerReplyMessage {}
extension Vouch__V1__GetAccountReply: @unsafe ManagerReplyMessage {}
extension Vouch__V1__ListAccountsReply: @unsafe ManagerReplyMessage {}
extension Vouch__V1__GetSellerReply: @unsafe ManagerReplyMessage {}
extension Vouch__V1__ListSellersReply: @unsafe ManagerReplyMessage {}
extension Vouch__V1__GetDistributorReply: @unsafe ManagerReplyMessage {}
extension Vouch__V1__ListDistributorsReply: @unsafe ManagerReplyMessage {}
extension Vouch__V1__GetStatementReply: @unsafe ManagerReplyMessage {}
extension Vouch__V1__ReadJournalReply: @unsafe ManagerReplyMessage {}
extension Vouch__V1__ListInstructionsReply: @unsafe ManagerReplyMessage {}
extension Vouch__V1__ListCoversReply: @unsafe ManagerReplyMessage {}
extension Vouch__V1__GetAddresseeReply: @unsafe ManagerReplyMessage {}
extension Vouch__V1__GetBalanceSheetReply: @unsafe ManagerReplyMessage {}
extension Vouch__V1__BatchReply: @unsafe ManagerReplyMessage {}
extension Vouch__V1__VerifyChecksReply: @unsafe ManagerReplyMessage {}
extension Vouch__V1__ProveCheckReply: @unsafe ManagerReplyMessage {}
extension Vouch__V1__GetHeadReply: @unsafe ManagerReplyMessage {}
extension Vouch__V1__ProveConsistencyReply: @unsafe ManagerReplyMessage {}
extension Vouch__V1__ReadAttestedReply: @unsafe ManagerReplyMessage {}
extension Vouch__V1__AuthenticateReply: @unsafe ManagerReplyMessage {}
extension Vouch__V1__KeyReply: @unsafe ManagerReplyMessage {}
extension Vouch__V1__ListKeysReply: @unsafe ManagerReplyMessage {}

/// The numbers of the outcome's cases: their fields' in every reply.
private enum OutcomeNumber {
  static let accepted: UInt32 = 2
  static let refused: UInt32 = 3
  static let invalid: UInt32 = 4
}

// MARK: - Writing

extension Builder {
  /// A manager's reply as bytes; `accepted` makes what a yes brings.
  func reply<Message: ManagerReplyMessage, Accepted>(
    _ reply: Reply<Accepted>, as initialise: (UnsafeMutablePointer<Message>) -> Void,
    _ accepted: (Accepted) -> UnsafeMutablePointer<Message.Content>
  ) -> [UInt8] {
    let m = unsafe make(initialise)
    unsafe m.pointee.sequence = reply.sequence
    unsafe setOutcome(of: m, to: reply.outcome, accepted)
    return unsafe pack(m)
  }

  /// Sets a reply's outcome.
  func setOutcome<Message: ReplyMessage, Outcome: ReplyOutcome>(
    of m: UnsafeMutablePointer<Message>, to outcome: Outcome,
    _ accepted: (Outcome.Accepted) -> UnsafeMutablePointer<Message.Content>
  ) where Outcome.Refused.Message == Message.Refused {
    let number = outcome.either(
      { value in
        unsafe m.pointee.accepted = accepted(value)
        return OutcomeNumber.accepted
      },
      { refusal in
        unsafe m.pointee.refused = refusal.message(self)
        return OutcomeNumber.refused
      },
      { fault in
        unsafe m.pointee.invalid = invalid(fault)
        return OutcomeNumber.invalid
      })
    guard let outcome = Message.Case(rawValue: number) else { preconditionFailure("every reply has these outcomes") }
    unsafe m.pointee.outcome_case = outcome
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

  /// The reply to a request of this method that is refused.
  public func encodeRefused(_ refusal: Refusal, sequence: UInt64) -> [UInt8] {
    CheckAction.encode(Reply(sequence: sequence, outcome: .refused(refusal)))
  }
}

// MARK: - Reading

extension Reader {
  /// How many bytes a reply may unpack to: a page of the longest accounts takes some ten million.
  static let replyBudget = 64 << 20

  /// Reads a manager's reply; `accepted` reads what a yes brings.
  static func reply<Message: ManagerReplyMessage, Accepted>(
    _ bytes: [UInt8], _ unpack: Arena.Unpack<Message>,
    _ accepted: (Reader) -> (Message.Content) throws(Invalid) -> Accepted
  ) throws(WireError) -> Reply<Accepted> {
    unsafe try whole(bytes, unpack) { reader, m throws(Invalid) in
      Reply(sequence: m.sequence, outcome: try reader.outcome(m, accepted(reader)))
    }
  }

  /// Reads a reply's outcome.
  func outcome<Message: ReplyMessage, Outcome: ReplyOutcome>(
    _ m: Message, _ accepted: (Message.Content) throws(Invalid) -> Outcome.Accepted
  ) throws(Invalid) -> Outcome where Outcome.Refused.Message == Message.Refused {
    switch m.outcome_case.rawValue {
    case OutcomeNumber.accepted: return unsafe .accepted(try accepted(try need(m.accepted, "accepted")))
    case OutcomeNumber.refused: return unsafe .refused(try .read(try need(m.refused, "refused"), self))
    case OutcomeNumber.invalid: return unsafe .invalid(try invalid(try need(m.invalid, "invalid")))
    default: throw missing("outcome", "A reply has one of accepted, refused, invalid.")
    }
  }

  /// The reason of a no; one that this program does not know comes of a peer that is newer.
  func reason<Reason: RawRepresentable<UInt16>>(
    _ number: UInt32, _ name: CString, of peer: String
  ) throws(Invalid) -> Reason {
    guard let narrow = UInt16(exactly: number), let reason = Reason(rawValue: narrow) else {
      throw Invalid(
        field: "refused.reason", reason: "is \(number), which this program does not know",
        hint: unsafe "The \(peer) is newer: \(try string(name, "refused.name")).")
    }
    return reason
  }

  func invalid(_ m: Vouch__V1__Invalid) throws(Invalid) -> Invalid {
    unsafe Invalid(
      field: try string(m.field, "invalid.field"), reason: try string(m.reason, "invalid.reason"),
      hint: try string(m.hint, "invalid.hint"))
  }
}

// MARK: - The manager's no

extension Outcome: ReplyOutcome {
  func either<Result>(
    _ accepted: (Accepted) -> Result, _ refused: (Refusal) -> Result, _ invalid: (Invalid) -> Result
  ) -> Result {
    switch self {
    case .accepted(let value): accepted(value)
    case .refused(let refusal): refused(refusal)
    case .invalid(let fault): invalid(fault)
    }
  }
}

extension Refusal: @unsafe RefusalValue {
  static func read(_ m: Vouch__V1__Refused, _ reader: Reader) throws(Invalid) -> Refusal {
    unsafe try reader.reason(m.reason.rawValue, m.name, of: "manager")
  }

  func message(_ builder: borrowing Builder) -> UnsafeMutablePointer<Vouch__V1__Refused> {
    let m = unsafe builder.make(vouch__v1__refused__init)
    unsafe m.pointee.reason = Vouch__V1__RefusalReason(rawValue: UInt32(rawValue))
    unsafe m.pointee.name = builder.string(name)
    unsafe m.pointee.sentence = builder.string(sentence)
    return unsafe m
  }
}
