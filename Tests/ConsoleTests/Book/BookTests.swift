// The books, the checks and the manager, as they are shown.
import ArgumentParser
import Console
import Ledger
import Testing
import Wire

@Test func `a statement is shown to people and to programs`() {
  let statement = Statement(
    account: .available(.of("SHOP")), currency: .euro, balance: 4000,
    lines: [
      Statement.Line(
        entry: Receipt.capture.entry, counterpart: .bank(.of("ALICE")), amount: 4000, balance: 4000, detail: "")
    ], next: Statement.Place(entry: 3, balance: 0))
  #expect(
    statement.text == """
      available SHOP  balance 40.00 EUR

      TIME (UTC)           ENTRY  WHAT      AMOUNT  BALANCE  OTHER SIDE  ABOUT                                 DETAIL
      2026-11-24 08:30:05   1234  captured   40.00    40.00  bank ALICE  0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55  -
      There are older lines: --limit shows more.

      """)
  #expect(
    statement.json.description
      == #"{"account":"available SHOP","currency":"EUR","balance":4000,"held":0,"lines":[{"sequence":1234,"#
      + #""time":"2026-11-24T08:30:05.250Z","kind":"captured","check":"0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55","#
      + #""counterpart":"bank ALICE","amount":4000,"balance":4000,"detail":null}],"more":true,"archived_through":null}"#
  )
}

@Test func `the journal has a line an entry, below its headings`() {
  #expect(
    Receipt.journalHeadings + Receipt.enrolment.journalLine + Receipt.capture.journalLine == """
         ENTRY  TIME (UTC)           WHAT                          AMOUNT  WHO                       ABOUT                                 DETAIL
             1  2026-11-24 08:30:05  enrolled                           -  operator                  account ALICE                         status=active
          1234  2026-11-24 08:30:05  captured                   40.00 EUR  seller SHOP               0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55  bank ALICE → available SHOP; first parcel

      """)
}

@Test(
  arguments: [(0, 4850, 4850, "yes"), (1, 4850, 4850, "no"), (0, 4850, 4849, "no")] as [(Int64, Int64, Int64, String)])
func `the balance sheet ends with whether money was conserved`(
  _ total: Int64, _ held: Int64, _ remaining: Int64, conserved: String
) {
  let sheet = BalanceSheet(sheets: [
    BalanceSheet.CurrencySheet(currency: .euro, lines: [], total: total, held: held, remaining: remaining)
  ])
  #expect(sheet.text.hasSuffix("\nconserved: \(conserved)\n"))
  #expect(sheet.json["conserved"] == .boolean(conserved == "yes"))
}

@Test func `the balance sheet shows the kinds of accounts and their sum`() {
  let sheet = BalanceSheet(sheets: [
    BalanceSheet.CurrencySheet(
      currency: .euro,
      lines: [
        BalanceSheet.Line(kind: .bank, rail: nil, accounts: 1000, posted: 30_000),
        BalanceSheet.Line(kind: .clearing, rail: .book, accounts: 1, posted: -30_000),
      ], total: 0, held: 4850, remaining: 4850)
  ])
  #expect(
    sheet.text == """
      EUR ACCOUNTS              NUMBER   POSTED
      bank                       1,000   300.00
      clearing, book                 1  -300.00
      sum                            -     0.00
      held on covers                 -    48.50
      remaining on open checks       -    48.50

      conserved: yes

      """)
}

@Test func `a check is shown with its terms, its state and its history`() {
  var document = CheckDocument(
    id: .sample, terms: .sample, issued: .morning, progress: .sample, memo: .of("one book"))
  document.drawerName = .of("Alice Sommer")
  let history = CheckHistory(check: document, entries: [.capture])
  #expect(
    history.text == """
      check 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55  settled
        amount       48.50 EUR
        drawer       ALICE  Alice Sommer
        payee        SHOP
        distributor  PARCEL
        memo         one book
        release      on demand
        method       transfer, held on bank
        issued       2026-11-24 08:30:05 UTC
        expires      2026-12-24 08:30:05 UTC
        remaining    0.00 EUR
        paid         40.00 EUR
        given back   8.50 EUR
        returned     0.00 EUR

      ENTRY  TIME (UTC)           WHAT      AMOUNT  WHO          MONEY                              DETAIL
       1234  2026-11-24 08:30:05  captured   40.00  seller SHOP  40.00 bank ALICE → available SHOP  first parcel

      """)
  #expect(history.json["check_state"]?["state"] == "settled")
  #expect(history.json["terms"]?["amount"] == 4850)
  #expect(history.json["terms"]?["drawer"] == "ALICE")
}

@Test func `checks are listed`() {
  let document = CheckDocument(id: .sample, terms: .sample, issued: .morning, progress: .sample, memo: .empty)
  #expect(
    CheckDocument.table([document]) == """
      CHECK                                 ISSUED (UTC)         STATE    AMOUNT  REMAINING   PAID       DRAWER  PAYEE  DISTRIBUTOR  METHOD
      0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55  2026-11-24 08:30:05  settled   48.50       0.00  40.00  EUR  ALICE   SHOP   PARCEL       transfer

      """)
}

@Test func `a manager whose clock jumped and whose disk is full says so`() {
  let status = ManagerStatus(
    draweeName: "Vouch", version: "0.1.0", time: .morning, started: .morning, accounts: 100_000, sellers: 2,
    distributors: 1, checks: 12, openChecks: 3, clockJump: -90_000, readOnly: "disk_full")
  #expect(
    status.text == """
      Vouch
        version       0.1.0
        time          2026-11-24 08:30:05 UTC
        started       2026-11-24 08:30:05 UTC
        accounts      100,000
        sellers       2
        distributors  1
        checks        12, 3 open
        clock         jumped back by 90 s: nothing expires until `vouch clock accept`
        changes       refused: disk_full

      """)
  #expect(status.json["clock_jump_ms"] == -90_000)
}

@Test(
  arguments: [
    (["--account", "ALICE"], BookAccountID.bank(.of("ALICE"))),
    (["--account", "ALICE", "--cover", "card"], .card(.of("ALICE"))),
    (["--seller", "SHOP"], .available(.of("SHOP"))),
    (["--seller", "SHOP", "--purse", "reserve"], .reserve(.of("SHOP"))),
    (["--distributor", "PARCEL"], .debt(.of("PARCEL"))),
    (["--clearing", "book", "--currency", "EUR"], .clearing(.book, .euro)),
  ] as [([String], BookAccountID)])
func `flags name one account of the book`(_ arguments: [String], account: BookAccountID) throws {
  #expect(try BookAccountFlags.parse(arguments).bookAccount == account)
}

@Test(arguments: [
  [], ["--account", "A", "--seller", "S"], ["--cover", "card"], ["--seller", "S", "--cover", "card"],
  ["--account", "A", "--purse", "locked"], ["--clearing", "book"], ["--account", "A", "--currency", "EUR"],
])
func `flags that name none, or two, or do not go together, are refused`(_ arguments: [String]) {
  #expect(throws: (any Error).self) { try BookAccountFlags.parse(arguments) }
}

@Test func `a page says where more is, and an empty one that there is none`() {
  let full = Page<Int, Int>(items: [1], next: 7)
  #expect(
    full.shown(none: "nothing", table: { "\($0)\n" }, more: { "--from \($0)" }) == "[1]\nThere are more: --from 7\n")
  let empty = Page<Int, Int>(items: [], next: nil)
  #expect(empty.shown(none: "nothing", table: { "\($0)" }, more: { "\($0)" }) == "nothing\n")
}
