/// Every layout of format 7, byte for byte, and those before that are still read. A ledger on a disk was written so: whoever changes a layout gives it a new
/// version, and keeps reading this one.
import CVouchRecords
import LMDB
import Ledger
import Seals
import Testing
import VouchTesting

@testable import LedgerStore

/// A layout with a specimen: how it is written, and whether it is read back as it was.
struct Layout: Sendable, CustomTestStringConvertible {
  let name: String
  /// As `put` at its key, checksum included.
  let bytes: [UInt8]
  let isReadBack: @Sendable () throws -> Bool

  var testDescription: String { name }
}

@Suite struct `the layout of format 7` {
  @Test(arguments: Layout.all)
  func `is written byte for byte, and read back`(layout: Layout) throws {
    let golden = try #require(Golden.bytes[layout.name], "\(layout.name): \(Hex.of(layout.bytes))")
    #expect(Hex.of(layout.bytes) == golden.filter { !$0.isWhitespace }, "\(layout.name)")
    #expect(try layout.isReadBack())
  }

  @Test func `is known for each specimen, and no other`() {
    #expect(Set(Golden.bytes.keys) == Set(Layout.all.map(\.name)))
    #expect(Store.format == 7)
    #expect(layoutVersion == 1)
    #expect(entryVersion == 2)
    #expect(termsVersion == 2)
    #expect(checkVersion == 2)
    #expect(accountVersion == 2)
    #expect(profileVersion == 2)
  }

  @Test(arguments: FormerSupplements.all.indices)
  func `is read as logs of before format 5 have it, in the clear`(index: Int) throws {
    let (name, text) = FormerSupplements.all[index]
    let digits = Array(text.filter { !$0.isWhitespace })
    let bytes = try stride(from: 0, to: digits.count, by: 2).map { place in
      try #require(UInt8(String(digits[place..<place + 2]), radix: 16))
    }
    let command = try #require(Specimens.commands.first { $0.name == name }?.command)
    let entry = Specimens.entry(of: command)
    let read = try unsafe bytes.withUnsafeBytes { bytes in
      var reader = try unsafe ByteReader(bytes, at: entry.sequence, newest: termsVersion)
      return reader.command(of: entry)
    }
    guard case .administer(let administration) = read else {
      Issue.record("\(name) is not read")
      return
    }
    let isBearing = ["enrol account", "enrol seller", "update seller"].contains(name)
    #expect((administration.clearProfile != nil) == isBearing)
    #expect(Command.administer(administration).masked.isLike(command))
  }

  @Test func `ends in CRC-32C, which has a known answer`() {
    let digits = Array("123456789".utf8)
    #expect(unsafe vouch_crc32c(0, digits, digits.count) == 0xE306_9283)
    let (head, tail) = (Array(digits.prefix(4)), Array(digits.suffix(5)))
    #expect(unsafe vouch_crc32c(vouch_crc32c(0, head, head.count), tail, tail.count) == 0xE306_9283)
  }

  @Test func `has links to what came before, and says how far the log was folded`() throws {
    var reader = Specimens.receipt(postings: 1)
    reader.entry.previousOfCheck = 0x80
    let bytes = reader.version2
    let link = try unsafe bytes.withUnsafeBytes { bytes in
      var reader = try unsafe ByteReader(bytes, at: reader.entry.sequence, newest: entryVersion)
      return EntryLink(&reader)
    }
    #expect(link?.previousOfCheck == 0x80)
    #expect(link?.command == Specimens.commandID)
    #expect(MemoryLayout<vouch_meta_record>.offset(of: \.folded_through) == 56)
  }
}

extension Layout {
  static var all: [Layout] {
    keys + records + strings + accounts + checks + (0...4).flatMap { entries(postings: $0) } + railEntries
      + supplements
  }

  private static var keys: [Layout] {
    [
      key("key: code", CodeKey(AccountID.buyer.code)), key("key: id", IDKey(Specimens.checkID)),
      key("key: clearing", ClearingKey(rail: .post, currency: .euro)),
      key("key: settlement", ClearingKey(rail: .post, currency: .euro, .settlement)),
      key("key: fees", ClearingKey(rail: .book, currency: .euro, .fees)),
      key("key: open instruction", InstructionKey(Specimens.instruction.id, isOpen: true)),
      key("key: ended instruction", InstructionKey(Specimens.instruction.id, isOpen: false)),
      key("key: due", DueKey(time: .start, check: Specimens.checkID)), key("key: sequence", 0x0102_0304 as UInt64),
    ]
  }

