/// What is made of statements before anything is held against them.
import Ledger
import Testing
import VouchTesting

@testable import Rails

private let ids = ConnectorRules(.bank, own: PaymentOrder.Holder(name: "", number: ""))
private let own = "NL41MOCK0000000001"

private func lines(
  _ files: [StatementFile], own account: String? = own, _ change: (String) -> String = { $0 }
) throws -> BankLines {
  var pile = StatementPile()
  for (index, file) in files.enumerated() { try pile.add(change(file.xml).bytes, named: "\(index).xml") }
  return try BankLines(pile, own: account, ids: ids)
}

private func statement(_ id: String, _ payments: [StatementFile.Payment], reference: String = "") -> StatementFile {
  StatementFile(
    account: own, id: id, day: "2026-12-01",
    entries: payments.map { StatementFile.Entry(day: "2026-12-01", payments: [$0], bankReference: reference) })
}

private func notification(_ id: String, _ payments: [StatementFile.Payment], reference: String = "") -> StatementFile {
  var file = statement(id, payments, reference: reference)
  file.kind = .notification
  return file
}

@Suite struct `statements put together` {
  @Test func `have each movement once, whoever tells it`() throws {
    let pay = StatementFile.Payment(100, "VOUCH-B-1")
    #expect(try lines([statement("S", [pay]), notification("N", [pay])]).lines.count == 1)
    #expect(try lines([notification("N", [pay]), statement("S", [pay])]).lines.count == 1)
    #expect(try lines([notification("N", [pay])]).lines.count == 1)
    #expect(try lines([statement("S", [pay]), statement("S", [pay])]).tally.repeatedStatements == 1)
    // Twice in one statement is twice in its balance.
    #expect(try lines([statement("S", [pay, pay]), notification("N", [pay])]).lines.count == 2)
    #expect(try lines([statement("S", [pay, pay], reference: "R")]).lines.count == 2)
    #expect(try lines([statement("S", [pay]), notification("N", [pay, pay])]).lines.count == 2)
    // Of two statements only the bank's own reference says that it is the same.
    #expect(try lines([statement("S", [pay]), statement("T", [pay])]).lines.count == 2)
    #expect(try lines([statement("S", [pay], reference: "R"), statement("T", [pay], reference: "R")]).lines.count == 1)
    #expect(
      try lines([notification("M", [pay], reference: "R"), notification("N", [pay], reference: "R")]).lines.count == 1)
  }

  @Test func `leave nothing of the own account's sums unexplained`() throws {
    var file = statement("S", [])
    file.entries = [
      StatementFile.Entry(day: "2026-12-01", payments: [.init(1000, "VOUCH-B-1"), .init(-50, "VOUCH-B-2"), .init(7)])
    ]
    let whole = try lines([file])
    #expect(whole.lines.map(\.amount) == [1000, 50, 7])
    #expect(whole.lines.map(\.direction) == [.credit, .debit, .credit])
    // The bank took something from the sum and lists no payment for it.
    // First the closing balance, then the entry.
    let cut = try lines([file]) { $0.with("9.57", "9.50").with("9.57", "9.50") }
    #expect(cut.lines.map(\.amount) == [1000, 50, 7, 7] && cut.lines.last?.direction == .debit)
  }

  @Test func `know their own account by however it is written, or by its being the only one`() throws {
    #expect(try lines([statement("S", [])], own: "nl41 mock 0000 0000 01").own == own)
    #expect(try lines([statement("S", [])], own: nil).own == own)
    let other = StatementFile(
      account: "DRAWER", id: "O", day: "2026-12-01",
      entries: [StatementFile.Entry(day: "2026-12-01", payments: [.init(-5, "VOUCH-B-1"), .init(-9, "RENT")])])
    let both = try lines([statement("S", []), other])
    #expect(both.lines.map(\.isOwn) == [false] && both.tally.foreign == 1)
    #expect(throws: StatementFault.self) { try lines([statement("S", []), other], own: nil) }
    #expect(throws: StatementFault.self) { try lines([other]) }
    let stranger = StatementFile(account: "STRANGER", id: "O", day: "2026-12-01")
    #expect(throws: StatementFault.self) { try lines([statement("S", []), stranger]) }
  }

  @Test func `show where one is missing`() throws {
    func day(_ number: Int, _ opening: Int64, _ amount: Int64) -> StatementFile {
      StatementFile(
        account: own, id: "S\(number)", sequence: number, day: "2026-12-0\(number)", opening: opening,
        entries: [StatementFile.Entry(day: "2026-12-0\(number)", payments: [.init(amount)])])
    }
    #expect(try lines([day(3, 30, 5), day(1, 0, 10), day(2, 10, 20)]).gaps.isEmpty)
    let gaps = try lines([day(3, 30, 5), day(1, 0, 10)]).gaps
    #expect(gaps.map(\.closing) == [10] && gaps.map(\.opening) == [30])
    #expect(gaps.first?.place.file == "0.xml" && gaps.first?.before.file == "1.xml")
  }

  @Test(arguments: [(1970, 1, 1), (1969, 12, 31), (2000, 2, 29), (1900, 3, 1), (2026, 12, 1), (9999, 12, 31)])
  func `count days as moments do`(year: Int, month: Int, day: Int) throws {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let day = try #require(BankDay("\(year)-\(two(month))-\(two(day))"))
    #expect(BankDay(day.start) == day)
    #expect(day.start.dayNumber == day.number)
    #expect(Timestamp(milliseconds: day.start.milliseconds + 86_399_999).dayNumber == day.number)
    #expect(Timestamp(milliseconds: day.start.milliseconds - 1).dayNumber == day.number - 1)
  }
}
