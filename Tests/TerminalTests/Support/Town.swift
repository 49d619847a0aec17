/// A check manager and a shop that stand behind scripted peers, and a home for a terminal. The manager judges by the real
/// rules, in memory; the shop is the simplest that there can be.
import CheckClient
import Foundation
import Ledger
import MailOrder
import NIOConcurrencyHelpers
import RPC
import Terminal
import VouchTesting
import Wire

/// What a shop makes of an order.
enum Judgement: Hashable, Sendable {
  case accepts
  /// It takes the order, and accepts it when it is asked for the n-th time.
  case acceptsWhenAsked(Int)
  /// It takes the order, and rejects it when asked.
  case rejects(String)
  /// It does not take the order.
  case refuses(SiteReason, detail: String = "")
  /// It takes the order, and never judges.
  case ponders
}

/// Manager, shop, and what they know.
struct Town: Sendable {
  let manager: Peer
  let shop: Peer
  /// The directory that all is in; the terminal's home is `home` in it.
  let path: String
  fileprivate let book: NIOLockedValueBox<Book>

  struct Book: Sendable {
    var ledger = InMemoryLedger()
    var orders: [OrderID: Order] = [:]
    var asked: [OrderID: Int] = [:]
    var judgement = Judgement.accepts
    var delivery = CheckDelivery.whole
    var commodities: [CommodityCode: Commodity] = [:]
    /// Where the shop says that the carrier's site is.
    var carrier = ""
  }

  var home: String { "\(path)/home" }
  var orders: [Order] { book.withLockedValue { Array($0.orders.values) } }
  var checks: [Check] { book.withLockedValue { Array($0.ledger.checks.values) } }
  var account: Account? { book.withLockedValue { $0.ledger.accounts[.buyer] } }

  /// Changes what manager and shop know.
  func change(_ body: (inout Book) -> Void) { book.withLockedValue { body(&$0) } }

  /// Runs `body` in a town of its own.
  static func run(_ judgement: Judgement = .accepts, _ body: (Town) async throws -> Void) async throws {
    let book = NIOLockedValueBox(Book())
    book.withLockedValue { book in
      book.judgement = judgement
      for commodity in [Commodity.book, .lamp, .song] { book.commodities[commodity.code] = commodity }
      book.furnish()
    }
    try await withTemporaryDirectory { path in
      try await Peer.run(at: "\(path)/manager", read: { managed($0, $1, book) }) { manager in
        try await Peer.run(at: "\(path)/shop", read: { sold($0, $1, book) }) { shop in
          try await body(Town(manager: manager, shop: shop, path: path, book: book))
        }
      }
    }
  }

  static var now: Timestamp { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
}

// MARK: - The manager

extension Town.Book {
  fileprivate mutating func furnish() {
    var account = AccountEnrolment(id: .buyer, currency: .euro)
    account.update.cardStanding = .good
    account.update.creditLine = 100_000
    administer(.enrolAccount(account))
    administer(.fund(.buyer, .bank, 100_000, .book))
    administer(.enrolSeller(CompanyEnrolment(code: SellerID.shop.code, currency: .euro)))
    var carrier = CompanyEnrolment(code: DistributorID.carrier.code, currency: .euro)
    carrier.update.cashLimit = 100_000
    administer(.enrolDistributor(carrier))
  }

  mutating func administer(_ change: Administration.Change) {
    _ = submit(.administer(Administration(id: IDMaker().command(), change: change)))
  }

  mutating func submit(_ command: Command) -> Decision { ledger.submit(command, at: Town.now) }

