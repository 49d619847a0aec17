/// What is asked and told about orders that are here: by their buyers, their distributors and the office.
internal import CheckClient
internal import Ledger
internal import LMDB
internal import MailOrder
internal import Sites
internal import Wire

// MARK: - Asking

extension Shop {
  /// An order; another account's is not there.
  func order(_ id: OrderID, of account: AccountID?) throws -> SiteReply<Order> {
    let found = try store.site.read { transaction throws(SiteStoreError) in try store.order(id, in: transaction) }
    guard let found, account == nil || found.form.account == account else { return .refused(Shop.unknown(id)) }
    return .accepted(found.shown)
  }

  func list(_ question: ListOrders) throws -> Page<Order, OrderID> {
    var page = Page<Order, OrderID>(items: [], next: nil)
    var seen = 0
    var partsShown = 0
    try store.site.read { transaction throws(SiteStoreError) in
      try store.orders.walk(from: question.from.map { IDKey($0) }, .backward, in: transaction) { key, order in
        guard page.items.count < question.limit, seen < Walk.recordsSeen, partsShown < Walk.partsShown else {
          page.next = key.id
          return false
        }
        seen += 1
        let isAskedFor =
          (question.account == nil || question.account == order.form.account)
          && (question.state == nil || question.state == order.state)
        if isAskedFor {
          page.items.append(order.listed)
          partsShown += order.form.lines.count + order.events.count
        }
        return true
      }
    }
    return page
  }

  private static func unknown(_ id: OrderID) -> SiteRefusal { SiteRefusal(.unknownOrder, id.description) }
}

// MARK: - Telling

extension Shop {
  /// Takes the buyer's word.
  func tell(_ id: OrderID, of account: AccountID, _ news: OrderNews) async throws -> SiteReply<Order> {
    try await hear(news, about: id) { $0.form.account == account }
  }

  /// Takes a distributor's word; an order that another delivers is not there.
  func take(_ word: ReportDelivery) async throws -> SiteReply<Order> {
    var told = DeliveryWord(
      distributor: word.distributor, number: word.number, event: word.event, appointment: word.appointment)
    told.proof = word.proof
    told.page = word.page
    return try await hear(.reported(told), about: word.order) { $0.distributor == word.distributor }
  }

  /// Takes an order back, if the check manager says that the buyer has its money back, or never gave any.
  func takeBack(_ word: ReturnOrder) async throws -> SiteReply<Order> {
    let found = try store.site.read { transaction throws(SiteStoreError) in try store.order(word.order, in: transaction)
    }
    guard let order = found, order.form.account == word.account else { return .refused(Shop.unknown(word.order)) }
    let progress: CheckProgress
    switch try await manager.call(GetCheck(order.check)).outcome {
    case .accepted(let history): progress = history.check.progress
    case .refused(let refusal): return .refused(SiteRefusal(.checkRefused, refusal.name))
    case .invalid(let invalid): return .invalid(invalid)
    }
    guard progress.isGivenBack else { return .refused(SiteRefusal(.wrongState, "check_\(progress.state)")) }
    return try await hear(.withdrawn(progress.state, word.note), about: word.order) { $0.form.account == word.account }
  }

  /// Lets an order hear news, and keeps what becomes of it.
  private func hear(
    _ news: OrderNews, about id: OrderID, if mayTell: @escaping @Sendable (Order) -> Bool
  ) async throws -> SiteReply<Order> {
    let now = clock()
    let fresh = freshIDs()
    let (reply, hasErrands) = try await store.site.write {
      transaction throws(SiteStoreError) -> (SiteReply<Order>, Bool) in
      guard let order = try store.order(id, in: transaction), mayTell(order) else {
        return (.refused(Shop.unknown(id)), false)
      }
      let step: OrderStep
      do throws(SiteRefusal) {
        step = try order.after(news, at: now, fresh: fresh)
      } catch {
        return (.refused(error), false)
      }
      if step != OrderStep(order: order) { try store.apply(step, of: self.id, in: transaction) }
      return (.accepted(step.order.shown), !step.errands.isEmpty)
    }
    if hasErrands { store.outbox.notify() }
    return reply
  }
}

extension CheckProgress {
  /// Whether the buyer has everything back, or never gave anything and never will.
  fileprivate var isGivenBack: Bool {
    switch state {
    case .voided, .expired: captured == returned
    case .settled: captured > 0 && captured == returned
    case .issued, .committed, .frozen: false
    }
  }
}
