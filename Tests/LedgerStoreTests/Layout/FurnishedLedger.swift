/// A ledger with two of everything, to be tampered with.
import LMDB
import Ledger
import VouchTesting

@testable import LedgerStore

/// Two accounts, sellers, distributors with profiles, funds over two rails, two checks with memos.
struct FurnishedLedger {
  private let directory: TemporaryStore
  let store: Store
  var tables: Tables { store.tables }

  static let check = CheckID(at: .start, random: (1, 1))
  static let otherCheck = CheckID(at: .start, random: (1, 2))
  static let expiry = Timestamp.start + Bounds.defaultValidity
  static let funding = CommandID(at: .start, random: (2, 1))
  static let otherFunding = CommandID(at: .start, random: (2, 2))

  init() throws {
    directory = try TemporaryStore()
    try directory.create()
    store = try directory.open()
    try store.submit(FurnishedLedger.commands, at: .start)
    try store.fold()
  }

  private static var commands: [Command] {
    var person = AccountUpdate()
    person.sealed = Specimens.person.masked
    var company = CompanyUpdate()
    company.sealed = Specimens.company.masked
    var changes: [Administration.Change] = []
    for id in [AccountID.buyer, .stranger] {
      changes.append(.enrolAccount(AccountEnrolment(id: id, currency: .euro, update: person)))
    }
    for id in [SellerID.shop, .rival] {
      changes.append(.enrolSeller(CompanyEnrolment(code: id.code, currency: .euro, update: company)))
    }
    for id in [DistributorID.carrier, .courier] {
      changes.append(.enrolDistributor(CompanyEnrolment(code: id.code, currency: .euro, update: company)))
    }
    let enrolments = changes.enumerated().map { index, change in
      Command.administer(Administration(id: CommandID(at: .start, random: (3, UInt64(index))), change: change))
    }
    let fundings = [
      Administration(id: funding, change: .fund(.buyer, .bank, 1_000, .bank)),
      Administration(id: otherFunding, change: .fund(.buyer, .bank, 500, .post)),
    ]
    var terms = CheckTerms(drawer: .buyer, amount: 100, currency: .euro)
    terms.payee = .shop
    terms.distributor = .carrier
    return enrolments + fundings.map { .administer($0) }
      + [
        .issue(IssueCheck(id: check, terms: terms, memo: .of("two chairs"))),
        .issue(IssueCheck(id: otherCheck, terms: terms, memo: .of("one table"))),
      ]
  }

  /// Lends a transaction that is dropped afterwards.
  func tampering(_ body: (borrowing WriteTransaction) throws(StoreError) -> Void) throws {
    try body(try WriteTransaction(store.environment))
  }

  /// Flips a bit of the record on that shelf and commits it.
  func tamperForGood(_ shelf: Shelf) throws {
    let transaction = try WriteTransaction(store.environment)
    var bytes = try shelf.bytes(in: transaction, self)
    bytes[bytes.count / 2] ^= 1
    try shelf.put(bytes, in: transaction, self)
    try transaction.commit()
  }
}

extension Shelf {
  /// Which of the two records.
  enum Which: Sendable {
    case one, other
  }

  /// The key of the first record as damage names it.
  var key: String {
    switch self {
    case .meta: "0"
    case .accounts, .accountProfiles: "BUYER-1"
    case .sellers, .sellerProfiles: "SHOP-1"
    case .distributors, .distributorProfiles: "VAN-1"
    case .clearing: "settlement bank EUR"
    case .checks, .memos: "\(FurnishedLedger.check)"
    case .journal: "1"
    case .commands: "\(FurnishedLedger.funding)"
    case .due: "\(FurnishedLedger.expiry.milliseconds) \(FurnishedLedger.check)"
    }
  }

