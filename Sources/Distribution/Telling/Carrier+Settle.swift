/// What the answers of sellers and of the check manager change. Whatever they say, they have heard; only what says "not
/// now" or cannot be read is sent again.
internal import LMDB
internal import Ledger
internal import MailOrder
public import Sites
internal import Wire

/// An answer after which the message is sent again.
struct NotTaken: Error, CustomStringConvertible {
  let description: String
}

extension Carrier {
  /// Keeps what an answer says, and takes its message out of the outbox, in one commit. Throws when the message must be
  /// sent again.
  public func settle(_ number: UInt64, _ message: OutgoingMessage, _ answer: [UInt8]) async throws {
    switch message.destination {
    case .manager: try await settleManager(number, message, answer)
    case .seller: try await settleSeller(number, message, answer)
    case .distributor: preconditionFailure("a carrier tells no carrier")
    }
  }

  private func settleManager(_ number: UInt64, _ message: OutgoingMessage, _ answer: [UInt8]) async throws {
    let refusal: String
    switch try CheckAction.decodeReply(answer).outcome {
    case .accepted: refusal = ""
    // It heals by itself when there is space again.
    case .refused(.diskFull): throw NotTaken(description: "the check manager's disk is full")
    // It waited too long, or a clock is wrong.
    case .refused(.idOutsideWindow): return try await sendAnew(number, message)
    // The key was registered, or another one was, after this was signed.
    case .refused(let no) where no == .proofRequired || no == .proofWrong:
      if try await signAnew(number, message) { return }
      refusal = no.name
    case .refused(let no): refusal = no.name
    case .invalid(let invalid): refusal = "invalid: \(invalid)"
    }
    try await write { [self] transaction throws(SiteStoreError) in
      guard try tables.outbox.remove(number, in: transaction),
        var delivery = try tables.delivery(message.order, in: transaction)
      else { return }
      delivery.managerKnows = true
      delivery.managerRefusal = refusal
      try tables.put(delivery, in: transaction)
    }
  }

  /// Gives a message a fresh id where its own has grown too old to be judged. Nothing can happen twice by it: an end of
  /// a check that was taken once is refused the second time.
  private func sendAnew(_ number: UInt64, _ message: OutgoingMessage) async throws {
    guard let made = message.commandID?.time, now() > made + Bounds.idPast else {
      throw NotTaken(description: "the check manager's clock and this one's differ too much")
    }
    try await write { [self] transaction throws(SiteStoreError) in
      guard try tables.outbox.remove(number, in: transaction),
        let delivery = try tables.delivery(message.order, in: transaction)
      else { return }
      let end = delivery.events.first { $0.state.isEnd }
      try tellManager(of: delivery, note: end?.note ?? .empty, in: transaction)
    }
    tables.outbox.notify()
  }

  private func settleSeller(_ number: UInt64, _ message: OutgoingMessage, _ answer: [UInt8]) async throws {
    let refusal: String?
    switch try ReportDelivery.decodeReply(answer) {
    case .accepted: refusal = nil
    case .refused(let no): refusal = no.detail.isEmpty ? no.reason.name : "\(no.reason.name) (\(no.detail))"
    case .invalid(let invalid): refusal = "invalid: \(invalid)"
    }
    try await write { [self] transaction throws(SiteStoreError) in
      guard try tables.outbox.remove(number, in: transaction),
        var delivery = try tables.delivery(message.order, in: transaction)
      else { return }
      if let refusal { delivery.note(clipped("the seller says: \(refusal)"), at: now()) }
      // The report of the end is the last there is, until another end follows it.
      if delivery.state.isEnd, message.reportNumber == delivery.reports { delivery.sellerKnows = true }
      try tables.put(delivery, in: transaction)
    }
  }
}

extension OutgoingMessage {
  /// The id of the command to the check manager that this message is; nil: it is none.
  fileprivate var commandID: CommandID? {
    guard let method = Method(rawValue: method) else { return nil }
    let decoded = unsafe body.withUnsafeBytes { unsafe RequestDecoder().decode(method, $0) }
    guard case .request(.command(.act(let action))) = decoded else { return nil }
    return action.id
  }

  /// The number of the report to a seller that this message is; nil: it is none.
  fileprivate var reportNumber: UInt64? {
    guard case .request(.reportDelivery(let report))? = SellingRequest.decode(method, body) else { return nil }
    return report.number
  }
}

/// As much of a sentence as fits a note.
private func clipped(_ sentence: String) -> Text {
  var sentence = sentence
  while Text(sentence) == nil, !sentence.isEmpty { sentence.removeLast() }
  return Text(sentence) ?? .empty
}
