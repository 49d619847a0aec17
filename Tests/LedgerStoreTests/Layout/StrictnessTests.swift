/// Byte strings that no program writes: with a right checksum they are refused, and never trap.
import LMDB
import Ledger
import Testing
import VouchTesting

@testable import LedgerStore

@Suite struct `a byte string of a check` {
  static let specimens = [Specimens.fullCheck, Specimens.bareCheck, Specimens.settledCheck]

  @Test(arguments: specimens)
  func `is refused when it ends early`(check: Check) {
    let bytes = Array(check.bytes(over: 0).dropLast(4))
    let whole = check.progress.state.isOpen ? bytes.count - 40 : bytes.count
    for length in 1..<whole { #expect(Self.read(Array(bytes.prefix(length)), check.id) != check, "\(length)") }
    #expect(Self.read(Array(bytes.prefix(8)), check.id) == nil)
  }

  @Test(arguments: specimens)
  func `is refused when there is more at its end than room`(check: Check) {
    let bytes = Array(check.bytes(over: 0).dropLast(4))
    #expect(Self.read(bytes + [0, 0], check.id) == check)
    #expect(Self.read(bytes + [0, 1], check.id) == nil)
  }

  /// Whatever bit is another: nothing, or another check.
  @Test(arguments: specimens)
  func `is never read as the same check when it is another`(check: Check) {
    let bytes = Array(check.bytes(over: 0).dropLast(4))
    for index in bytes.indices {
      for bit in 0..<8 {
        var other = bytes
        other[index] ^= 1 << UInt8(bit)
        #expect(Self.read(other, check.id) != check, "byte \(index), bit \(bit)")
      }
    }
  }

  /// So LMDB writes the one over the other, and moves nothing.
  @Test(arguments: [nil, SellerID.shop])
  func `takes as many bytes when the check is settled as when it was issued`(payee: SellerID?) {
    var issued = Specimens.settledCheck
    issued.terms.payee = payee
    issued.progress = CheckProgress(terms: issued.terms, expires: issued.issued + Bounds.defaultValidity)
    issued.lastEntry = issued.firstEntry
    issued.entryCount = 1
    let before = issued.bytes(over: 0)
    var settled = issued
    settled.progress = Specimens.settledCheck.progress
    settled.lastEntry += 100_000
    settled.entryCount = 2
    let after = settled.bytes(over: before.count)
    #expect(after.count == before.count)
    #expect(Self.read(Array(after.dropLast(4)), settled.id) == settled)
    #expect(settled.bytes(over: 0).count < before.count)
    #expect(after.count <= 88)
  }

  private static func read(_ bytes: [UInt8], _ id: CheckID) -> Check? {
    resealed(bytes, at: IDKey(id), newest: checkVersion) { Check(&$0, id: id) }
  }
}

@Suite struct `a byte string of an entry` {
  @Test(arguments: 0...4)
  func `is never read as the same entry when it is another`(postings: Int) {
    let receipt = Specimens.receipt(postings: postings)
    let bytes = Array(receipt.version2.dropLast(4))
    func read(_ bytes: [UInt8]) -> Receipt? {
      resealed(bytes, at: receipt.entry.sequence, newest: entryVersion) { Receipt(&$0) }
    }
    #expect(read(bytes) == receipt)
    for length in 1..<bytes.count { #expect(read(Array(bytes.prefix(length))) == nil, "\(length)") }
    #expect(read(bytes + [0]) == nil)
    for index in bytes.indices {
      for bit in 0..<8 {
        var other = bytes
        other[index] ^= 1 << UInt8(bit)
        #expect(read(other) != receipt, "byte \(index), bit \(bit)")
      }
    }
  }

  /// Whoever walks along such a link would walk for ever.
  @Test func `of the first layout is refused when it leads to itself`() {
    let receipt = Specimens.receipt(postings: 1)
    let bytes = Array(receipt.version1.dropLast(4))
    let posting = receipt.entry.postings[0]
    for place in [receipt.entry.previousOfCheck, posting.previousOfDebit, posting.previousOfCredit] {
      #expect(resealed(bytes, at: place, newest: entryVersion) { Receipt(&$0) } == nil, "\(place)")
    }
    #expect(resealed(bytes, at: receipt.entry.previousOfCheck, newest: entryVersion) { EntryLink(&$0) } == nil)
    #expect(resealed(bytes, at: receipt.entry.sequence, newest: entryVersion) { Receipt(&$0) } == receipt)
  }
}

@Suite struct `the terms beside an entry` {
  @Test(arguments: ["issue", "issue, bare"])
  func `are never read as the same when they are others`(name: String) throws {
    let command = try #require(Specimens.commands.first { $0.0 == name }).1
    let entry = Specimens.entry(of: command)
    var writer = ByteWriter(empty: 0)
    writer.appendSupplement(of: command, to: entry)
    let bytes = Array(writer.bytes.dropFirst(4).dropLast(4))
    func isRead(_ bytes: [UInt8]) -> Bool {
      resealed(bytes, at: entry.sequence, newest: termsVersion) { $0.command(of: entry) }?.isLike(command) ?? false
    }
    #expect(isRead(bytes))
    #expect(!isRead(bytes + [0]))
    for length in 1..<bytes.count { #expect(!isRead(Array(bytes.prefix(length))), "\(length)") }
    for index in bytes.indices {
      for bit in 0..<8 {
        var other = bytes
        other[index] ^= 1 << UInt8(bit)
        #expect(!isRead(other), "byte \(index), bit \(bit)")
      }
    }
  }
}
