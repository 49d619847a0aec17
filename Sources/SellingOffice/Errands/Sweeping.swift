/// Orders whose buyers have not said in time how they pay: their goods go back into the stock, and their checks are ended. And
/// offers that nobody took in time.
internal import Ledger
internal import LMDB
internal import Logging
internal import MailOrder
internal import Sites

extension Shop {
  /// How many orders one transaction ends: so that no buyer waits for long behind them.
  static let sweptAtOnce = 100
  /// How often a shop looks: a deadline is days away, and to look costs next to nothing.
  static let sweepPause = Duration.seconds(1)

  /// Sweeps until the task is cancelled. Throws when the store fails for good.
  func sweepUntilStopped(logger: Logger) async throws {
    while !Task.isCancelled {
      var isDone = true
      do throws(SiteStoreError) {
        let count = try await sweep()
        if count > 0 { logger.notice("orders were not paid in time", metadata: ["count": "\(count)"]) }
        isDone = count < Shop.sweptAtOnce
        if try await sweepOffers() == Shop.sweptAtOnce { isDone = false }
      } catch {
        guard error.isOutOfSpace else { throw error }
        logger.error("unpaid orders cannot be ended", metadata: ["reason": "\(error)"])
      }
      if isDone { try await Task.sleep(for: Shop.sweepPause) }
    }
  }

  /// Ends orders whose time to say how they are paid is over, `sweptAtOnce` of them at most; how many it were.
  func sweep() async throws(SiteStoreError) -> Int {
    let now = clock()
    let overdue = try store.site.read { transaction throws(SiteStoreError) in
      var found: [UnpaidKey] = []
      try store.unpaid.walk(in: transaction) { key, _ in
        guard key.payBy <= now, found.count < Shop.sweptAtOnce else { return false }
        found.append(key)
        return true
      }
      return found
    }
    guard !overdue.isEmpty else { return 0 }
    let due = overdue.map { ($0, freshIDs()) }
    try await store.site.write { transaction throws(SiteStoreError) in
      for (key, fresh) in due {
        guard let order = try store.order(key.order, in: transaction) else {
          throw .damaged(table: "unpaid", key: "\(key)", reason: "there is no such order")
        }
        // Nobody asks for it, so nobody is refused; a choice that came meanwhile has taken the mark away.
        let step: OrderStep
        do throws(SiteRefusal) { step = try order.after(.paymentOverdue, at: now, fresh: fresh) } catch { continue }
        if step != OrderStep(order: order) { try store.apply(step, of: id, in: transaction) }
      }
    }
    store.outbox.notify()
    return due.count
  }

  /// Forgets offers whose time is over, `sweptAtOnce` of them at most; how many it were.
  func sweepOffers() async throws(SiteStoreError) -> Int {
    let now = clock()
    let isAnyOver = try store.site.read { transaction throws(SiteStoreError) in
      try !store.oldestOffers(1, until: now, in: transaction).isEmpty
    }
    guard isAnyOver else { return 0 }
    return try await store.site.write { transaction throws(SiteStoreError) in
      let over = try store.oldestOffers(Shop.sweptAtOnce, until: now, in: transaction)
      for key in over { try store.forget(key, in: transaction) }
      return over.count
    }
  }
}
