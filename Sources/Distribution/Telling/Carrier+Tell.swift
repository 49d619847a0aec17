/// Who is told what: each change to the seller, each end to the check manager (S12), written in the change's own commit.
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
    var report = ReportDelivery(
      order: instruction.order, distributor: identity.code, number: delivery.reports, event: event,
      appointment: delivery.appointment)
    report.proof = delivery.proof
    report.page = pages?.tracking(instruction.order) ?? .empty
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
      case .handedOver: .confirm(proof: delivery.proofDigest)
      case .notDelivered: .failDelivery
      }
    // By the clock that the rest goes by: how old the id is must be known again later.
    let id = CommandID(at: now(), random: (.random(in: .min ... .max), .random(in: .min ... .max)))
    var action = CheckAction(
      id: id, check: instruction.check, actor: .distributor(identity.code), event: event, note: note)
    if case .handedOver = completion, let signed = delivery.signedHandOver { action.seal = .unjudged(signed.signature) }
    try tables.outbox.add(OutgoingMessage(action, to: .manager, about: instruction.order), in: transaction)
  }
}

extension Delivery {
  /// The digest of the signed statement; where nothing is signed SHA-256 of the order's sixteen bytes, who took it in
  /// UTF-8, and the time in milliseconds as eight bytes, the most significant first.
  var proofDigest: Digest? {
    if let signedHandOver { return Digest(signedHandOver.statement.digest) }
    guard let handOver = events.last(where: { $0.state == .delivered }) else { return nil }
    let order = instruction.order
    return Digest(
      Hash.sha256(
        bigEndian(order.high) + bigEndian(order.low) + Array(takenBy.value.utf8)
          + bigEndian(UInt64(bitPattern: handOver.time.milliseconds))))
  }
}
