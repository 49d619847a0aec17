// An accepted change, as people and programs read it.
import Console
import Ledger
import Testing

@Test func `a capture is shown to people`() {
  #expect(
    Receipt.capture.text == """
      captured 40.00 EUR
        check     0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55
        state     settled: 40.00 EUR paid, 8.50 EUR given back
        money     40.00 EUR  bank ALICE → available SHOP
        held      -48.50 EUR on bank
        detail    first parcel
        time      2026-11-24 08:30:05 UTC
        sequence  1,234
        command   0199a3f2-5c42-7001-8000-000000000007

      """)
}

@Test func `a capture is shown to programs`() {
  let json = Receipt.capture.json
  #expect(
    json.description
      == #"{"outcome":"accepted","sequence":1234,"kind":"captured","time":"2026-11-24T08:30:05.250Z","#
      + #""actor":"seller SHOP","command":"0199a3f2-5c42-7001-8000-000000000007","#
      + #""check":"0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55","amount":4000,"currency":"EUR","detail":"first parcel","#
      + #""check_state":{"state":"settled","method":"transfer","cover":"bank","payee":"SHOP","confirmed":false,"#
      + #""remaining":0,"captured":4000,"captured_from_card":0,"released":850,"returned":0,"returned_to_card":0,"#
      + #""demanded":0,"expires":"2026-12-24T08:30:05.250Z","deadline":null,"frozen_from":null,"frozen_at":null,"#
      + #""locked":0,"locked_until":null,"reserved":0,"reserved_until":null,"pending":0,"returning":0},"held_on_bank":-4850,"held_on_card":0,"#
      + #""postings":[{"debit":"bank ALICE","credit":"available SHOP","amount":4000}],"instruction":null}"#)
}

@Test func `an enrolment has a party and no money`() {
  #expect(Receipt.enrolment.title == "enrolled")
  #expect(Receipt.enrolment.json["party"] == "account ALICE")
  #expect(Receipt.enrolment.json["check_state"] == .null)
  #expect(Receipt.enrolment.json["amount"] == 0)
}

@Test(arguments: [
  (BookAccountID.bank(.of("A")), "bank A"), (.card(.of("A")), "card A"), (.available(.of("S")), "available S"),
  (.locked(.of("S")), "locked S"), (.reserve(.of("S")), "reserve S"), (.debt(.of("D")), "debt D"),
  (.clearing(.book, .euro), "clearing book EUR"), (.settlement(.post, .euro), "settlement post EUR"),
  (.fees(.euro), "fees EUR"),
])
func `an account of the book has a title`(_ account: BookAccountID, title: String) {
  #expect(account.title == title)
}

@Test func `names are unique and in snake_case`() {
  let names = JournalEntry.Kind.allCases.map(\.name)
  #expect(Set(names).count == names.count)
  #expect(names.contains("paid_on_delivery"))
  #expect(CheckDelivery.idOnly.argument == "id-only")
  #expect(ReleaseRule.onDelivery.words == "on delivery")
}

@Test(
  arguments: [
    (0, "-"), (1_209_600_000, "14d"), (129_600_000, "36h"), (5_400_000, "90m"), (45_000, "45s"), (1500, "1500ms"),
  ] as [(UInt64, String)])
func `a span is shown in the largest unit that fits`(_ milliseconds: UInt64, shown: String) {
  #expect(Timestamp.Span(milliseconds: milliseconds)?.shown == shown)
}

@Test func `counts and shares are shown for people`() {
  #expect([0, 999, 1000, 1_234_567].map { grouped($0) } == ["0", "999", "1,000", "1,234,567"])
  #expect([0, 5, 50, 1000, 1250, 1234].map { percent($0) } == ["0 %", "0.05 %", "0.5 %", "10 %", "12.5 %", "12.34 %"])
}

@Test(arguments: [("4111111111111111", "1111"), ("12", "12"), ("", nil)] as [(String, String?)])
func `of a card number the last four digits are shown`(_ number: String, shown: String?) {
  #expect(lastFour(.of(number)) == shown)
}
