/// Byte strings of accounts: none but what a program writes is read, and one keeps its size while its account is used.
import LMDB
import Ledger
import Testing
import VouchTesting

@testable import LedgerStore

@Suite struct `a byte string of an account` {
  static let specimens = [Specimens.account, Specimens.newAccount, Specimens.usualAccount]

  @Test(arguments: specimens)
  func `is refused when it ends early`(account: Account) {
    let bytes = account.withoutRoom
    #expect(Self.read(bytes, account.id) == account)
    for length in 1..<bytes.count { #expect(Self.read(Array(bytes.prefix(length)), account.id) == nil, "\(length)") }
  }

  @Test(arguments: specimens)
  func `is refused when there is more at its end than room`(account: Account) {
    let bytes = account.withoutRoom
    #expect(Self.read(bytes + [0, 0], account.id) == account)
    #expect(Self.read(bytes + [0, 1], account.id) == nil)
  }

  /// Whatever bit is another: nothing, or another account.
  @Test(arguments: specimens)
  func `is never read as the same account when it is another`(account: Account) {
    let bytes = Array(account.bytes(over: 0).dropLast(4))
    for index in bytes.indices {
      for bit in 0..<8 {
        var other = bytes
        other[index] ^= 1 << UInt8(bit)
        #expect(Self.read(other, account.id) != account, "byte \(index), bit \(bit)")
      }
    }
  }

  /// Each as it alone is, whatever the largest and the smallest of its numbers.
  @Test func `is read back with any one field`() {
    let changes: [(inout Account) -> Void] = [
      { $0.status = .closed }, { $0.delivery = .idOnly }, { $0.currency = .dinar }, { $0.bank.standing = .none },
      { $0.card.standing = .good }, { $0.bank.line = .min }, { $0.card.line = .max },
      { $0.limits.perCheck = .max }, { $0.limits.perDay = .min }, { $0.limits.checksPerDay = .max },
      { $0.updated = Timestamp(milliseconds: .min) }, { $0.updated = Timestamp(milliseconds: .max) },
      { $0.enrolled = Timestamp(milliseconds: .min) }, { $0.bank.balance.posted = .min },
      { $0.bank.balance.lastEntry = .max }, { $0.bank.held = .max }, { $0.bank.railSequence = .max },
      { $0.card.balance.posted = -1 }, { $0.card.balance.lastEntry = 1 }, { $0.card.held = 1 },
      { $0.card.railSequence = 1 }, { $0.usedDay = .max }, { $0.usedAmount = .min }, { $0.usedCount = .max },
      { $0.openChecks = .max }, { $0.lastCheck = CheckID(high: .max, low: .max) },
      { $0.lastCheck = CheckID(high: 0, low: 0) },
    ]
    for (number, change) in changes.enumerated() {
      for specimen in Self.specimens {
        var account = specimen
        change(&account)
        #expect(Self.read(account.withoutRoom, account.id) == account, "change \(number)")
        // Over one that was there, nothing of which is left.
        var other = Specimens.account
        #expect(Self.load(account.withoutRoom, account.id, into: &other) && other == account, "change \(number)")
      }
    }
  }

  /// So LMDB writes the one over the other, and moves nothing.
  @Test func `takes as many bytes when the account is used as when it was enrolled`() {
    let size = Specimens.newAccount.bytes(over: 0).count
    #expect(size == 64)
    let used = Specimens.usualAccount.bytes(over: size)
    #expect(used.count == size)
    #expect(used == Specimens.usualAccount.bytes(over: 0))
    var more = Specimens.usualAccount
    more.bank.balance = Balance(posted: 100_000_000, lastEntry: 1 << 34)
    more.bank.held = 100_000_000
    more.usedAmount = 100_000_000
    more.usedCount = 127
    more.openChecks = 127
    more.bank.railSequence = 20_261
    more.updated = Timestamp(milliseconds: more.enrolled.milliseconds + 150 * 86_400_000)
    #expect(more.bytes(over: size).count == size)
  }

  @Test func `grows by more than it must, and never shrinks`() {
    var account = Specimens.usualAccount
    account.bank.balance = Balance(posted: .max, lastEntry: .max)
    account.bank.held = .max
    let grown = account.bytes(over: 64)
    #expect(grown.count > 64)
    #expect(Self.read(Array(grown.dropLast(4)), account.id) == account)
    account.openChecks = .max
    #expect(account.bytes(over: grown.count).count == grown.count)
    #expect(Specimens.usualAccount.bytes(over: grown.count).count == grown.count)
  }

  private static func read(_ bytes: [UInt8], _ id: AccountID) -> Account? {
    resealed(bytes, at: CodeKey(id), newest: accountVersion) { Account(&$0, id: id) }
  }

  private static func load(_ bytes: [UInt8], _ id: AccountID, into account: inout Account) -> Bool {
    resealed(bytes, at: CodeKey(id), newest: accountVersion) { account.read(&$0, id: id) } ?? false
  }
}

extension Account {
  /// What is written of it before the room and the checksum.
  fileprivate var withoutRoom: [UInt8] {
    var bytes = Array(self.bytes(over: 0).dropLast(4))
    while bytes.last == 0,
      resealed(Array(bytes.dropLast()), at: CodeKey(id), newest: accountVersion, { Account(&$0, id: id) }) == self
    {
      bytes.removeLast()
    }
    return bytes
  }
}
