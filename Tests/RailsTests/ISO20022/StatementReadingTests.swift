/// Statements and notifications, as values, and whatever may be wrong with them.
import Ledger
import Testing

@testable import Rails

private func statement(_ text: String) throws -> BankStatement {
  switch try BankMessage(text.bytes) {
  case .statements(let statements), .notifications(let statements): try #require(statements.first)
  default: throw Wrong()
  }
}

@Suite struct `a bank's statement` {
  @Test(arguments: 2...14)
  func `is read in every version`(version: Int) throws {
    let statement = try statement(SampleStatement.camt053(version))
    #expect(statement.kind == .statement && statement.id == "S1" && statement.sequence == 7)
    #expect(statement.account == "NL41MOCK0000000001" && statement.currency == .of("EUR"))
    #expect(statement.opening == -1000 && statement.closing == -2000)
    #expect(statement.firstDay?.description == "2026-12-01" && statement.lastDay == statement.firstDay)
    #expect(statement.entries.map(\.signedAmount) == [-1250, 250, -100])
    #expect(statement.entries.map(\.reference) == ["R1", "R2", "R3"])
    #expect(statement.entries.map(\.status) == [.booked, .booked, .pending])
    #expect(statement.entries.map(\.bankReference) == ["B1", "", ""])
    #expect(statement.entries.map(\.returnReason) == ["", "AC04", ""])
    #expect(statement.entries.map { $0.details.map(\.endToEndID) } == [["E1", ""], ["E2"], []])
    #expect(statement.entries.map { $0.details.map(\.amount) } == [[1200, 50], [250], []])
    #expect(statement.entries.map(\.line) == [24, 33, 42])
    #expect(
      statement.entries[0].bookingDay == BankDay("2026-12-01") && statement.entries[0].valueDay == BankDay("2026-12-01")
    )
    #expect(statement.entries[1].details[0].isReturn && statement.entries[1].details[0].returnText == "account closed")
    let notification = try self.notification(version)
    #expect(notification.kind == .notification && notification.opening == nil)
    #expect(notification.entries.map(\.details) == statement.entries.map(\.details))
  }

  private func notification(_ version: Int) throws -> BankStatement { try statement(SampleStatement.camt054(version)) }

  /// What is changed, and at which line which word says so.
  @Test(
    arguments: [
      ("20.00</Amt>", "20.01</Amt>", 5, "come to -20.00 EUR, but the closing balance is -20.01"),
      (
        "CLBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">20.00</Amt><CdtDbtInd>DBIT",
        "CLBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">20.00</Amt><CdtDbtInd>CRDT", 5, "closing balance is 20.00"
      ),
      ("<NbOfNtries>3", "<NbOfNtries>4", 20, "says 4 entries, but there are 3"),
      ("<NbOfNtries>3", "<NbOfNtries>-3", 20, "no count"),
      ("<NbOfNtries>3", "<NbOfNtries>9999999999999999", 20, "no count"),
      ("<Sum>16.00", "<Sum>16.01", 20, "says 16.01, but the entries come to 16"),
      ("<Sum>16.00", "<Sum>1,6", 20, "no sum"),
      ("<Sum>2.50", "<Sum>2.5000001", 21, "TtlCdtNtries says 2.5000001"),
      ("<Sum>13.5", "<Sum>13", 22, "TtlDbtNtries says 13,"),
      ("<Amt>11.00</Amt><CdtDbtInd>DBIT", "<Amt>11.00</Amt><CdtDbtInd>CRDT", 20, "a net of 11"),
      ("<Amt>11.00", "<Amt>11.01", 20, "a net of 11.01"),
      ("\"EUR\">12.50", "\"XXX\">12.50", 25, "'XXX' is no currency"),
      ("\"EUR\">12.50", "\"eur\">12.50", 25, "'eur' is no currency"),
      (" Ccy=\"EUR\">12.50", ">12.50", 25, "names no currency"), ("<Ccy>EUR", "<Ccy>EURO", 10, "'EURO' is no currency"),
      ("\"EUR\">12.50", "\"USD\">12.50", 25, "is in USD and the account is in EUR"),
      ("\"EUR\">10.00", "\"USD\">10.00", 12, "is in USD and the account is in EUR"),
      ("<Ccy>EUR", "<Ccy>JPY", 12, "is in EUR and the account is in JPY"),
      (">12.50<", ">12.505<", 25, "at most 2 decimals"), (">12.50<", ">-12.50<", 25, "negative"),
      (">12.50<", ">1,250.00<", 25, "no amount of EUR"), (">12.50<", ">1e3<", 25, "no amount of EUR"),
      (">12.50<", "><", 25, "no amount of EUR"), (">12.50<", ">.<", 25, "no amount of EUR"),
      (">12.50<", ">+1<", 25, "no amount"),
      (">12.50<", ">10000000000000.01<", 25, "not past 10,000,000,000,000.00"),
      (">12.50<", ">\(String(repeating: "9", count: 5000))<", 25, "no amount of EUR"),
      (">10.00<", ">40000000000000000.01<", 12, "not past 40,000,000,000,000,000.00"),
      ("<Id>S1</Id>", "", 5, "Stmt has no Id"), ("<Id>S1</Id>", "<Id/>", 6, "Id is empty"),
      ("<Id>S1</Id>", "<Id>\(String(repeating: "S", count: 36))</Id>", 6, "more than 35 characters"),
      ("<MsgId>M1</MsgId>", "", 3, "no GrpHdr/MsgId"), ("<IBAN>NL41MOCK0000000001</IBAN>", "", 5, "names no account"),
      ("<NtryRef>R2", "<NtryRef>R1", 33, "'R1' was in line 24 already"),
      ("<Cd>CLBD", "<Cd>OPBD", 15, "second balance OPBD"),
      ("<CdtDbtInd>DBIT", "<CdtDbtInd>DEBIT", 12, "must be CRDT or DBIT"),
      ("<RvslInd>false", "<RvslInd>no", 34, "must be true or false"),
      ("<Dt>2026-12-01</Dt></BookgDt>", "<Dt>2026-02-30</Dt></BookgDt>", 26, "no date"),
      ("<Sts><Cd>BOOK</Cd></Sts>", "", 24, "no Sts"), ("<ElctrncSeqNb>7", "<ElctrncSeqNb>7.5", 7, "no count"),
      (
        "<ElctrncSeqNb>", "<StmtPgntn><PgNb>1</PgNb><LastPgInd>false</LastPgInd></StmtPgntn><ElctrncSeqNb>", 7,
        "one page of several"
      ),
    ] as [(String, String, Int, String)])
  func `that is wrong is refused with line and reason`(old: String, new: String, line: Int, word: String) {
    let fault = fault(of: SampleStatement.camt053().with(old, new).bytes)
    #expect(fault?.reason.contains(word) == true, "\(String(describing: fault))")
    #expect(fault.map { $0.line == line } == true, "\(String(describing: fault))")
  }

  @Test func `of another name space than its element is refused`() {
    let text = SampleStatement.camt053().with("camt.053.001.08", "camt.054.001.08")
    #expect(fault(of: text.bytes)?.reason.contains("not what it says") == true)
  }

  @Test func `may leave out its summary, its references and one of its balances, or repeat the balance of before`()
    throws
  {
    let text = SampleStatement.camt053()
    #expect(try statement(text.with("<Cd>OPBD", "<Cd>PRCD")).opening == -1000)
    #expect(try statement(text.with("<Cd>OPBD", "<Cd>OPAV")).opening == nil)
    #expect(try statement(text.with("<Cd>CLBD", "<Cd>ITBD")).closing == nil)
    #expect(try statement(text.with("<ElctrncSeqNb>7</ElctrncSeqNb>", "")).sequence == nil)
    #expect(try statement(text.with("<Ccy>EUR</Ccy>", "")).currency == .of("EUR"))
  }

  @Test func `twice in a file is refused`() {
    let text = SampleStatement.camt053()
    let parts = text.split(separator: "  <Stmt>")
    let twice = "\(parts[0])  <Stmt>\(parts[1].split(separator: "  </Stmt>")[0])  </Stmt>  <Stmt>\(parts[1])"
    #expect(fault(of: twice.bytes)?.reason.contains("'S1' was in line 5 already") == true)
  }

  @Test(arguments: [
    ("JPY", "13", 13), ("JPY", "13.", 13), ("KWD", "1.234", 1234), ("KWD", "1.2", 1200), ("EUR", ".5", 50),
    ("EUR", "007", 700),
  ])
  func `has amounts with the decimals of their currency`(code: String, text: String, minorUnits: Int64) {
    #expect(DecimalSum.minorUnits(text, .of(code), atMost: Amount.maximum) == minorUnits)
    #expect(
      DecimalSum.minorUnits(
        "1." + String(repeating: "0", count: Currency.of(code).exponent + 1), .of(code), atMost: 9999) == nil)
  }

  @Test(.enabled(if: BankSchemas.areThere, BankWheels.missing))
  func `is read as the templates of other make write it`() async throws {
    let samples = try await BankSchemas.samples()
    let old = try BankMessage(try #require(samples["camt.053.001.08.xml"]))
    let new = try BankMessage(try #require(samples["camt.053.001.14.xml"]))
    for message in [old, new] {
      guard case .statements(let statements) = message, let statement = statements.first else { throw Wrong() }
      #expect(statement.entries.map(\.signedAmount) == [1250] && statement.closing == 11250 && statement.sequence == 7)
      #expect(statement.entries[0].returnReason == "AC04" && statement.entries[0].details.map(\.endToEndID) == ["E1"])
      #expect(message.news(of: BankOrders()).map(\.short) == ["E1 returned AC04"])
    }
    guard case .returns(let returns) = try BankMessage(try #require(samples["pacs.004.001.11.xml"])) else {
      throw Wrong()
    }
    #expect(returns.payments.map(\.endToEndID) == ["E1"] && returns.payments.map(\.amount) == [1250])
    #expect(returns.payments[0].reason == BankReturns.Reason(code: "AC04", text: "closed"))
  }
}

@Test(.enabled(if: BankSchemas.areThere, BankWheels.missing))
func `the statements of these tests are good by their public schemas`() async throws {
  let messages = (2...14).flatMap { [SampleStatement.camt053($0).bytes, SampleStatement.camt054($0).bytes] }
  let wrong = try await BankSchemas.judge(messages)
  #expect(wrong.isEmpty)
}

@Test(
  arguments: [
    ("2026-12-01", true), ("2026-12-01T09:00:00+01:00", true), ("2026-12-01Z", true), ("2024-02-29", true),
    ("2026-02-29", false),
    ("1900-02-29", false), ("2026-13-01", false), ("2026-00-01", false), ("2026-01-00", false), ("26-12-01", false),
    ("", false),
    ("2026-12-01x", false), ("1899-12-31", false), ("2026/12/01", false), ("2026-1²-01", false),
  ])
func `a day of a bank is a date and nothing else`(text: String, isDay: Bool) {
  #expect((BankDay(text) != nil) == isDay)
  if isDay { #expect(BankDay(text)?.description == String(text.prefix(10))) }
}
