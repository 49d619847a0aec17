/// Who somebody is lies in the tables of profiles and nowhere else.
import Foundation
import LMDB
import Ledger
import Testing
import VouchTesting

@testable import LedgerStore

@Suite struct `personal data` {
  /// Every field of a profile; marks that cannot occur by chance.
  private static let marks = (0..<15).map { "MARK-\($0)-ÅÄÖ" }

  @Test func `lies in its own tables, never in a hot record, the journal or an index`() throws {
    let directory = try TemporaryStore()
    try directory.create()
    let store = try directory.open()
    for decision in try store.submit(Self.commands, at: .start) { _ = try #require(decision.entry) }
    try store.fold()

    let transaction = try WriteTransaction(store.environment)
    let tables = store.tables
    let profiles =
      try values(tables.accountProfiles, transaction) + values(tables.sellerProfiles, transaction)
      + values(tables.distributorProfiles, transaction)
    let parties =
      try values(tables.accounts, transaction) + values(tables.sellers, transaction)
      + values(tables.distributors, transaction) + values(tables.checks, transaction)
    let others =
      try values(tables.meta, transaction) + values(tables.clearing, transaction) + values(tables.memos, transaction)
      + values(tables.journal, transaction) + values(tables.commands, transaction) + values(tables.due, transaction)
    #expect(parties.count == 4)
    for mark in Self.marks {
      // Seen where it belongs, so that the search is known to find it.
      let masked = mark.utf8.map { $0 ^ 0xFF }
      #expect(profiles.contains { $0.contains(masked) }, "\(mark)")
      #expect(!(parties + others).contains { $0.contains(masked) }, "\(mark)")
      #expect(!(profiles + parties + others).contains { $0.contains(Array(mark.utf8)) }, "\(mark)")
    }
  }

  private static var commands: [Command] {
    let texts = marks.map { Text.of($0) }
    var person = AccountProfile()
    person.name = texts[0]
    person.address = texts[1]
    person.telephone = texts[2]
    person.bank = texts[3]
    person.bankAccountNumber = texts[4]
    person.bankNotes = texts[5]
    person.creditCompany = texts[6]
    person.cardNumber = texts[7]
    person.creditNotes = texts[8]
    person.sex = .other
    var shop = CompanyProfile()
    shop.name = texts[9]
    shop.address = texts[10]
    shop.telephone = texts[11]
    var carrier = CompanyProfile()
    carrier.name = texts[12]
    carrier.bank = texts[13]
    carrier.bankAccountNumber = texts[14]

    var update = AccountUpdate()
    update.sealed = person.masked
    var (seller, distributor) = (CompanyUpdate(), CompanyUpdate())
    seller.sealed = shop.masked
    distributor.sealed = carrier.masked
    let changes: [Administration.Change] = [
      .enrolAccount(AccountEnrolment(id: .buyer, currency: .euro, update: update)),
      .enrolSeller(CompanyEnrolment(code: SellerID.shop.code, currency: .euro, update: seller)),
      .enrolDistributor(CompanyEnrolment(code: DistributorID.carrier.code, currency: .euro, update: distributor)),
      .updateAccount(.buyer, update), .updateSeller(.shop, seller), .updateDistributor(.carrier, distributor),
      .fund(.buyer, .bank, 1_000, .bank),
    ]
    var terms = CheckTerms(drawer: .buyer, amount: 100, currency: .euro)
    terms.payee = .shop
    terms.distributor = .carrier
    let check = IssueCheck(id: CheckID(at: .start, random: (2, 2)), terms: terms, memo: .of("two chairs"))
    return changes.enumerated().map { index, change in
      .administer(Administration(id: CommandID(at: .start, random: (1, UInt64(index))), change: change))
    } + [.issue(check)]
  }

  private func values<Key>(_ table: Table<Key>, _ transaction: borrowing WriteTransaction) throws -> [[UInt8]] {
    var values: [[UInt8]] = []
    try table.scan(in: transaction) { _, bytes in
      values.append(unsafe bytes.withUnsafeBytes { unsafe Array($0) })
      return true
    }
    return values
  }
}
