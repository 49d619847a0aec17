/// Files of orders: which orders are new, and into which file they go.
internal import Ledger

extension PostByFolder {
  func send(_ orders: [PaymentOrder], _ state: inout State) throws(PostError) -> [PaymentNews] {
    var refused: [String: PaymentNews] = [:]
    var fresh: [PostOrder] = []
    var seen: [String: PostOrder] = [:]
    for order in orders {
      let record: PostOrder
      do { record = try PostOrder(order) } catch {
        // One that was sent before is what it was; what was never sent never is.
        if state.book.entries[order.id] == nil {
          refused[order.id] = PaymentNews(order: order.id, outcome: .rejected, reason: error.reason)
        }
        continue
      }
      if let former = state.book.entries[order.id]?.order ?? seen[order.id] {
        if let what = former.difference(from: record) { throw .otherOrder(id: order.id, what: what) }
      } else {
        seen[order.id] = record
        fresh.append(record)
      }
    }
    guard state.book.hasRoom(for: fresh.count) else { throw .tooMany(maximum: PostBook.maximumOrders) }
    for currency in Set(fresh.map(\.currency)).sorted(by: { $0.code < $1.code }) {
      let same = fresh.filter { $0.currency == currency }
      for start in stride(from: 0, to: same.count, by: PostOrderFile.maximumOrders) {
        try write(Array(same[start..<min(start + PostOrderFile.maximumOrders, same.count)]), in: currency, &state)
      }
    }
    return orders.compactMap { refused[$0.id] ?? state.book.news(of: $0.id) }
  }

  private func write(_ orders: [PostOrder], in currency: Currency, _ state: inout State) throws(PostError) {
    let file = PostOrderFile(
      number: state.book.lastNumber + 1, customer: terms.customer, created: PostLine.time(now()), currency: currency,
      orders: orders)
    do {
      try folder.write(file.text, to: .out, file.name)
    } catch {
      // It is under its name, and may not be after a crash: only the directory knows, when the exchange is opened again.
      if folder.has(.out, file.name) { state.failure = error }
      throw error
    }
    try state.book.take(file)
  }
}
