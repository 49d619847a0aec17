/// The batches as calls. What their replies bring is written and read beside.
internal import CProtobufC
internal import CVouchProtos
internal import Ledger

// MARK: - Requests

/// A request whose one field is its items.
private protocol BatchMessage {
  associatedtype Item
  var n_items: Int { get set }
  var items: UnsafeMutablePointer<UnsafeMutablePointer<Item>?>! { get set }
}

extension Vouch__V1__IssueChecksRequest: @unsafe BatchMessage {}
extension Vouch__V1__VerifyChecksRequest: @unsafe BatchMessage {}
extension Vouch__V1__PresentChecksRequest: @unsafe BatchMessage {}
extension Vouch__V1__VoidChecksRequest: @unsafe BatchMessage {}
extension Vouch__V1__ConfirmDeliveriesRequest: @unsafe BatchMessage {}
extension Vouch__V1__RefundChecksRequest: @unsafe BatchMessage {}

extension Builder {
  fileprivate func batch<Message: BatchMessage, Item>(
    _ items: [Item], _ initialise: (UnsafeMutablePointer<Message>) -> Void,
    _ item: (Item) -> UnsafeMutablePointer<Message.Item>
  ) -> [UInt8] {
    unsafe request(initialise) { unsafe ($0.n_items, $0.items) = list(items, item) }
  }
}

extension IssueChecks: BatchCall {
  public typealias Brief = BatchEntry

  public var method: Method { .issueChecks }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.batch(items, vouch__v1__issue_checks_request__init) { unsafe builder.demand($0) }
  }

  public static func encode(_ reply: Reply<[Outcome<BatchEntry>]>) -> [UInt8] { Builder.batchReply(reply) }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> Reply<[Outcome<BatchEntry>]> {
    try Reader.batchReply(bytes)
  }
}

extension ActOnChecks: BatchCall {
  public typealias Brief = BatchEntry

  public var method: Method {
    switch kind {
    case .present: .presentChecks
    case .void: .voidChecks
    case .confirm: .confirmDeliveries
    case .refund: .refundChecks
    }
  }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return switch kind {
    case .present:
      unsafe builder.batch(items, vouch__v1__present_checks_request__init) { unsafe builder.present($0) }
    case .void:
      unsafe builder.batch(items, vouch__v1__void_checks_request__init) { unsafe builder.void($0) }
    case .confirm:
      unsafe builder.batch(items, vouch__v1__confirm_deliveries_request__init) { unsafe builder.confirm($0) }
    case .refund:
      unsafe builder.batch(items, vouch__v1__refund_checks_request__init) { unsafe builder.refund($0) }
    }
  }

  public static func encode(_ reply: Reply<[Outcome<BatchEntry>]>) -> [UInt8] { Builder.batchReply(reply) }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> Reply<[Outcome<BatchEntry>]> {
    try Reader.batchReply(bytes)
  }
}

extension VerifyChecks: BatchCall {
  public typealias Brief = BriefVerification

  public var method: Method { .verifyChecks }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.batch(items, vouch__v1__verify_checks_request__init) { unsafe builder.question($0) }
  }

  public static func encode(_ reply: Reply<[Outcome<BriefVerification>]>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__v1__verify_checks_reply__init) { unsafe builder.verifications($0) }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> Reply<[Outcome<BriefVerification>]> {
    unsafe try Reader.reply(bytes, vouch__v1__verify_checks_reply__unpack, Reader.verifications)
  }
}
