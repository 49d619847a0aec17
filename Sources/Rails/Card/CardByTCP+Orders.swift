/// Orders as they are handed over: which are new, which go on, which ended long ago.
internal import Ledger
internal import Synchronization

extension CardByTCP {
  /// Sends each order on its way, `window` of them at once, and gives what is known in the order of the orders.
  func each(of orders: [PaymentOrder], mayBegin: Bool) async throws(CardError) -> [PaymentNews] {
    let results = await withTaskGroup(of: (Int, Result<PaymentNews, CardError>).self) { group in
      var results: [Int: Result<PaymentNews, CardError>] = [:]
      var next = 0
      var isStopped = false
      func add() {
        guard next < orders.count, !isStopped else { return }
        let place = next
        next += 1
        group.addTask { (place, await self.begun(orders[place], mayBegin: mayBegin)) }
      }
      for _ in 0..<terms.window { add() }
      while let (place, result) = await group.next() {
        results[place] = result
        // Where the host cannot be reached, it cannot be for the others either.
        if case .failure = result { isStopped = true }
        add()
      }
      return results
    }
    var news: [PaymentNews] = []
    var failure: CardError?
    for place in orders.indices {
      switch results[place] {
      case .success(let one)?: news.append(one)
      case .failure(let error)?: failure = failure ?? error
      case nil: break
      }
    }
    if let failure { throw failure }
    desk.withLock { $0.note(news) }
    return news
  }

  /// Runs an order in a task of its own, which goes on when the caller is cancelled: a message that left is waited for.
  private func begun(_ order: PaymentOrder, mayBegin: Bool) async -> Result<PaymentNews, CardError> {
    let wait = CardWait<Result<PaymentNews, CardError>>()
    let isStarted = start { wait.end(await self.go(order, mayBegin: mayBegin)) }
    return isStarted ? await wait.value : .failure(.closed)
  }

  /// Whether the task was started: none is once the rail is closed.
  func start(_ body: @escaping @Sendable () async -> Void) -> Bool {
    desk.withLock { desk in
      guard !desk.isClosed else { return false }
      desk.lastTask += 1
      let number = desk.lastTask
      desk.tasks[number] = Task {
        await body()
        self.desk.withLock { _ = $0.tasks.removeValue(forKey: number) }
      }
      return true
    }
  }

  func go(_ order: PaymentOrder, mayBegin: Bool) async -> Result<PaymentNews, CardError> {
    do throws(CardError) {
      let news = try await permits.run { () async throws(CardError) in
        try await self.news(of: order, mayBegin: mayBegin)
      }
      return .success(news.shortened)
    } catch {
      return .failure(error)
    }
  }

  /// Takes an order as far as it goes now.
  private func news(of order: PaymentOrder, mayBegin: Bool) async throws(CardError) -> PaymentNews {
    switch try begin(order, mayBegin: mayBegin) {
    case .known(let news): return news
    case .drive(let drive):
      let result: Result<PaymentNews, CardError>
      do throws(CardError) { result = .success(try await settle(drive, mayBegin: mayBegin)) } catch {
        result = .failure(error)
      }
      let isOwed = desk.withLock { desk in
        desk.driven.remove(order.id)
        desk.drop(order.id)
        return desk.book.entries[order.id]?.state.isOwed ?? false
      }
      if isOwed { repeatLater(order) }
      return try result.get()
    }
  }

  /// An order on its way.
  struct Drive {
    let order: CardOrder
    let messages: CardMessages
    var state: CardState
    /// Whether the state was reached just now: its message was never sent, not even by a former process.
    var isFresh = false
    /// Why this drive has no answer to its authorisation.
    var timedOut: String?
  }

  private enum Beginning {
    case known(PaymentNews)
    case drive(Drive)
  }

  private func begin(_ order: PaymentOrder, mayBegin: Bool) throws(CardError) -> Beginning {
    let messages = Result { () throws(CardRefusal) in try CardMessages(order, terms) }
    let lastFour = (try? messages.get())?.lastFour ?? ""
    let card = CardOrder(
      id: order.id, number: order.number, purpose: order.purpose, amount: order.amount, currency: order.currency,
      lastFour: lastFour)
    return try desk.withLock { desk throws(CardError) -> Beginning in
      if desk.isClosed { throw .closed }
      if let failure = desk.failure { throw failure }
      let entry = desk.book.entries[order.id]
      if let entry {
        var same = card
        // A card is of no concern any more once its order ended.
        if !entry.state.isOwed { same = card.with(lastFour: entry.order.lastFour) }
        if let what = entry.order.difference(from: same) { throw .otherOrder(id: order.id, what: what) }
      }
      // First: an end that is in the book is not durable before the task that is at it says so.
      if desk.driven.contains(order.id) { return .known((entry?.state ?? .open).underWay(order.id)) }
      if let news = entry?.news { return .known(news) }
      switch messages {
      case .failure(let refusal):
        return .known(PaymentNews(order: order.id, outcome: .rejected, reason: refusal.reason))
      case .success(let messages):
        if entry == nil {
          guard mayBegin else { return .known(CardState.open.news(of: order.id, "it was never sent")) }
          guard desk.book.hasRoom else { throw .tooMany(maximum: CardBook.maximumOpen) }
        }
        // Another task with the same order sees from here on that it is under way.
        desk.driven.insert(order.id)
        return .drive(Drive(order: card, messages: messages, state: entry?.state ?? .open))
      }
    }
  }
}

extension PaymentNews {
  /// The same with no more of its reason than news may have: some of it is what a system or a connection said.
  fileprivate var shortened: PaymentNews {
    guard reason.utf8.count > CardByTCP.reasonBytes else { return self }
    var news = self
    while news.reason.utf8.count > CardByTCP.reasonBytes { news.reason.removeLast() }
    return news
  }
}

extension CardOrder {
  func with(lastFour: String) -> CardOrder {
    CardOrder(id: id, number: number, purpose: purpose, amount: amount, currency: currency, lastFour: lastFour)
  }
}

extension CardState {
  /// What can be said of an order while another task is at it.
  fileprivate func underWay(_ id: String) -> PaymentNews {
    if case .reversing = self { return news(of: id, "it is taken back") }
    return PaymentNews(order: id, outcome: .received, reason: "it is under way")
  }

  /// What can be said of an order that has not ended, and why not more.
  func news(of id: String, code: String = "", _ reason: String) -> PaymentNews {
    let outcome: PaymentNews.Outcome =
      switch self {
      case .open: .unknown
      case .approved: .received
      case .authorising, .reversing, .refunding: .timedOut
      case .captured, .refunded: .accepted
      case .declined: .rejected
      }
    return PaymentNews(order: id, outcome: outcome, code: code, reason: reason)
  }
}
