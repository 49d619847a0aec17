/// The way forth: from the demand to the shop's word, and how it is paid. Every state, every answer.
import Ledger
import MailOrder
import Terminal
import Testing
import VouchTesting

/// What an answer makes of a purchase.
struct Turn: Sendable, CustomTestStringConvertible {
  let from: PurchaseState
  let answer: @Sendable (Purchase) -> PurchaseAnswer
  let to: PurchaseState
  let next: PurchaseStep?
  let refusal: String?
  let testDescription: String

  init(
    _ from: PurchaseState, _ what: String, _ answer: @escaping @Sendable (Purchase) -> PurchaseAnswer,
    to: PurchaseState, next: PurchaseStep? = nil, refusal: String? = nil
  ) {
    self.from = from
    self.answer = answer
    self.to = to
    self.next = next
    self.refusal = refusal
    testDescription = "\(from) + \(what) → \(to)"
  }
}

private let void = PurchaseStep.void(.numbered(11))

private let placements: [(OrderState, String, PurchaseState, PurchaseStep?, String?)] = [
  (.received, "", .sent, .askShop, nil),
  (.rejected, "out_of_stock: BOOK-1: 1 left", .rejected, void, "out_of_stock"),
  (.rejected, "check_refused (check_expired)", .rejected, void, "check_refused"),
  (.rejected, "we do not like it", .rejected, void, "rejected"),
  (.accepted, "", .accepted, nil, nil),
  (.demanded, "", .accepted, nil, nil),
  (.instructed, "", .accepted, nil, nil),
  (.delivered, "", .accepted, nil, nil),
  (.undelivered, "", .accepted, nil, nil),
  (.returned, "", .accepted, nil, nil),
]

private let unacceptable = PurchaseRefusal(by: .shop, name: "invalid", sentence: "It cannot be taken.")

private let turns: [Turn] =
  [
    Turn(.prepared, "issued", { _ in .check(.issued) }, to: .issued, next: .placeOrder),
    // The answer to a demand repeated may be of a check that has come further since.
    Turn(.prepared, "settled", { _ in .check(.settled) }, to: .issued, next: .placeOrder),
    Turn(.prepared, "unacceptable", { _ in .unacceptable(unacceptable) }, to: .refused, refusal: "invalid"),
    Turn(
      .issued, "price changed", { _ in .refusedByShop(SiteRefusal(.priceChanged)) }, to: .rejected, next: void,
      refusal: "price_changed"),
    Turn(
      .issued, "unknown order", { _ in .refusedByShop(SiteRefusal(.unknownOrder)) }, to: .rejected, next: void,
      refusal: "unknown_order"),
    Turn(.issued, "unacceptable", { _ in .unacceptable(unacceptable) }, to: .rejected, next: void, refusal: "invalid"),
    Turn(.sent, "unknown order", { _ in .refusedByShop(SiteRefusal(.unknownOrder)) }, to: .issued, next: .placeOrder),
    Turn(
      .sent, "id reused", { _ in .refusedByShop(SiteRefusal(.idReused)) }, to: .rejected, next: void,
      refusal: "id_reused"),
  ]
  + Refusal.allCases.map { no in
    Turn(.prepared, no.name, { _ in .refusedByManager(no) }, to: .refused, refusal: no.name)
  }
  + [PurchaseState.issued, .sent].flatMap { from in
    placements.map { state, note, to, next, refusal in
      Turn(from, "\(state) \(note)", { .order($0.atShop(state, note: note)) }, to: to, next: next, refusal: refusal)
    }
  }