  func bytes(
    in transaction: borrowing WriteTransaction, _ ledger: FurnishedLedger, of which: Which = .one
  ) throws(StoreError) -> [UInt8] {
    var found: [UInt8]?
    func take<Key>(_ table: Table<Key>, _ one: Key, _ other: Key, _ transaction: borrowing WriteTransaction)
      throws(LMDBError)
    {
      found = try table.get(which == .one ? one : other, in: transaction) {
        unsafe $0.withUnsafeBytes { unsafe Array($0) }
      }
    }
    try database { () throws(LMDBError) in
      let tables = ledger.tables
      switch self {
      case .meta: try take(tables.meta, 0, 0, transaction)
      case .accounts: try take(tables.accounts, CodeKey(.buyer), CodeKey(.stranger), transaction)
      case .accountProfiles: try take(tables.accountProfiles, CodeKey(.buyer), CodeKey(.stranger), transaction)
      case .sellers: try take(tables.sellers, CodeKey(.shop), CodeKey(.rival), transaction)
      case .sellerProfiles: try take(tables.sellerProfiles, CodeKey(.shop), CodeKey(.rival), transaction)
      case .distributors: try take(tables.distributors, CodeKey(.carrier), CodeKey(.courier), transaction)
      case .distributorProfiles: try take(tables.distributorProfiles, CodeKey(.carrier), CodeKey(.courier), transaction)
      case .clearing: try take(tables.clearing, .bankEuro, .postEuro, transaction)
      case .checks:
        try take(tables.checks, IDKey(FurnishedLedger.check), IDKey(FurnishedLedger.otherCheck), transaction)
      case .memos: try take(tables.memos, IDKey(FurnishedLedger.check), IDKey(FurnishedLedger.otherCheck), transaction)
      case .journal: try take(tables.journal, 1, 2, transaction)
      case .commands:
        try take(tables.commands, IDKey(FurnishedLedger.funding), IDKey(FurnishedLedger.otherFunding), transaction)
      case .due:
        try take(
          tables.due, .expiry(of: FurnishedLedger.check), .expiry(of: FurnishedLedger.otherCheck), transaction)
      }
    }
    return found ?? []
  }

  func put(
    _ bytes: [UInt8], in transaction: borrowing WriteTransaction, _ ledger: FurnishedLedger
  ) throws(StoreError) {
    try database { () throws(LMDBError) in
      let tables = ledger.tables
      switch self {
      case .meta: try tables.meta.put(bytes, at: 0, in: transaction)
      case .accounts: try tables.accounts.put(bytes, at: CodeKey(.buyer), in: transaction)
      case .accountProfiles: try tables.accountProfiles.put(bytes, at: CodeKey(.buyer), in: transaction)
      case .sellers: try tables.sellers.put(bytes, at: CodeKey(.shop), in: transaction)
      case .sellerProfiles: try tables.sellerProfiles.put(bytes, at: CodeKey(.shop), in: transaction)
      case .distributors: try tables.distributors.put(bytes, at: CodeKey(.carrier), in: transaction)
      case .distributorProfiles: try tables.distributorProfiles.put(bytes, at: CodeKey(.carrier), in: transaction)
      case .clearing: try tables.clearing.put(bytes, at: .bankEuro, in: transaction)
      case .checks: try tables.checks.put(bytes, at: IDKey(FurnishedLedger.check), in: transaction)
      case .memos: try tables.memos.put(bytes, at: IDKey(FurnishedLedger.check), in: transaction)
      case .journal: try tables.journal.put(bytes, at: 1, in: transaction)
      case .commands: try tables.commands.put(bytes, at: IDKey(FurnishedLedger.funding), in: transaction)
      case .due: try tables.due.put(bytes, at: .expiry(of: FurnishedLedger.check), in: transaction)
      }
    }
  }

  /// Reads the first record as the program does; the damage it finds, or nil.
  func read(in transaction: borrowing WriteTransaction, _ ledger: FurnishedLedger) throws(StoreError) -> StoreError? {
    let tables = ledger.tables
    do throws(StoreError) {
      switch self {
      case .meta: _ = try tables.meta(in: transaction)
      case .accounts: _ = try tables.account(.buyer, in: transaction)
      case .accountProfiles: _ = try tables.profile(of: .account(.buyer), in: transaction)
      case .sellers: _ = try tables.seller(.shop, in: transaction)
      case .sellerProfiles: _ = try tables.profile(of: .seller(.shop), in: transaction)
      case .distributors: _ = try tables.distributor(.carrier, in: transaction)
      case .distributorProfiles:
        _ = try tables.profile(of: .distributor(.carrier), in: transaction)
      case .clearing: _ = try tables.clearing(.bankEuro, in: transaction)
      case .checks: _ = try tables.check(FurnishedLedger.check, in: transaction)
      case .memos: _ = try tables.memo(of: FurnishedLedger.check, in: transaction)
      case .journal: _ = try tables.receipt(1, in: transaction)
      case .commands: _ = try tables.entry(ofAdministration: FurnishedLedger.funding, in: transaction)
      case .due: _ = try tables.dueChecks(after: nil, at: FurnishedLedger.expiry, limit: 10, in: transaction)
      }
    } catch {
      return error
    }
    return nil
  }
}

extension CodeKey {
  init(_ id: AccountID) { self.init(id.code) }
  init(_ id: SellerID) { self.init(id.code) }
  init(_ id: DistributorID) { self.init(id.code) }
}

extension DueKey {
  static func expiry(of check: CheckID) -> DueKey { DueKey(time: FurnishedLedger.expiry, check: check) }
}

extension ClearingKey {
  static let bankEuro = ClearingKey(rail: .bank, currency: .euro, .settlement)
  static let postEuro = ClearingKey(rail: .post, currency: .euro, .settlement)
}
