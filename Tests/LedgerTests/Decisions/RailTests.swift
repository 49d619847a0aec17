// Paying systems outside: what they are told with the decision that moves the money, and what they say of it.
import Ledger
import Testing
import VouchTesting

/// The scene whose check is in `state`, paid over the bank and not answered.
private func collecting(_ state: CheckState = .settled) throws -> (Scene, InstructionID) {
  let scene = try #require(Scene.collecting.first { $0.check.progress.state == state })
  return (scene, try #require(scene.instruction))
}

@Suite struct `a capture over the bank` {
  @Test func `is told to the bank by the decision itself, and the payee has nothing yet`() throws {
    let (scene, id) = try collecting()
    let entry = scene.ledger.entries[Int(id.sequence) - 1]
    #expect(entry.told == "captured 1000; bank hold -1000; bank → clearing bank EUR 1000; settled 0/1000/0")
    let told = RailInstruction(
      id: id, purpose: .collect, subject: .check(scene.checkID), amount: 1_000, currency: .euro, time: scene.now)
    #expect(entry.instructions == [told])
    #expect(scene.ledger.instructions == [id: told])
    #expect(scene.check.progress.pending == 1_000)
    #expect(scene.shop.exposure == 1_000)
    #expect(scene.ledger.violations == [])
  }

  @Test func `reaches the payee when the bank has it, and its clocks begin then`() throws {
    var (scene, id) = try collecting()
    scene.now = .day(3)
    scene.expect(
      .rail(.bank), .reportRail(id, .accepted),
      "railAccepted 1000; clearing bank EUR → reserve 100; clearing bank EUR → locked 900; settled 0/1000/0")
    #expect(scene.check.progress.lockedUntil == .day(22))
    #expect(scene.check.progress.reservedUntil == .day(63))
    #expect(scene.ledger.instructions[id]?.state == .accepted)
    #expect(scene.ledger.entries.last?.instruction == id)
    #expect(scene.shop.exposure == 0)
  }

  @Test func `is as if it had not been when the bank will not pay, and counts as returned`() throws {
    var (scene, id) = try collecting()
    scene.expect(
      .rail(.bank), .reportRail(id, .rejected), "railRejected 1000; clearing bank EUR → bank 1000; settled 0/1000/0")
    #expect(scene.check.progress.returned == 1_000)
    #expect(scene.buyer.bank.available == 10_000)
    scene.expect(.shop, .refund(amount: nil), "exceeds_captured")
  }

  @Test func `is taken back from the payee when the bank takes it back`() throws {
    var (scene, id) = try collecting()
    scene.act(.rail(.bank), .reportRail(id, .accepted))
    scene.expect(
      .rail(.bank), .reportRail(id, .returned),
      "railReturned 1000; locked → bank 900; reserve → bank 100; settled 0/1000/0")
    scene.expect(.rail(.bank), .reportRail(id, .returned), "instruction_ended")
  }

  @Test func `that is returned before it was said to be there was rejected`() throws {
    var (scene, id) = try collecting()
    scene.expect(
      .rail(.bank), .reportRail(id, .returned), "railRejected 1000; clearing bank EUR → bank 1000; settled 0/1000/0")
  }

  @Test func `that was refunded in part is taken back only as far as the payee still has it`() throws {
    var (scene, id) = try collecting()
    scene.act(.rail(.bank), .reportRail(id, .accepted))
    scene.expect(
      .shop, .refund(amount: 300), "refunded 300; locked → clearing bank EUR 300; settled 0/1000/0")
    scene.expect(
      .rail(.bank), .reportRail(id, .returned),
      "railReturned 700; locked → bank 600; reserve → bank 100; fees EUR → bank 300; settled 0/1000/0")
    #expect(scene.check.progress.returned == 1_000)
    // The refund reaches the drawer all the same, who has 300 too many: they are the manager's loss.
    scene.act(.rail(.bank), .reportRail(try #require(scene.instruction), .accepted))
    #expect(scene.buyer.bank.balance.posted == 10_300)
    #expect(scene.ledger.balances[.fees(.euro)] == -300)
  }

  @Test func `is unsure once, and found later`() throws {
    var (scene, id) = try collecting()
    scene.expect(.rail(.bank), .reportRail(id, .unsure), "railUnsure 1000; settled 0/1000/0")
    scene.expect(.rail(.bank), .reportRail(id, .unsure), "nothing_changed")
    #expect(scene.ledger.instructions[id]?.state.isOpen == true)
    scene.expect(
      .rail(.bank), .reportRail(id, .accepted),
      "railAccepted 1000; clearing bank EUR → reserve 100; clearing bank EUR → locked 900; settled 0/1000/0")
    scene.expect(.rail(.bank), .reportRail(id, .unsure), "instruction_ended")
  }

  @Test(arguments: CheckState.allCases)
  func `is reported whatever became of the rest of the check`(state: CheckState) throws {
    var (scene, id) = try collecting(state)
    let before = scene.check.progress
    #expect(scene.act(.rail(.bank), .reportRail(id, .accepted)).entry?.kind == .railAccepted)
    #expect(scene.check.progress.state == before.state)
    #expect(scene.check.progress.remaining == before.remaining)
    #expect(scene.check.progress.pending == 0)
    #expect(scene.ledger.violations == [])
  }

  @Test(arguments: [Actor.rail(.card), .rail(.post)])
  func `is not another paying system's to report`(actor: Actor) throws {
    var (scene, id) = try collecting()
    scene.expect(actor, .reportRail(id, .accepted), "unknown_instruction")
  }

  @Test func `is about its own check only`() throws {
    var (scene, id) = try collecting()
    scene.issue(Scene.terms)
    scene.expect(.rail(.bank), .reportRail(id, .accepted), "unknown_instruction")
  }

  @Test func `while it is on its way can be neither refunded nor withdrawn nor charged back`() throws {
    var (scene, _) = try collecting()
    scene.expect(.shop, .refund(amount: 1), "collection_pending")
    scene.expect(.buyer, .withdraw, "collection_pending")
    scene.expect(.rail(.bank), .chargeBack(amount: nil), "collection_pending")
    scene.expect(.setStatus(.seller(.shop), .closed), "has_open_checks")
  }

  @Test func `repeats its report by the same id`() throws {
    var (scene, id) = try collecting()
    let action = CheckAction(
      id: scene.newID(), check: scene.checkID, actor: .rail(.bank), event: .reportRail(id, .accepted))
    let first = scene.ledger.submit(.act(action), at: scene.now)
    let again = scene.ledger.submit(.act(action), at: scene.now)
    #expect(again == .repeated(try #require(first.entry)))
  }

  @Test func `in cash does not go over the bank`() throws {
    var (scene, id) = try collecting(.committed)
    scene.expect(
      .carrier, .collectCash(amount: nil),
      "cashCollected 600; bank hold -600; debt → reserve 60; debt → locked 540; settled 0/1000/0")
    #expect(scene.check.progress.pending == 400)
    scene.act(.rail(.bank), .reportRail(id, .rejected))
    #expect(scene.ledger.violations == [])
  }
}

@Suite struct `money back over the paying systems` {
  /// 400 from the bank, 600 from the card, both there.
  private func paid() throws -> Scene {
    var (scene, bank) = try collecting(.issued)
    scene.act(.rail(.bank), .reportRail(bank, .accepted))
    scene.act(.buyer, .chooseMethod(.card))
    scene.act(.shop, .present(amount: nil, final: false))
    scene.act(.rail(.card), .reportRail(try #require(scene.instruction), .accepted))
    return scene
  }

  @Test func `goes to each its own, told once each, however many accounts it comes from`() throws {
    var scene = try paid()
    scene.expect(
      .buyer, .withdraw,
      "withdrawn 1000; locked → clearing card EUR 600; locked → clearing bank EUR 300; "
        + "reserve → clearing bank EUR 100; settled 0/1000/0")
    let sequence = UInt64(scene.ledger.entries.count)
    let told = scene.ledger.entries[Int(sequence) - 1].instructions
    #expect(told.map(\.id.rail) == [.card, .bank])
    #expect(told.map(\.amount) == [600, 400])
    #expect(told.allSatisfy { $0.purpose == .giveBack })
    #expect(scene.check.progress.returning == 1_000)
    scene.expect(
      .rail(.card), .reportRail(InstructionID(rail: .card, sequence: sequence), .accepted),
      "railAccepted 600; clearing card EUR → card 600; settled 0/1000/0")
    scene.expect(
      .rail(.bank), .reportRail(InstructionID(rail: .bank, sequence: sequence), .accepted),
      "railAccepted 400; clearing bank EUR → bank 400; settled 0/1000/0")
    #expect(scene.check.progress.returning == 0)
    #expect(scene.buyer.bank.available == 10_000)
  }

  @Test func `that does not arrive is the payee's again, and can be given back another way`() throws {
    var scene = try paid()
    scene.act(.shop, .refund(amount: 250))
    let id = try #require(scene.instruction)
    scene.expect(
      .rail(.card), .reportRail(id, .rejected), "railRejected 250; clearing card EUR → available 250; settled 0/1000/0")
    #expect(scene.check.progress.returned == 0)
    #expect(scene.check.progress.returnedToCard == 0)
    #expect(scene.act(.shop, .refund(amount: 250)).entry != nil)
  }

  @Test func `that had arrived and comes back is the payee's again`() throws {
    var scene = try paid()
    scene.act(.shop, .refund(amount: 250))
    let id = try #require(scene.instruction)
    scene.act(.rail(.card), .reportRail(id, .accepted))
    scene.expect(.rail(.card), .reportRail(id, .returned), "railReturned 250; card → available 250; settled 0/1000/0")
  }

  @Test func `and a return of the collection never pay back twice`() throws {
    var scene = try paid()
    let collected = try #require(scene.instruction)
    scene.act(.shop, .refund(amount: 600))
    scene.act(.rail(.card), .reportRail(try #require(scene.instruction), .accepted))
    // The card's part has gone back: nothing of it is left to take from the payee.
    scene.expect(
      .rail(.card), .reportRail(collected, .returned), "railReturned 0; fees EUR → card 600; settled 0/1000/0")
    #expect(scene.check.progress.returned == 600)
  }
}

@Suite struct `a pay-out over the bank` {
  /// The shop has 1,000, and draws 700 of it.
  private func drawn() -> Scene {
    var scene = Scene(.issued)
    scene.act(.shop, .present(amount: nil, final: false))
    scene.administer(.payOut(.shop, 700, .bank))
    return scene
  }

  private var id: InstructionID { InstructionID(rail: .bank, sequence: UInt64(drawn().ledger.entries.count)) }

  @Test(
    arguments: [
      ([.accepted], "railAccepted 700; clearing bank EUR → settlement bank EUR 700"),
      ([.rejected], "railRejected 700; clearing bank EUR → available 700"),
      ([.unsure], "railUnsure 700"),
      ([.unsure, .accepted], "railAccepted 700; clearing bank EUR → settlement bank EUR 700"),
      ([.accepted, .returned], "railReturned 700; settlement bank EUR → available 700"),
      ([.accepted, .accepted], "instruction_ended"), ([.accepted, .rejected], "instruction_ended"),
      ([.rejected, .returned], "instruction_ended"), ([.accepted, .returned, .returned], "instruction_ended"),
      ([.unsure, .unsure], "nothing_changed"),
    ] as [([RailResult], String)])
  func `ends as the bank says`(results: [RailResult], told: String) {
    var scene = drawn()
    for result in results.dropLast() { scene.administer(.reportPayOut(.shop, id, result), by: .rail(.bank)) }
    scene.expect(.reportPayOut(.shop, id, results[results.count - 1]), by: .rail(.bank), told)
  }

  @Test func `is another seller's or another bank's to no one`() {
    var scene = drawn()
    scene.expect(.reportPayOut(.rival, id, .accepted), by: .rail(.bank), "unknown_instruction")
    scene.expect(.reportPayOut(.shop, id, .accepted), by: .rail(.post), "unknown_instruction")
    scene.expect(.reportPayOut(.shop, id, .accepted), by: .seller(.shop), "not_permitted")
  }

  @Test func `keeps its seller from leaving`() {
    var scene = drawn()
    scene.administer(.payOut(.shop, 300, .bank))
    scene.expect(.setStatus(.seller(.shop), .closed), "balance_not_zero")
    #expect(scene.shop.payingOut == 1_000)
  }

  @Test func `that comes back to one who has left is paid out again`() {
    var scene = drawn()
    scene.administer(.payOut(.shop, 300, .book))
    scene.administer(.reportPayOut(.shop, id, .accepted), by: .rail(.bank))
    scene.expect(.setStatus(.seller(.shop), .closed), "statusSet 0")
    scene.expect(.payOut(.shop, 1, .book), "seller_closed")
    scene.administer(.reportPayOut(.shop, id, .returned), by: .rail(.bank))
    scene.expect(.payOut(.shop, 701, .book), "payee_insufficient")
    scene.expect(.payOut(.shop, 700, .book), "paidOut 700; available → clearing book EUR 700")
    scene.expect(.payOut(.shop, 1, .book), "seller_closed")
  }
}

@Suite struct `an instruction's name` {
  @Test(arguments: ["bank-1", "card-4711", "post-18446744073709551615"])
  func `is read as it is written`(name: String) { #expect(InstructionID(name)?.description == name) }

  @Test(arguments: [
    "", "bank", "bank-", "bank-0", "bank-01", "bank--1", "bank-+1", "giro-1", "bank-18446744073709551616", "bank-1-2",
  ])
  func `is no other text`(name: String) { #expect(InstructionID(name) == nil) }
}
