/// Damage is named: whatever byte of whatever record is not what was written, the table and the key are told.
import CVouchRecords
import LMDB
import Ledger
import Testing
import VouchTesting

@testable import LedgerStore

/// A table in which something is kept, with a key that is there, and how a program reads what is at it.
enum Shelf: String, CaseIterable, Sendable {
  case meta
  case accounts
  case accountProfiles = "account-profiles"
  case sellers
  case sellerProfiles = "seller-profiles"
  case distributors
  case distributorProfiles = "distributor-profiles"
  case clearing
  case checks
  case memos
  case journal
  case commands
  case due
}

@Suite struct `damage` {
  @Test(arguments: Shelf.allCases)
  func `to any byte of a record is named by table and key`(shelf: Shelf) throws {
    let ledger = try FurnishedLedger()
    try ledger.tampering { transaction throws(StoreError) in
      let whole = try shelf.bytes(in: transaction, ledger)
      #expect(try shelf.read(in: transaction, ledger) == nil)
      for index in whole.indices {
        var bytes = whole
        bytes[index] ^= 0x10
        try shelf.put(bytes, in: transaction, ledger)
        let damage = try shelf.read(in: transaction, ledger)
        #expect(
          damage == .damaged(table: shelf.rawValue, key: shelf.key, reason: "its checksum is wrong"), "byte \(index)")
      }
    }
  }

  @Test(arguments: Shelf.allCases)
  func `by truncation or growth is named by table and key`(shelf: Shelf) throws {
    let ledger = try FurnishedLedger()
    try ledger.tampering { transaction throws(StoreError) in
      let whole = try shelf.bytes(in: transaction, ledger)
      for bytes in [[], [1], Array(whole.prefix(4)), Array(whole.dropLast()), Array(whole.dropFirst()), whole + [0]] {
        try shelf.put(bytes, in: transaction, ledger)
        let damage = try shelf.read(in: transaction, ledger)
        #expect(damage?.names(shelf) == true, "\(bytes.count) bytes: \(String(describing: damage))")
      }
    }
  }

  @Test(arguments: Shelf.allCases.filter { $0 != .meta })
  func `by a whole record under another's key is noticed`(shelf: Shelf) throws {
    let ledger = try FurnishedLedger()
    try ledger.tampering { transaction throws(StoreError) in
      let other = try shelf.bytes(in: transaction, ledger, of: .other)
      #expect(try other != shelf.bytes(in: transaction, ledger))
      try shelf.put(other, in: transaction, ledger)
      let damage = try shelf.read(in: transaction, ledger)
      #expect(damage == .damaged(table: shelf.rawValue, key: shelf.key, reason: "its checksum is wrong"))
    }
  }

  @Test func `by a newer layout is told from a wrong checksum`() throws {
    let ledger = try FurnishedLedger()
    let key = CodeKey(.buyer)
    var writer = ByteWriter(capacity: 8)
    writer.begin(version: 9)
    writer.seal(at: key)
    try ledger.tampering { transaction throws(StoreError) in
      try Shelf.accountProfiles.put(writer.bytes, in: transaction, ledger)
      let damage = try Shelf.accountProfiles.read(in: transaction, ledger)
      #expect(
        damage
          == .damaged(
            table: "account-profiles", key: "BUYER-1",
            reason: "its layout has version 9, which this program does not know"))
    }
  }

  @Test func `by values that no program writes is told from a wrong checksum`() throws {
    let ledger = try FurnishedLedger()
    var account = Specimens.account.record
    account.status = 77
    var seller = Specimens.seller.record
    seller.status = 77
    try ledger.tampering { transaction throws(StoreError) in
      try ledger.tables.accounts.seal(account, at: CodeKey(.buyer), in: transaction)
      try ledger.tables.sellers.seal(seller, at: CodeKey(.shop), in: transaction)
      for shelf in [Shelf.accounts, .sellers] {
        let damage = try shelf.read(in: transaction, ledger)
        #expect(
          damage
            == .damaged(table: shelf.rawValue, key: shelf.key, reason: "it has values that no program writes"))
      }
    }
  }

  @Test func `to a record missing from the journal is named`() throws {
    let ledger = try FurnishedLedger()
    try ledger.tampering { transaction throws(StoreError) in
      try database { () throws(LMDBError) in _ = try ledger.tables.journal.delete(1, in: transaction) }
      let damage = try Shelf.journal.read(in: transaction, ledger)
      #expect(damage == .damaged(table: "journal", key: "1", reason: "it is missing"))
    }
  }

  /// The lists walk the tables themselves and must not pass over what a single look refuses.
  @Test func `is refused by lists and sums too`() throws {
    let ledger = try FurnishedLedger()
    for shelf in [Shelf.accounts, .sellers, .distributors, .clearing, .checks, .journal] {
      let ledger = try FurnishedLedger()
      try ledger.tamperForGood(shelf)
      let damage = #expect(throws: StoreError.self) {
        let snapshot = try ledger.store.snapshot()
        if shelf == .journal { _ = try snapshot.journal(from: 1, limit: 10) } else { _ = try snapshot.balanceSheet() }
      }
      #expect(damage?.names(shelf) == true, "\(shelf): \(String(describing: damage))")
    }
    #expect(try ledger.store.snapshot().balanceSheet().isConserved)
  }
}

extension StoreError {
  /// Whether it names the table and the key of the record that was tampered with.
  func names(_ shelf: Shelf) -> Bool {
    if case .damaged(shelf.rawValue, shelf.key, _) = self { true } else { false }
  }
}