  fileprivate mutating func reply(to command: Command) -> [UInt8] {
    let decision = submit(command)
    let outcome: Outcome<Receipt> =
      switch decision {
      case .accepted(let entry), .repeated(let entry): .accepted(Receipt(entry: entry, detail: ""))
      case .refused(let no): .refused(no)
      }
    let sequence = UInt64(ledger.entries.count)
    guard case .issue(let demand) = command else {
      return CheckAction.encode(Reply(sequence: sequence, outcome: outcome))
    }
    let issued: Outcome<IssuedCheck> =
      switch outcome {
      case .accepted(let receipt): .accepted(IssuedCheck(receipt: receipt, check: demand.document(receipt.entry)))
      case .refused(let no): .refused(no)
      case .invalid(let invalid): .invalid(invalid)
      }
    return IssueCheck.encode(Reply(sequence: sequence, outcome: issued))
  }
}

extension Town.Book {
  fileprivate func history(of id: CheckID) -> [UInt8] {
    let sequence = UInt64(ledger.entries.count)
    guard let check = ledger.checks[id] else {
      return GetCheck.encode(Reply(sequence: sequence, outcome: .refused(.unknownCheck)))
    }
    let document = CheckDocument(
      id: id, terms: check.terms, issued: check.issued, progress: check.progress, memo: .empty)
    return GetCheck.encode(
      Reply(sequence: sequence, outcome: .accepted(CheckHistory(check: document, entries: []))))
  }
}

extension IssueCheck {
  fileprivate func document(_ entry: JournalEntry) -> CheckDocument? {
    guard terms.claim == nil, let progress = entry.progress else { return nil }
    return CheckDocument(id: id, terms: terms, issued: entry.time, progress: progress, memo: memo)
  }
}

private func managed(
  _ method: UInt32, _ bytes: [UInt8], _ book: NIOLockedValueBox<Town.Book>
) -> (name: String, doing: Peer.Doing)? {
  guard let method = Method(rawValue: method) else { return nil }
  let decoded = unsafe bytes.withUnsafeBytes { unsafe RequestDecoder().decode(method, $0) }
  switch decoded {
  case .request(.command(let command)): return ("\(method)", { book.withLockedValue { $0.reply(to: command) } })
  case .request(.account(let id)):
    return (
      "\(method)",
      {
        book.withLockedValue { book in
          guard var account = book.ledger.accounts[id] else {
            return GetAccount.encode(Reply(sequence: 1, outcome: .refused(.unknownAccount)))
          }
          account.delivery = book.delivery
          let record = AccountRecord(account: account, profile: AccountProfile())
          return GetAccount.encode(Reply(sequence: 1, outcome: .accepted(record)))
        }
      }
    )
  case .request(.check(let id)): return ("\(method)", { book.withLockedValue { $0.history(of: id) } })
  default: return nil
  }
}

// MARK: - The shop

private func sold(
  _ method: UInt32, _ bytes: [UInt8], _ book: NIOLockedValueBox<Town.Book>
) -> (name: String, doing: Peer.Doing)? {
  guard let name = SellingMethod(rawValue: method), case .request(let request)? = SellingRequest.decode(method, bytes)
  else { return nil }
  return ("\(name)", { book.withLockedValue { $0.answer(request) } })
}

extension Town.Book {
  fileprivate mutating func answer(_ request: SellingRequest) -> [UInt8] {
    switch request {
    case .getOffice: return GetOffice.encode(.accepted(.sample))
    case .getCommodity(let code):
      guard let found = commodities[code] else {
        return GetCommodity.encode(.refused(SiteRefusal(.unknownCommodity, "\(code)")))
      }
      return GetCommodity.encode(.accepted(found))
    case .listCommodities:
      let items = commodities.values.sorted { $0.code < $1.code }
      return ListCommodities.encode(.accepted(Page(items: items, next: nil)))
    case .placeOrder(let call): return PlaceOrder.encode(place(call))
    case .getOrder(let call):
      asked[call.order, default: 0] += 1
      return change(call.order) { $0.judge() }
    case .choosePayment(let call):
      return change(call.order) { book in
        book.orders[call.order]?.paymentChosen = true
        book.orders[call.order]?.method = call.payBy
      }
    case .confirmInstruction(let call): return change(call.order) { $0.orders[call.order]?.instructionConfirmed = true }
    case .returnOrder(let call): return change(call.order) { $0.enter(.returned, call.order) }
    default: return SiteFault.encode(SiteRefusal(.wrongState))
    }
  }

  private mutating func place(_ call: PlaceOrder) -> SiteReply<Order> {
    if let known = orders[call.form.id] {
      let isSame = known.formBytes == call.formBytes && known.check == call.check
      return isSame ? .accepted(known.shown) : .refused(SiteRefusal(.idReused))
    }
    if case .refuses(let reason, let detail) = judgement { return .refused(SiteRefusal(reason, detail)) }
    let order = Order(
      form: call.form, formBytes: call.formBytes, check: call.check, secret: call.secret, recipient: call.recipient)
    orders[call.form.id] = order
    orders[call.form.id]?.distributorEndpoint = carrier
    enter(.received, call.form.id)
    if judgement == .accepts { enter(.accepted, call.form.id) }
    return .accepted(orders[call.form.id]?.shown ?? order.shown)
  }

  private mutating func judge() {
    for (id, order) in orders where order.state == .received {
      switch judgement {
      case .acceptsWhenAsked(let count): if asked[id, default: 0] >= count { enter(.accepted, id) }
      case .rejects(let note): enter(.rejected, id, note)
      case .accepts, .refuses, .ponders: break
      }
    }
  }

  private mutating func enter(_ state: OrderState, _ id: OrderID, _ note: String = "") {
    orders[id]?.state = state
    orders[id]?.events.append(OrderEvent(time: Town.now, state: state, note: .of(note)))
  }

  private mutating func change(_ id: OrderID, _ body: (inout Town.Book) -> Void) -> [UInt8] {
    guard orders[id] != nil else { return GetOrder.encode(.refused(SiteRefusal(.unknownOrder))) }
    body(&self)
    return GetOrder.encode(orders[id].map { .accepted($0.shown) } ?? .refused(SiteRefusal(.unknownOrder)))
  }
}