  private static var records: [Layout] {
    var clearing = vouch_clearing_record()
    clearing.balance = Balance(posted: -0xA1, lastEntry: 0xA2).record
    var command = vouch_command_record()
    command.sequence = 0xA3
    let (seller, distributor) = (Specimens.seller, Specimens.distributor)
    return [
      record("meta", Specimens.meta, at: Tables.metaKey) { $0.identity == (0x16, 0x17) && $0.sequence == 0x11 },
      record("seller", seller.record, at: CodeKey(seller.id.code)) { Seller($0, id: seller.id) == seller },
      record("distributor", distributor.record, at: CodeKey(distributor.id.code)) {
        Distributor($0, id: distributor.id) == distributor
      },
      record("clearing", clearing, at: ClearingKey(rail: .bank, currency: .euro)) {
        Balance($0.balance) == Balance(posted: -0xA1, lastEntry: 0xA2)
      },
      record("command", command, at: IDKey(Specimens.commandID)) { $0.sequence == 0xA3 },
      record("history", Specimens.history, at: Tables.historyKey) {
        Digest32(stored: $0.root) == Specimens.hash(0xB4) && $0.size == 0xB1 && $0.through == 0xB2 && $0.salts == 0xB5
      },
      record("commits", Specimens.commits, at: 3 as UInt64) { record in
        (0..<2).allSatisfy { record.leaf($0) == Specimens.batch($0).leaf && record.count($0) == 4 + UInt32($0) }
      },
      record("archive", Specimens.archive, at: Tables.archiveKey) {
        ($0.stage, $0.from, $0.through, $0.time, $0.checks, $0.entries) == (2, 0xE1, 0xE2, 0xE3, 0xE4, 0xE5)
      },
      string("way", Specimens.way(at: 0xE6), at: 0xE6 as UInt64) { Tables.way(&$0) == Specimens.path },
      record("node", Specimens.node, at: HistoryLayout.key(level: 5, index: 1)) {
        Digest32(stored: $0.hash) == Specimens.hash(0xC1)
      },
      record("instruction", Specimens.instruction.record, at: InstructionKey(Specimens.instruction.id, isOpen: true)) {
        RailInstruction($0, id: Specimens.instruction.id) == Specimens.instruction
      },
      record("due", vouch_due_record(), at: DueKey(time: .start, check: Specimens.checkID)) { $0.version == 1 },
    ]
  }

  private static var accounts: [Layout] {
    let all = [
      ("account", Specimens.account), ("account, new", Specimens.newAccount),
      ("account, usual", Specimens.usualAccount), ("account, over rails", Specimens.railAccount),
    ]
    let key = CodeKey(Specimens.account.id)
    var record = Specimens.account.record.sealed(at: key)
    let version1 = ("account, version 1", Specimens.account, unsafe withUnsafeBytes(of: &record) { unsafe Array($0) })
    return (all.map { ($0, $1, $1.bytes(over: 0)) } + [version1]).map { name, account, bytes in
      string(name, bytes, at: CodeKey(account.id), newest: accountVersion) { Account(&$0, id: account.id) == account }
    }
  }

  private static var checks: [Layout] {
    let all = [
      ("check", Specimens.fullCheck), ("check, bare", Specimens.bareCheck), ("check, settled", Specimens.settledCheck),
    ]
    let collected = Specimens.collectedCheck
    let overRail = string(
      "check, collected", collected.bytes(over: 0), at: IDKey(collected.id), newest: checkVersion
    ) { Check(&$0, id: collected.id) == collected }
    return [overRail]
      + all.flatMap { name, check in
        let key = IDKey(check.id)
        var record = check.record.sealed(at: key)
        let version1 = unsafe withUnsafeBytes(of: &record) { unsafe Array($0) }
        return [(name, check.bytes(over: 0)), (name + ", version 1", version1)].map { name, bytes in
          string(name, bytes, at: key, newest: checkVersion) { Check(&$0, id: check.id) == check }
        }
      }
  }

