/// What answers change: each is read by its message's method, becomes news of its order, and is written in the same
/// transaction that takes the message out of the outbox.
internal import Ledger
internal import LMDB
internal import MailOrder
internal import Sites
internal import Wire

extension Shop {
  /// Keeps an answer.
  ///
  /// - Throws: `WireError` when it is none: then it is asked again.
  func settle(_ number: UInt64, _ message: OutgoingMessage, _ answer: [UInt8]) async throws {
    let news = try OrderNews(answering: message, with: answer)
    let now = clock()
    let fresh = freshIDs()
    let hasErrands = try await store.site.write { transaction throws(SiteStoreError) in
      guard try store.outbox.remove(number, in: transaction) else { return false }
      guard let news, let order = try store.order(message.order, in: transaction) else { return false }
      let step: OrderStep
      // An answer asks for nothing: there is nobody to refuse it to.
      do throws(SiteRefusal) { step = try order.after(news, at: now, fresh: fresh) } catch { return false }
      guard step != OrderStep(order: order) else { return false }
      try store.apply(step, of: id, in: transaction)
      return !step.errands.isEmpty
    }
    if hasErrands { store.outbox.notify() }
  }
}

extension Shop {
  /// Whether a message is still to be sent: a distributor that has not heard of an order given back does not hear of it.
  func isWanted(_ message: OutgoingMessage) throws(SiteStoreError) -> Bool {
    guard case .distributor = message.destination else { return true }
    let order = try store.site.read { transaction throws(SiteStoreError) in
      try store.order(message.order, in: transaction)
    }
    return order?.isToBeDelivered ?? false
  }
}

extension OrderNews {
  /// What the answer to a message says; nil where it says nothing that an order keeps.
  init?(answering message: OutgoingMessage, with answer: [UInt8]) throws(WireError) {
    switch message.destination {
    case .manager:
      guard let method = Method(rawValue: message.method) else { return nil }
      guard let news = try OrderNews.managers(method, answer) else { return nil }
      self = news
    case .distributor:
      guard message.method == DistributionMethod.instruct.rawValue else { return nil }
      switch try Instruct.decodeReply(answer) {
      case .accepted: self = .instructed
      case .refused(let refusal): self = .refusedByDistributor(refusal.reason.name)
      case .invalid(let invalid): self = .refusedByDistributor("invalid: \(invalid.field)")
      }
    case .seller: return nil
    }
  }

  private static func managers(_ method: Method, _ answer: [UInt8]) throws(WireError) -> OrderNews? {
    switch method {
    case .claimCheck: try news(Claim.decodeReply(answer)) { _ in .claimed }
    case .verifyCheck: try news(VerifyCheck.decodeReply(answer)) { .verified($0.release, $0.progress.method) }
    case .getAddressee:
      try news(GetAddressee.decodeReply(answer)) {
        if let sealed = $0.sealed {
          .sealedAddressee(sealed)
        } else {
          .addressee(Recipient(onFile: $0.name, address: $0.address, telephone: $0.telephone))
        }
      }
    case .presentCheck:
      try news(CheckAction.decodeReply(answer)) { $0.entry.progress.map { .demanded($0.state, $0.method) } }
    case .refundCheck, .failDelivery, .voidCheck:
      try news(CheckAction.decodeReply(answer)) { $0.entry.progress.map { .givenBack($0.state) } }
    case .getCheck:
      try news(GetCheck.decodeReply(answer)) { .seen($0.check.progress.state, $0.check.progress.method) }
    default: nil
    }
  }

  /// A yes that does not say what became of the check is no answer.
  private static func news<Accepted>(
    _ reply: Reply<Accepted>, _ accepted: (Accepted) -> OrderNews?
  ) throws(WireError) -> OrderNews {
    switch reply.outcome {
    case .accepted(let value):
      guard let news = accepted(value) else { throw .unreadable }
      return news
    case .refused(let refusal): return .refusedByManager(refusal.name)
    case .invalid(let invalid): return .refusedByManager("invalid: \(invalid.field)")
    }
  }
}
