/// The way back: after the shop's no, or at the buyer's wish.
import Ledger
import MailOrder
import Terminal
import Testing
import VouchTesting

/// What an answer makes of a way back.
struct BackTurn: Sendable, CustomTestStringConvertible {
  let state: PurchaseState
  let stage: GivingBack.Stage
  let answer: PurchaseAnswer
  let to: PurchaseState
  let next: PurchaseStep?
  let refusal: String?

  init(
    _ state: PurchaseState, _ stage: GivingBack.Stage, _ answer: PurchaseAnswer, to: PurchaseState,
    next: PurchaseStep? = nil, refusal: String? = nil
  ) {
    self.state = state
    self.stage = stage
    self.answer = answer
    self.to = to
    self.next = next
    self.refusal = refusal
  }

  var testDescription: String { "\(state), \(stage) + \(answer.refusal?.name ?? "yes") → \(to)" }
}

private let withdraw = PurchaseStep.withdraw(.numbered(12))
private let tell = PurchaseStep.tellReturn(note: .of("too small"))

private let turns: [BackTurn] = [
  // The shop said no.
  BackTurn(.rejected, .voiding, .check(.voided), to: .cancelled, refusal: "out_of_stock"),
  BackTurn(.rejected, .voiding, .refusedByManager(.unknownCheck), to: .cancelled, refusal: "out_of_stock"),
  BackTurn(
    .rejected, .voiding, .refusedByManager(.checkSettled), to: .rejected, next: withdraw, refusal: "out_of_stock"),
  BackTurn(
    .rejected, .voiding, .refusedByManager(.checkVoided), to: .rejected, next: withdraw, refusal: "out_of_stock"),
  BackTurn(
    .rejected, .voiding, .refusedByManager(.checkExpired), to: .rejected, next: withdraw, refusal: "out_of_stock"),
  BackTurn(.rejected, .voiding, .refusedByManager(.alreadyCaptured), to: .contested, refusal: "out_of_stock"),
  BackTurn(.rejected, .voiding, .refusedByManager(.checkCommitted), to: .contested, refusal: "out_of_stock"),
  BackTurn(
    .rejected, .voiding, .refusedByManager(.idOutsideWindow), to: .rejected, next: .void(.numbered(21)),
    refusal: "out_of_stock"),
  BackTurn(.rejected, .withdrawing, .check(.settled), to: .cancelled, refusal: "out_of_stock"),
  BackTurn(.rejected, .withdrawing, .refusedByManager(.nothingCaptured), to: .cancelled, refusal: "out_of_stock"),
  BackTurn(.rejected, .withdrawing, .refusedByManager(.coolingOffOver), to: .contested, refusal: "out_of_stock"),
  BackTurn(
    .rejected, .withdrawing, .refusedByManager(.idOutsideWindow), to: .rejected, next: .withdraw(.numbered(22)),
    refusal: "out_of_stock"),
  // The buyer gives back.
  BackTurn(.accepted, .voiding, .check(.voided), to: .accepted, next: tell),
  BackTurn(.accepted, .voiding, .refusedByManager(.checkSettled), to: .accepted, next: withdraw),
  BackTurn(.accepted, .voiding, .refusedByManager(.checkCommitted), to: .accepted, refusal: "check_committed"),
  BackTurn(.accepted, .voiding, .refusedByManager(.checkFrozen), to: .accepted, refusal: "check_frozen"),
  BackTurn(.accepted, .withdrawing, .check(.settled), to: .accepted, next: tell),
  BackTurn(.accepted, .withdrawing, .refusedByManager(.coolingOffOver), to: .accepted, refusal: "cooling_off_over"),
  BackTurn(.accepted, .telling, .refusedByShop(SiteRefusal(.wrongState)), to: .returned, refusal: "wrong_state"),
  BackTurn(.accepted, .telling, .refusedByShop(SiteRefusal(.unknownOrder)), to: .returned),
  // It has given the order up itself: it was to be paid later, and was not.
  BackTurn(.accepted, .telling, .refusedByShop(SiteRefusal(.wrongState, "rejected")), to: .cancelled),
  // It is given back before the shop has said anything; whether it has heard of it may be open.
  BackTurn(.issued, .voiding, .check(.voided), to: .issued, next: tell),
  BackTurn(.issued, .telling, .refusedByShop(SiteRefusal(.unknownOrder)), to: .cancelled),
  BackTurn(.sent, .telling, .refusedByShop(SiteRefusal(.wrongState)), to: .cancelled, refusal: "wrong_state"),
  // The demand may have been heard: first it is known whether there is a check.
  BackTurn(.prepared, .voiding, .check(.issued), to: .issued, next: .void(.numbered(11))),
  BackTurn(.prepared, .voiding, .refusedByManager(.insufficientFunds), to: .refused, refusal: "insufficient_funds"),
]

@Test(arguments: turns)
func `each answer on the way back leads to one state and one next step`(_ turn: BackTurn) throws {
  var purchase = try Purchase.sample { purchase in
    purchase.state = turn.state
    purchase.givingBack = GivingBack(voidID: .numbered(11), withdrawalID: .numbered(12), note: .of("too small"))
    purchase.givingBack?.stage = turn.stage
    if turn.state == .rejected { purchase.refusal = PurchaseRefusal(SiteRefusal(.outOfStock)) }
  }
  let step = try #require(purchase.next)
  purchase.take(turn.answer, to: step, at: .day(1), fresh: .second)
  #expect(purchase.state == turn.to)
  #expect(purchase.next == turn.next)
  #expect(purchase.refusal?.name == turn.refusal)
}

@Test func `a shop that is told of a return has the last word of the order`() throws {
  var purchase = try Purchase.sample { $0.state = .accepted }
  purchase = try #require(purchase.returning(note: .of("too small"), fresh: .first))
  purchase.givingBack?.stage = .telling
  purchase.take(.order(purchase.atShop(.returned)), to: tell, at: .day(1), fresh: .second)
  #expect(purchase.state == .returned)
  #expect(purchase.order.state == .returned)
}

@Test(
  arguments: [
    (.prepared, .demandCheck), (.issued, .void(.numbered(11))), (.sent, .void(.numbered(11))),
    (.accepted, .void(.numbered(11))), (.rejected, .void(.numbered(11))), (.contested, .void(.numbered(11))),
    (.refused, nil), (.cancelled, nil), (.returned, nil),
  ] as [(PurchaseState, PurchaseStep?)])
func `the buyer may give back whatever has not ended`(_ state: PurchaseState, step: PurchaseStep?) throws {
  let returning = try Purchase.sample { $0.state = state }.returning(note: .empty, fresh: .first)
  #expect(returning?.next == step)
}

@Test func `a return asked for again goes on with the ids it has`() throws {
  let once = try #require(try Purchase.sample { $0.state = .accepted }.returning(note: .empty, fresh: .first))
  #expect(once.returning(note: .of("again"), fresh: .second)?.givingBack == once.givingBack)
}

@Test func `who gives back pays by nothing else any more`() throws {
  let choosing = try #require(try Purchase.sample { $0.state = .accepted }.choosing(.card, id: .numbered(5)))
  let returning = try #require(choosing.returning(note: .empty, fresh: .first))
  #expect(returning.choice == nil)
  #expect(returning.choosing(.cash, id: .numbered(6)) == nil)
}
