/// The carrier signs for what it handed over, and keeps what it signed: proof of delivery.
internal import LMDB
internal import Ledger
internal import MailOrder
internal import Seals
internal import Sites
internal import Wire

extension Carrier {
  /// Signs that a delivery was handed over, where there is a key to sign with. The clock is that of the delivery's event.
  func sign(_ delivery: inout Delivery, shown: HandOverStatement.Shown) {
    guard let handOverKey, let statement = delivery.statement(by: identity.code, shown: shown) else { return }
    delivery.proof = SignedHandOver(statement, by: handOverKey).bytes
  }

  /// Signs a hand-over with the key of now, after the check manager refused the signature of before, and tells seller and
  /// manager anew. Whether that was done: not where the key of now is the one that was refused, or there is none.
  func signAnew(_ number: UInt64, _ message: OutgoingMessage) async throws -> Bool {
    guard let handOverKey else { return false }
    let isTold = try await write { [self] transaction throws(SiteStoreError) -> Bool in
      guard var delivery = try tables.delivery(message.order, in: transaction), delivery.state == .delivered,
        delivery.signedHandOver?.key != handOverKey.id
      else { return false }
      if let before = delivery.signedHandOver {
        // The statement stays: it is of the hand-over, whatever key vouches for it.
        delivery.proof = SignedHandOver(before.statement, by: handOverKey).bytes
      } else {
        // Without the code, where one was asked for, there would have been no hand-over.
        sign(&delivery, shown: delivery.asksForCode ? .code : .nothing)
      }
      guard try tables.outbox.remove(number, in: transaction) else { return true }
      let note = delivery.events.last { $0.state == .delivered }?.note ?? .empty
      // It is an end still, of which nobody was told with this signature.
      try keepAndTell(&delivery, after: .underway, note: note, in: transaction)
      return true
    }
    if isTold { tables.outbox.notify() }
    return isTold
  }
}

extension Delivery {
  /// The proof, where there is one.
  var signedHandOver: SignedHandOver? { proof.isEmpty ? nil : SignedHandOver(proof) }

  /// On what sight a report says that the goods were handed over: the code where one was asked for, as `take` saw to it
  /// that it was the right one.
  func shown(by report: DeliveryReport) -> HandOverStatement.Shown {
    if asksForCode { return .code }
    if report.signed { return .signature }
    return report.leftAt.isEmpty ? .nothing : .left(at: report.leftAt.value)
  }

  /// What is to be signed; nil: nothing was handed over.
  fileprivate func statement(by distributor: DistributorID, shown: HandOverStatement.Shown) -> HandOverStatement? {
    guard let handOver = events.last(where: { $0.state == .delivered }) else { return nil }
    return HandOverStatement(
      check: instruction.check.bytes, delivery: instruction.order.bytes,
      distributor: distributor.description, recipient: takenBy.value, milliseconds: handOver.time.milliseconds,
      shown: shown, salt: HandOverStatement.freshSalt())
  }
}
