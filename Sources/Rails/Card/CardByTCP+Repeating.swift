/// Orders whose messages are repeated in the background, until the host has answered them.
internal import Ledger
internal import Synchronization

extension CardByTCP {
  /// Repeats what an order owes until the host has answered it; then `news` has what came of it.
  func repeatLater(_ order: PaymentOrder) {
    // Handed over anew, it may have another card: what is repeated is the last one.
    guard desk.withLock({ $0.repeating.updateValue(order, forKey: order.id) == nil }) else { return }
    if !start({ await self.repeatUntilSettled(order.id) }) { desk.withLock { $0.repeating[order.id] = nil } }
  }

  private func repeatUntilSettled(_ id: String) async {
    var (times, pause) = (0, terms.firstPause)
    var news: PaymentNews?
    while let order = toRepeat(id, after: news), (try? await Task.sleep(for: pause)) != nil {
      pause = min(pause * 2, terms.longestPause)
      times += 1
      switch await go(order, mayBegin: false) {
      case .success(let one):
        news = one
        notice(.repeating(order: id, times: times, reason: one.reason))
      case .failure:
        // The journal is gone, or the rail closed: nothing goes on without them.
        desk.withLock { $0.repeating[id] = nil }
        return
      }
    }
  }

  /// The order that is still owed something. Where nothing is, its news wait to be told; in the same step, so that whoever
  /// owes for it again begins a repetition of its own.
  private func toRepeat(_ id: String, after news: PaymentNews?) -> PaymentOrder? {
    desk.withLock { desk in
      if !desk.isClosed, desk.book.entries[id]?.state.isOwed == true { return desk.repeating[id] }
      desk.repeating[id] = nil
      // Nothing is owed, and yet the last try settled nothing: somebody else has, and has told it.
      if !desk.isClosed, let news, news.outcome != .received, news.outcome != .timedOut {
        desk.drop(id)
        desk.waiting.append((news, false))
      }
      return nil
    }
  }
}
