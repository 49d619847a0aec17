/// What never leaves the manager.
import Ledger
import MailOrder
import Testing
import VouchTesting
import Wire

@Suite struct `what is kept back` {
  @Test(arguments: [
    ("4111111111111111", "1111"), ("12345", "2345"), ("1234", "1234"), ("7", "7"), ("", nil as String?),
    ("4111 1111 1111 ١٢٣٤", "١٢٣٤"),
  ])
  func `of a card number all but the last four characters`(number: String, shown: String?) throws {
    var profile = AccountProfile.full
    profile.cardNumber = .of(number)
    let account = Account(id: .buyer, status: .active, currency: .euro, at: .start)
    let record = AccountRecord(account: account, profile: profile)
    let one = GetAccount.encode(Reply(sequence: 1, outcome: .accepted(record)))
    let page = ListAccounts.encode(Reply(sequence: 1, outcome: .accepted(Page(items: [record], next: nil))))
    #expect(RawMessage(one)?[[2, 4, 9]] == shown.map { .text($0) })
    #expect(RawMessage(page)?[[2, 1, 4, 9]] == shown.map { .text($0) })
    if number.count > 4 {
      #expect(!one.contains(Array(number.utf8)))
      #expect(!page.contains(Array(number.utf8)))
    }
  }

  @Test func `the claim of a check, in every reply that shows one`() throws {
    var document = CheckDocument.full
    document.terms = .full
    try #require(document.terms.claim == .secret)
    let issued = IssuedCheck(receipt: .aboutCheck, check: document)
    let history = CheckHistory(check: document, entries: [.aboutCheck])
    let replies = [
      IssueCheck.encode(Reply(sequence: 1, outcome: .accepted(issued))),
      Claim.encode(Reply(sequence: 1, outcome: .accepted(document))),
      GetCheck.encode(Reply(sequence: 1, outcome: .accepted(history))),
      CheckQuery.encode(Reply(sequence: 1, outcome: .accepted(Page(items: [document], next: nil)))),
    ]
    for reply in replies { #expect(!reply.contains(Digest.secret.bytes)) }
    #expect(Authorize(terms: .full).encodeRequest().contains(Digest.secret.bytes), "else nothing was looked for")
  }

  @Test func `the secret and the commands of an order, in every reply that shows one`() {
    let page = Page<Order, OrderID>(items: [.full], next: nil)
    let replies = [
      PlaceOrder.encode(.accepted(.full)), GetOrder.encode(.accepted(.full)), ListOrders.encode(.accepted(page)),
      ChoosePayment.encode(.accepted(.full)), ConfirmInstruction.encode(.accepted(.full)),
      ReportDelivery.encode(.accepted(.full)), ReturnOrder.encode(.accepted(.full)),
    ]
    for secret in [Secret.claim, CommandID.demand.bytes, CommandID.refund.bytes] {
      for reply in replies { #expect(!reply.contains(secret)) }
      #expect(Order.full.packed.contains(secret), "else nothing was looked for")
    }
  }

  @Test func `the order that answered an offer, in the reply that shows it`() {
    let id = OrderID.sample.bytes
    #expect(!GetOffer.encode(.accepted(.full)).contains(id))
    #expect(Offer.full.packed.contains(id), "else nothing was looked for")
  }

  @Test func `the reports of a delivery, in every reply that shows one`() throws {
    let page = Page<Delivery, OrderID>(items: [.full], next: nil)
    let route = Route(vehicle: .of("LORRY-1"), stops: [.full], metres: 1, atLeastMetres: 1, litres: 1)
    let replies = [
      ([2], Instruct.encode(.accepted(.full))), ([2], TrackDelivery.encode(.accepted(.full))),
      ([2], ReportEvent.encode(.accepted(.full))), ([2, 1], ListDeliveries.encode(.accepted(page))),
      ([2, 1], Depart.encode(.accepted(page))),
      ([2, 2, 2], PlanDay.encode(.accepted(DayPlan(day: 1, routes: [route], leftOver: [])))),
      ([2, 3], PlanDay.encode(.accepted(DayPlan(day: 1, routes: [], leftOver: [.full])))),
    ]
    for (path, reply) in replies {
      let message = try #require(RawMessage(reply))
      #expect(message[path + [2]] == .number(UInt64(DeliveryState.delivered.rawValue)))
      #expect(message[path + [10]] == nil)
      #expect(message[path + [11]] == nil)
      #expect(message[path + [1, 11]] == nil)
      #expect(message[path + [12]] == nil)
      #expect(message[path + [13]] == .number(1))
    }
    for path in [[1, 11], [12]] {
      #expect(RawMessage(Delivery.tried.packed)?[path] != nil, "else nothing was looked for")
    }
    #expect(RawMessage(Delivery.full.packed)?[[10]] != nil, "else nothing was looked for")
  }

  /// What the two ends of a handover know, an instruction bears only the digest of.
  @Test func `the code of a handover, in everything but the driver's report`() {
    let secret = Secret.handover
    let telling = (RequestSample.shop + RequestSample.carrier).filter { $0.encode().contains(secret) }
    #expect(telling.map(\.name) == ["carrier: report delivered"])
    #expect(MessageSample.all.allSatisfy { !$0.encode().contains(secret) })
  }
}
