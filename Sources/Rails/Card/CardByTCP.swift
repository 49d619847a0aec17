/// The credit company's rail: orders become authorisations, captures and refunds of ISO 8583 over one TCP connection.
internal import Glibc
public import Ledger
internal import Synchronization

/// A card host as a paying system.
///
/// A drawer's payment is authorised (0100) and then captured by advice (0220, as 0221 until it is answered). An authorisation
/// that is not answered in time is taken back (0400, as 0401 until it is answered) before there is another. What a drawer is
/// given back is a refund (0200 with processing code 200000, as 0201 until it is answered). Nobody is paid out.
///
/// Invariants, after any death of the process at any point:
/// 1. No message leaves before the journal says so: an order that comes again goes on where it stood.
/// 2. Repeats bear the same retrieval reference, number and time, so that the host knows them.
/// 3. An order has one authorisation at most that was neither captured nor taken back.
/// 4. No card number is in the journal, in an error, in a notice or in news; its last four digits at most. So an owed message
///    waits, after a restart, until its order is handed over or inquired about.
public final class CardByTCP: PayingSystem {
  struct Desk {
    var book: CardBook
    /// Orders under way.
    var driven: Set<String> = []
    /// Orders that are repeated in the background, as they were handed over last.
    var repeating: [String: PaymentOrder] = [:]
    /// What nobody was told yet, or nobody confirmed.
    var waiting: [(news: PaymentNews, isGiven: Bool)] = []
    /// Ended orders whose end was given since the last confirmation.
    var given: Set<String> = []
    var tasks: [UInt64: Task<Void, Never>] = [:]
    var lastTask: UInt64 = 0
    var isClosed = false
    /// The journal's. From then on the book is ahead of the disk, and nothing is sent by it.
    var failure: CardError?
  }

  let terms: CardTerms
  let link: CardLink
  let journal: CardJournal
  let permits: CardPermits
  let now: @Sendable () -> Timestamp
  let notice: @Sendable (CardNotice) -> Void
  /// Where a test stops everything, as a killed process is stopped. Throws to stop.
  let step: @Sendable (CardStep) throws(CardError) -> Void
  let desk: Mutex<Desk>

  /// A journal of more lines than four an order, and these, is rewritten.
  static let fewLines = 4_096
  /// What the reason of news has at most.
  static let reasonBytes = 200

  /// A rail with its journal in a directory, made if it is missing. It connects when it is first needed.
  ///
  /// - Parameters:
  ///   - now: the time, for field 7; the system's if not given.
  ///   - notice: is told what is worth a line in a log. It must not wait.
  public convenience init(
    _ terms: CardTerms, journal directory: String, now: (@Sendable () -> Timestamp)? = nil,
    notice: @escaping @Sendable (CardNotice) -> Void = { _ in }
  ) throws(CardError) {
    try self.init(
      terms, journal: directory, now: now ?? CardByTCP.clock, notice: notice, step: { _ throws(CardError) in })
  }

  init(
    _ terms: CardTerms, journal directory: String, now: @escaping @Sendable () -> Timestamp,
    notice: @escaping @Sendable (CardNotice) -> Void, step: @escaping @Sendable (CardStep) throws(CardError) -> Void
  ) throws(CardError) {
    try terms.check()
    let (journal, book) = try CardJournal.open(in: directory)
    self.terms = terms
    self.journal = journal
    self.now = now
    self.notice = notice
    self.step = step
    link = CardLink(terms, now: now, notice: notice)
    permits = CardPermits(terms.window)
    var desk = Desk(book: book)
    // Nobody took note of these before the last end of the process.
    for entry in book.entries.values where entry.state.isEnded && !entry.isTold {
      if let news = entry.news { desk.waiting.append((news, false)) }
    }
    self.desk = Mutex(desk)
  }

  public func deliver(_ orders: [PaymentOrder]) async throws -> [PaymentNews] {
    try await each(of: orders, mayBegin: true)
  }

  /// What became of orders. A card host cannot be asked: the journal knows, and what is owed is sent once more.
  public func inquire(_ orders: [PaymentOrder]) async throws -> [PaymentNews] {
    try await each(of: orders, mayBegin: false)
  }

  public func news() async throws -> [PaymentNews] {
    try desk.withLock { desk throws(CardError) in
      if desk.isClosed { throw .closed }
      for place in desk.waiting.indices { desk.waiting[place].isGiven = true }
      let news = desk.waiting.map(\.news)
      desk.note(news)
      return news
    }
  }

  public func confirm() async throws {
    let waits = try desk.withLock { desk throws(CardError) -> [CardWait<CardError?>] in
      if desk.isClosed { throw .closed }
      desk.waiting.removeAll { $0.isGiven }
      let records = desk.given.sorted().map { CardRecord.told(id: $0) }
      desk.given = []
      for record in records { desk.book.take(record) }
      var waits = records.isEmpty ? [] : [journal.append(records)]
      if journal.lines > 4 * desk.book.entries.count + CardByTCP.fewLines {
        waits.append(journal.rewrite(desk.book.records))
      }
      return waits
    }
    for wait in waits { try await written(wait) }
  }

  /// Waits until lines are durable. Throws where they cannot be; then nothing is sent any more.
  func written(_ wait: CardWait<CardError?>) async throws(CardError) {
    guard let error = await wait.value else { return }
    desk.withLock { $0.failure = error }
    throw error
  }

  /// Ends the connection and all that goes on, and gives the journal free. What is owed stays owed.
  public func close() async {
    let tasks = desk.withLock { desk in
      desk.isClosed = true
      return Array(desk.tasks.values)
    }
    for task in tasks { task.cancel() }
    await link.close()
    for task in tasks { await task.value }
    await journal.close()
  }

  private static let clock: @Sendable () -> Timestamp = {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }
}

extension CardByTCP.Desk {
  /// The ends among these were given: a confirmation means them.
  mutating func note(_ news: [PaymentNews]) {
    for one in news where book.entries[one.order]?.state.isEnded == true { given.insert(one.order) }
  }

  /// Something newer is known of an order.
  mutating func drop(_ id: String) { waiting.removeAll { $0.news.order == id } }
}

extension CardBook.Entry {
  /// How the order ended; nil where it has not.
  var news: PaymentNews? {
    switch state {
    case .captured: PaymentNews(order: order.id, outcome: .accepted, code: "00", reason: "captured")
    case .refunded: PaymentNews(order: order.id, outcome: .accepted, code: "00", reason: "refunded")
    case .declined(let code):
      PaymentNews(order: order.id, outcome: .rejected, code: code, reason: CardVerdict.words(of: code))
    case .open, .authorising, .reversing, .approved, .refunding: nil
    }
  }
}
