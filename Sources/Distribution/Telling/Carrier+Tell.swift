/// Who is told what: each change to the seller, each end to the check manager (S12), written in the change's own commit.
internal import CheckClient
internal import LMDB
internal import Ledger
internal import MailOrder
internal import Seals
internal import Sites
internal import Wire

extension Carrier {
  /// Writes a delivery whose state or appointment has changed, with what is to be told of it.
  func keepAndTell(
    _ delivery: inout Delivery, after before: DeliveryState, note: Text, in transaction: borrowing WriteTransaction
  ) throws(SiteStoreError) {
    delivery.reports += 1
    guard let event = delivery.events.last else { preconditionFailure("a change leaves its event") }
    let instruction = delivery.instruction
    let report = ReportDelivery(
      order: instruction.order, distributor: identity.code, number: delivery.reports, event: event,
      appointment: delivery.appointment)
    try tables.outbox.add(
      OutgoingMessage(report, to: .seller(instruction.seller), about: instruction.order), in: transaction)
    if delivery.completion(after: before) != nil { try tellManager(of: delivery, note: note, in: transaction) }
    try tables.put(delivery, in: transaction)
  }

  /// Tells the check manager of the end that a delivery has come to. The command's id is kept with the message, and so is
  /// the same however often it is sent.
  func tellManager(
    of delivery: Delivery, note: Text, in transaction: borrowing WriteTransaction
  ) throws(SiteStoreError) {
    guard let completion = delivery.completion else { return }
    let instruction = delivery.instruction
    let event: CheckEvent =
      switch completion {
      case .collected(let amount): .collectCash(amount: amount)
      case .handedOver: .confirm(proof: delivery.proof)
      case .notDelivered: .failDelivery
      }
    let action = CheckAction(
      id: ids.command(), check: instruction.check, actor: .distributor(identity.code), event: event, note: note)
    try tables.outbox.add(OutgoingMessage(action, to: .manager, about: instruction.order), in: transaction)
  }
}

extension Delivery {
  /// The proof of a hand-over: SHA-256 of the order's sixteen bytes, who took it in UTF-8, and the time in milliseconds as
  /// eight bytes, the most significant first.
  var proof: Digest? {
    guard let handOver = events.last(where: { $0.state == .delivered }) else { return nil }
    let order = instruction.order
    return Digest(
      Hash.sha256(
        bigEndian(order.high) + bigEndian(order.low) + Array(takenBy.value.utf8)
          + bigEndian(UInt64(bitPattern: handOver.time.milliseconds))))
  }
}