@Test(arguments: turns)
func `each answer leads to one state and one next step`(_ turn: Turn) throws {
  var purchase = try Purchase.sample { $0.state = turn.from }
  let step = try #require(purchase.next)
  purchase.take(turn.answer(purchase), to: step, at: .day(1), fresh: .first)
  #expect(purchase.state == turn.to)
  #expect(purchase.next == turn.next)
  #expect(purchase.refusal?.name == turn.refusal)
  if turn.from != turn.to { #expect(purchase.events.last?.time == .day(1)) }
}

@Test func `an order asked about again and again gathers no events`() throws {
  var purchase = try Purchase.sample { $0.state = .sent }
  for _ in 1...3 { purchase.take(.order(purchase.atShop(.received)), to: .askShop, at: .day(1), fresh: .first) }
  #expect(purchase.events.count == 1)
}

@Test func `a shop that forgets the order for ever fills no disk`() throws {
  var purchase = try Purchase.sample { $0.state = .issued }
  for _ in 1...Purchase.maximumEvents {
    purchase.take(.order(purchase.atShop(.received)), to: .placeOrder, at: .day(1), fresh: .first)
    purchase.take(.refusedByShop(SiteRefusal(.unknownOrder)), to: .askShop, at: .day(1), fresh: .first)
  }
  #expect(purchase.events.count == Purchase.maximumEvents)
  #expect(purchase.events.first?.state == .prepared)
  #expect(purchase.state == .issued)
}

@Test(arguments: [PurchaseState.refused, .cancelled, .contested, .returned])
func `what has ended has no next step and takes no answer`(_ state: PurchaseState) throws {
  var purchase = try Purchase.sample { $0.state = state }
  let before = purchase
  #expect(purchase.next == nil)
  purchase.take(.check(.issued), to: .demandCheck, at: .day(1), fresh: .first)
  #expect(purchase == before)
}

@Test func `an answer that comes late, to another step, changes nothing`() throws {
  var purchase = try Purchase.sample { $0.state = .sent }
  let before = purchase
  purchase.take(.refusedByManager(.insufficientFunds), to: .demandCheck, at: .day(1), fresh: .first)
  #expect(purchase == before)
}

@Test func `what was sent stays as it was sent, whatever the shop says of it`() throws {
  var purchase = try Basket.sample().purchase(.sample(secret: [UInt8](repeating: 7, count: 16)))
  purchase.state = .issued
  var shops = purchase.atShop(.accepted)
  shops.recipient = Recipient(name: .of("Mallory"), address: .of("elsewhere"))
  shops.secret = nil
  purchase.take(.order(shops), to: .placeOrder, at: .day(1), fresh: .first)
  #expect(purchase.order.recipient == .sample)
  #expect(purchase.order.secret == [UInt8](repeating: 7, count: 16))
}

@Test func `an order that is another one is not taken over`() throws {
  let purchase = try Purchase.sample()
  let other = try Basket.sample().purchase(.sample(2))
  #expect(purchase.adopting(other.atShop(.accepted)) == nil)
  var wrongCheck = purchase.atShop(.accepted)
  wrongCheck.check = other.demand.id
  #expect(purchase.adopting(wrongCheck) == nil)
  #expect(purchase.adopting(purchase.atShop(.accepted)) != nil)
}

// MARK: - S7'

@Test(
  arguments: [
    (.check(.issued), false, true, nil),
    (.refusedByManager(.sameMethod), true, true, nil),
    (.refusedByManager(.sameMethod), false, nil, "same_method"),
    (.refusedByManager(.insufficientFunds), true, nil, "insufficient_funds"),
    (.refusedByManager(.checkSettled), false, nil, "check_settled"),
  ] as [(PurchaseAnswer, Bool, Bool?, String?)])
func `a choice goes to the check manager first, and by its yes to the shop`(
  _ answer: PurchaseAnswer, paysLater: Bool, managerKnows: Bool?, refusal: String?
) throws {
  var basket = Basket.sample()
  basket.paysLater = paysLater
  var purchase = try basket.purchase(.sample())
  purchase.state = .accepted
  purchase = try #require(purchase.choosing(.card, id: .numbered(5)))
  let step = try #require(purchase.next)
  #expect(step == .chooseMethod(PaymentChoice(.card, id: .numbered(5))))
  purchase.take(answer, to: step, at: .day(1), fresh: .first)
  #expect(purchase.choice?.managerKnows == managerKnows)
  #expect(purchase.next == (managerKnows == nil ? nil : .tellChoice(.card)))
  #expect(purchase.refusal?.name == refusal)
}

@Test(arguments: [(false, nil), (true, "wrong_state")] as [(Bool, String?)])
func `a shop that does not wait for a choice needs not hear of it`(paysLater: Bool, refusal: String?) throws {
  var basket = Basket.sample()
  basket.paysLater = paysLater
  var purchase = try basket.purchase(.sample())
  purchase.state = .accepted
  purchase.choice = PaymentChoice(.card, id: .numbered(5))
  purchase.choice?.managerKnows = true
  purchase.take(.refusedByShop(SiteRefusal(.wrongState)), to: .tellChoice(.card), at: .day(1), fresh: .first)
  #expect(purchase.choice == nil)
  #expect(purchase.refusal?.name == refusal)
}

@Test func `an id that has grown too old is made anew, and nothing else changes`() throws {
  var purchase = try Purchase.sample { $0.state = .accepted }
  purchase = try #require(purchase.choosing(.card, id: .numbered(5)))
  let step = try #require(purchase.next)
  purchase.take(.refusedByManager(.idOutsideWindow), to: step, at: .day(9), fresh: .second)
  #expect(purchase.next == .chooseMethod(PaymentChoice(.card, id: FreshCommands.second.void)))
}

@Test func `a choice asked for again keeps its id; another method is another command`() throws {
  let purchase = try Purchase.sample { $0.state = .accepted }
  let card = try #require(purchase.choosing(.card, id: .numbered(5)))
  #expect(card.choosing(.card, id: .numbered(6))?.choice?.id == .numbered(5))
  #expect(card.choosing(.cash, id: .numbered(6))?.choice?.id == .numbered(6))
}

@Test(arguments: PurchaseState.allCases.filter { $0 != .accepted })
func `how it is paid is chosen once the shop has accepted`(_ state: PurchaseState) throws {
  #expect(try Purchase.sample { $0.state = state }.choosing(.card, id: .numbered(5)) == nil)
}
