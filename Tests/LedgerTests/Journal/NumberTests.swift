// The numbers of log, store and wire: never changed, never used again.
import Ledger
import Testing
import VouchTesting

@Suite struct `a number in the journal` {
  private func numbers<Value: RawRepresentable & CaseIterable>(_ type: Value.Type) -> [String] {
    Value.allCases.map { "\($0.rawValue) \($0)" }
  }

  @Test func `means the same for ever`() {
    #expect(
      numbers(JournalEntry.Kind.self) == [
        "1 issued", "2 captured", "3 committed", "4 deliveryConfirmed", "5 paidOnDelivery", "6 cashCollected",
        "7 deliveryFailed", "8 extended", "9 methodChosen", "10 voided", "11 expired", "12 deadlineLapsed",
        "13 disputeOpened", "14 disputeResolved", "15 refunded", "16 withdrawn", "17 chargedBack",
        "18 proceedsReleased", "19 railAccepted", "20 railRejected", "21 railReturned", "22 railUnsure",
        "23 guaranteeClaimed", "40 enrolled",
        "41 updated", "42 statusSet", "43 funded", "44 reconciled", "45 paidOut",
        "46 paidIn", "47 forgotten", "48 feeCharged",
      ])
    #expect(
      numbers(CheckState.self) == ["1 issued", "2 committed", "3 frozen", "4 settled", "5 voided", "6 expired"])
    #expect(numbers(ReleaseRule.self) == ["1 onDemand", "2 onDelivery"])
    #expect(numbers(PaymentMethod.self) == ["1 transfer", "2 card", "3 cash"])
    #expect(numbers(PartyStatus.self) == ["1 enrolled", "2 active", "3 suspended", "4 closed"])
    #expect(numbers(Standing.self) == ["0 none", "1 good", "2 bad"])
    #expect(numbers(Cover.self) == ["1 bank", "2 card"])
    #expect(numbers(CheckDelivery.self) == ["1 whole", "2 idOnly"])
    #expect(numbers(PaymentRail.self) == ["1 book", "2 bank", "3 card", "4 post"])
    #expect(
      numbers(ProfileField.self) == [
        "1 name", "2 sex", "3 address", "4 telephone", "5 bank", "6 bankAccountNumber", "7 bankNotes",
        "8 creditCompany", "9 cardNumber", "10 creditNotes",
      ])
    #expect(numbers(ProfileState.self) == ["0 kept", "1 forgotten", "2 keyMissing", "3 broken"])
    #expect(numbers(Sex.self) == ["0 unstated", "1 female", "2 male", "3 other"])
    #expect(
      numbers(BalanceSheet.Kind.self) == [
        "1 bank", "2 card", "3 available", "4 locked", "5 reserve", "6 debt", "7 clearing", "8 fees", "9 settlement",
      ])
    #expect(numbers(RailResult.self) == ["1 accepted", "2 rejected", "3 returned", "4 unsure"])
    #expect(numbers(RailInstruction.Purpose.self) == ["1 collect", "2 payOut", "3 giveBack"])
    #expect(
      numbers(RailInstruction.State.self) == ["1 outstanding", "2 unsure", "3 accepted", "4 rejected", "5 returned"])
  }

  @Test(arguments: CheckState.allCases)
  func `of a state says whether it is open`(state: CheckState) {
    #expect(state.isOpen == [.issued, .committed, .frozen].contains(state))
  }
}

@Suite struct `the postings of an entry` {
  @Test(arguments: 0...4)
  func `are kept in their order`(count: Int) {
    var postings = Postings()
    let all = (0..<count).map { Posting(debit: .bank(.buyer), credit: .available(.shop), amount: Int64($0) + 1) }
    for posting in all { postings.append(posting) }
    #expect(postings.count == count)
    #expect(postings.all == all)
  }

  @Test func `name the entry before on both sides`() throws {
    var scene = Scene(.issuedInPart)
    let first = scene.shop.available.lastEntry
    let fund = scene.buyer.bank.balance.lastEntry
    #expect(first == fund)
    scene.administer(.fund(.buyer, .bank, 5, .bank))
    let entry = try #require(scene.act(.shop, .present(amount: 1, final: false)).entry)
    #expect(entry.postings[0].previousOfCredit == first)
    #expect(entry.postings[0].previousOfDebit == entry.sequence - 1)
    #expect(scene.shop.available.lastEntry == entry.sequence)
    #expect(entry.previousOfCheck == first)
    #expect(scene.check.lastEntry == entry.sequence)
  }
}