  private static var strings: [Layout] {
    let key = CodeKey(AccountID.buyer.code)
    let memo = Text("two chairs") ?? .empty
    let (signing, left, company) = (Specimens.signing, Specimens.left, Specimens.signingInClear)
    return [
      string("profile", Specimens.person.masked.encoded(at: key), at: key, newest: profileVersion) {
        SealedProfile(&$0)?.fields == Specimens.person.masked.fields
      },
      string("profile, with public keys", signing.encoded(at: key), at: key, newest: profileVersion) {
        SealedProfile(&$0) == signing
      },
      string("profile, forgotten, with public keys", left.encoded(at: key), at: key, newest: profileVersion) {
        SealedProfile(&$0) == left
      },
      string("profile, forgotten", SealedProfile.forgotten.encoded(at: key), at: key, newest: profileVersion) {
        SealedProfile(&$0) == .forgotten
      },
      string("profile of an account, version 1", Specimens.person.version1(at: key), at: key, newest: profileVersion) {
        AccountProfile(&$0) == Specimens.person
      },
      string("profile of an account, empty, version 1", AccountProfile().version1(at: key), at: key) {
        AccountProfile(&$0) == AccountProfile()
      },
      string("profile of a company, version 1", Specimens.company.version1(at: key), at: key) {
        CompanyProfile(&$0) == Specimens.company
      },
      string("profile of a distributor, version 1", company.version1(at: key), at: key) {
        CompanyProfile(&$0) == company
      },
      string("memo", memo.encoded(at: IDKey(Specimens.checkID)), at: IDKey(Specimens.checkID)) { Text(&$0) == memo },
    ]
  }

  private static func entries(postings count: Int) -> [Layout] {
    let receipt = Specimens.receipt(postings: count)
    let name = "entry, \(count) postings"
    return [(name, receipt.version2), (name + ", version 1", receipt.version1)].map { name, bytes in
      string(name, bytes, at: receipt.entry.sequence, newest: entryVersion) { Receipt(&$0) == receipt }
    }
  }

  /// What former versions have no room for.
  private static var railEntries: [Layout] {
    [("entry, of a rail", Specimens.railReceipt), ("entry, of a pay-out", Specimens.payOutReceipt)].map {
      name, receipt in
      string(name, receipt.version2, at: receipt.entry.sequence, newest: entryVersion) { Receipt(&$0) == receipt }
    }
  }

  /// What the log has beside the entries.
  private static var supplements: [Layout] {
    Specimens.commands.flatMap { name, command in
      let entry = Specimens.entry(of: command)
      var writer = ByteWriter(empty: 0)
      writer.appendSupplement(of: command, to: entry)
      // Without its length, which comes first.
      var all = [(name, Array(writer.bytes.dropFirst(4)))]
      if case .issue(let issue) = command {
        writer.removeAll()
        writer.appendSupplement(version1: issue, to: entry)
        all.append((name + ", version 1", Array(writer.bytes.dropFirst(4))))
      }
      return all.map { name, bytes in
        string("supplement: \(name)", bytes, at: entry.sequence, newest: termsVersion) {
          $0.command(of: entry).map { $0.isLike(command) } ?? false
        }
      }
    }
  }

  private static func key(_ name: String, _ key: some TableKey) -> Layout {
    let words = [key.words.first, key.words.second, key.words.third].prefix(type(of: key).wordCount)
    let bytes = words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64($0))) } }
    return Layout(name: name, bytes: bytes) { type(of: key).init(words: key.words) == key }
  }

  private static func record<Record: StoredRecord & BitwiseCopyable & Sendable>(
    _ name: String, _ record: Record, at key: some TableKey, _ isRight: @escaping @Sendable (Record) -> Bool
  ) -> Layout {
    var sealed = record.sealed(at: key)
    let bytes = unsafe withUnsafeBytes(of: &sealed) { unsafe Array($0) }
    return Layout(name: name, bytes: bytes) {
      let found = unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(as: Record.self) }
      return found.fault(at: key) == nil && isRight(found)
    }
  }

  private static func string(
    _ name: String, _ bytes: [UInt8], at key: some TableKey, newest: UInt8 = layoutVersion,
    _ isRight: @escaping @Sendable (inout ByteReader) -> Bool
  ) -> Layout {
    Layout(name: name, bytes: bytes) {
      try unsafe bytes.withUnsafeBytes { bytes in
        var reader = try unsafe ByteReader(bytes, at: key, newest: newest)
        return isRight(&reader)
      }
    }
  }
}

extension Receipt {
  var version2: [UInt8] {
    var writer = ByteWriter(capacity: 0)
    write(to: &writer)
    return writer.bytes
  }
}

extension Check {
  func bytes(over size: Int) -> [UInt8] {
    var writer = ByteWriter(empty: 0)
    var check = self
    check.write(over: size, to: &writer)
    return writer.bytes
  }
}

extension Account {
  func bytes(over size: Int) -> [UInt8] {
    var writer = ByteWriter(empty: 0)
    write(over: size, to: &writer)
    return writer.bytes
  }
}

enum Hex {
  static func of(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
