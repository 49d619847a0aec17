/// Instructions come in, and whoever may ask is told where they stand (S9, S11).
internal import Identities
internal import LMDB
internal import Ledger
internal import MailOrder
internal import Sites
internal import Wire

extension Carrier {
  /// How many deliveries one page of a narrowed list looks at: a page is one short look at the store, even when few of
  /// them are wanted.
  static let maximumLook = 10_000
  /// How many events the deliveries of one page have together, but for the last one's: a page is one message, and an
  /// event takes some three hundred bytes of it at most.
  static let maximumEventsInPage = 20_000

  /// Takes an instruction. Judged in this order: the seal of its address, the id, the distributor, the seller; but of an
  /// instruction for another distributor no seal is looked at.
  func take(_ instruction: Instruction) async throws(SiteStoreError) -> SiteReply<Delivery> {
    guard let sealed = instruction.sealed, instruction.distributor == identity.code else {
      return try await keep(instruction)
    }
    var opened = instruction
    let known = try store.read { transaction throws(SiteStoreError) in
      try tables.delivery(instruction.order, in: transaction)?.instruction
    }
    if let known, known.sealed == sealed, known.check == instruction.check {
      // What was read once needs no key: it may have been taken out of its file since.
      opened.recipient = known.recipient
    } else {
      do throws(SiteRefusal) {
        opened.recipient = try addressKeys.open(sealed, for: instruction.check)
      } catch {
        return .refused(error)
      }
    }
    return try await keep(opened)
  }

  private func keep(_ instruction: Instruction) async throws(SiteStoreError) -> SiteReply<Delivery> {
    try await write { [self] transaction throws(SiteStoreError) in
      if let known = try tables.delivery(instruction.order, in: transaction) {
        return try takeAgain(instruction, of: known, in: transaction)
      }
      guard instruction.distributor == identity.code else {
        return .refused(SiteRefusal(.wrongDistributor, "\(instruction.distributor)"))
      }
      guard try tables.partners.get(CodeKey(instruction.seller.code), in: transaction) != nil else {
        return .refused(SiteRefusal(.unknownSeller, "\(instruction.seller)"))
      }
      let delivery = Delivery(instruction: instruction, at: now())
      try tables.put(delivery, in: transaction)
      return .accepted(delivery.shownToOthers)
    }
  }

  /// An instruction heard before, or one that only says anew how it is paid.
  private func takeAgain(
    _ instruction: Instruction, of known: Delivery, in transaction: borrowing WriteTransaction
  ) throws(SiteStoreError) -> SiteReply<Delivery> {
    if known.instruction == instruction { return .accepted(known.shownToOthers) }
    let changed: Delivery
    do throws(SiteRefusal) { changed = try known.after(instruction, at: now()) } catch { return .refused(error) }
    try tables.put(changed, in: transaction)
    return .accepted(changed.shownToOthers)
  }

  /// Where a delivery stands; to a shop another's is not there.
  func track(_ order: OrderID, for asker: Asker) throws(SiteStoreError) -> SiteReply<Delivery> {
    try store.read { transaction throws(SiteStoreError) in
      guard var delivery = try tables.delivery(order, in: transaction) else {
        return .refused(SiteRefusal(.unknownDelivery, "\(order)"))
      }
      delivery.page = pages?.tracking(order) ?? .empty
      // The seller is not to read what came sealed.
      if asker.isStaff || asker.speaks(as: .seller(delivery.instruction.seller)) {
        return .accepted(delivery.shownToOthers)
      }
      if asker.isTerminal { return .accepted(delivery.shownToWhoeverHasItsNumber) }
      return .refused(SiteRefusal(.unknownDelivery, "\(order)"))
    }
  }

  /// Deliveries, newest first.
  func list(_ query: ListDeliveries) throws(SiteStoreError) -> Page<Delivery, OrderID> {
    try store.read { transaction throws(SiteStoreError) in
      var page = Page<Delivery, OrderID>(items: [], next: nil)
      var (looked, events) = (0, 0)
      try tables.deliveries.walk(from: query.from.map { IDKey($0) }, .backward, in: transaction) {
        key, delivery throws(SiteStoreError) in
        guard page.items.count < query.limit, looked < Carrier.maximumLook, events < Carrier.maximumEventsInPage else {
          page.next = key.id
          return false
        }
        looked += 1
        if query.isAnswered(by: delivery) {
          page.items.append(delivery.listed)
          events += delivery.events.count
        }
        return true
      }
      return page
    }
  }
}

extension ListDeliveries {
  fileprivate func isAnswered(by delivery: Delivery) -> Bool {
    (state == nil || delivery.state == state) && (vehicle == nil || delivery.appointment?.vehicle == vehicle)
      && (seller == nil || delivery.instruction.seller == seller)
  }
}
