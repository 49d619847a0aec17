/// A bank that takes messages by HTTP and keeps its own in a mailbox.
internal import AsyncHTTPClient
internal import Storage

/// A paying system that posts pain.001 and fetches pain.002, camt.053, camt.054 and pacs.004.
///
/// In its directory, which only its owner can enter, `spool/`, `done/` and `refused/` are as `BankByFolder` says. A
/// message is in `done/` before the bank is told that it may forget it.
public actor BankByHTTP: PayingSystem {
  let settings: Settings
  let http: BankConnection
  var desk: BankDesk
  /// Messages of the mailbox whose news were given and not confirmed, by their ids.
  var given: [String: Given] = [:]

  /// One message of the mailbox.
  struct Given {
    var bytes: [UInt8]
    /// Nil: it is in `refused/`.
    var news: [PaymentNews]?
  }

  /// Opens the directories, made if they are missing. Nothing is asked of the bank yet.
  public init(_ settings: Settings) throws(BankError) {
    try settings.check()
    self.settings = settings
    desk = try BankDesk(settings.directory, initiator: settings.initiator)
    http = BankConnection(settings)
  }

  /// Lets the connections go. Nothing can be asked of the bank afterwards.
  public func close() async { await http.close() }

  /// Posts a message for the orders; those that were sent before are sent again as they were.
  public func deliver(_ orders: [PaymentOrder]) async throws -> [PaymentNews] {
    let (messages, refused) = try desk.messages(for: orders)
    var news = refused
    for message in messages { news += try await send(message) }
    return desk.give(news)
  }

  private func send(_ message: BankSpool.Message) async throws -> [PaymentNews] {
    let answer = try await http.ask(.post, settings.paths.payments, body: message.bytes, type: "application/xml")
    func all(_ outcome: PaymentNews.Outcome, _ code: String = "", _ reason: String = "") -> [PaymentNews] {
      message.orders.map { PaymentNews(of: $0, outcome, code: code, reason: reason) }
    }
    if (200..<300).contains(answer.status) { return all(.received) }
    // A no is one where the bank says so in words of ISO 20022. Anything else may be a proxy, or a bank that is down.
    guard (400..<500).contains(answer.status), let report = BankAnswer(answer.body), report.status == "RJCT" else {
      throw BankError.refused(
        address: settings.address(settings.paths.payments), status: answer.status, words: answer.words)
    }
    // The bank has it already, and that is all that was to be done. A message sent again may be refused for having come
    // before under whatever code; only its own report says what became of it.
    guard message.isNew, !report.isDuplicate else { return all(.received, report.reason ?? "", report.words) }
    return all(.rejected, report.reason ?? "", report.words)
  }

  /// Fetches what is in the mailbox.
  public func news() async throws -> [PaymentNews] {
    try await putBackWhatWasTaken()
    for message in try await mailbox(settings.paths.mailbox) where given[message.id] == nil {
      guard given.count < BankByHTTP.messagesAtOnce else { break }
      let bytes = Array(message.body.utf8)
      given[message.id] = Given(bytes: bytes, news: try desk.news(in: bytes, named: message.fileName))
    }
    return desk.give(given.sorted { $0.key.inMailbox < $1.key.inMailbox }.flatMap { $0.value.news ?? [] })
  }

  /// The most messages whose news wait for a confirmation: they are kept in memory.
  public static let messagesAtOnce = 1000

  /// Keeps what was read in `done/`, and lets the bank forget it.
  public func confirm() async throws {
    // First what has ended: should the messages come again, nothing is in them that is not known.
    try desk.settle()
    let ids = given.keys.sorted { $0.inMailbox < $1.inMailbox }
    for id in ids {
      guard let message = given[id], message.news != nil else { continue }
      let name = "\(id).xml"
      // Confirmed before and not acknowledged: it is there.
      let path = "\(desk.directory)/done/\(name)"
      guard try BankFiles.read(path, bound: BankByHTTP.mailboxBytes) != message.bytes else { continue }
      try BankFiles.write(message.bytes, to: desk.free("done", name))
    }
    try await acknowledge(ids)
    for id in ids { given[id] = nil }
  }

  /// Asks what became of each order: first the mailbox, then, where the bank answers it, about the order itself.
  public func inquire(_ orders: [PaymentOrder]) async throws -> [PaymentNews] {
    let said = try await news()
    let ended = Set(said.filter(\.outcome.isEnd).map(\.order))
    var news = said
    for order in orders where !ended.contains(order.id) { news.append(try await inquire(order)) }
    return desk.give(news)
  }

  private func inquire(_ order: PaymentOrder) async throws -> PaymentNews {
    let known = desk.spool.orders.byID[order.id]
    guard let path = settings.paths.order else {
      return PaymentNews(order: order.id, outcome: known == nil ? .unknown : .timedOut)
    }
    let place = try path.replacing(id: order.id)
    let answer = try await http.ask(.get, place)
    guard answer.status != 404 else { return PaymentNews(order: order.id, outcome: .unknown) }
    guard answer.status == 200 else {
      throw BankError.refused(address: settings.address(place), status: answer.status, words: answer.words)
    }
    guard let payments = BankPayment.all(in: answer.body) else {
      throw BankError.notUnderstood(address: settings.address(place), reason: "it is no list of payments")
    }
    // The same id in another message would be another payment: the one of our message is meant.
    let own = payments.first { known == nil || $0.message == known?.message }
    return own?.news(of: order.id) ?? PaymentNews(order: order.id, outcome: .unknown)
  }
}
