/// Ledgers of before format 5 keep persons in the clear: they are sealed when they are opened, and nothing stays behind.
import CVouchRecords
import Foundation
import LMDB
import Ledger
import Synchronization
import Testing
import VouchTesting

@testable import LedgerStore

@Suite struct `a ledger with persons in the clear` {
  /// In the tables, and in the log alone.
  private static let (old, new) = ("MARK-OLD-Ann Ström", "MARK-NEW-Berta Blum")

  /// Two buyers and a shop in the tables, as format 3 had them; a third buyer, and a change of the first, in the log alone.
  private func ledger() throws -> TemporaryStore {
    let directory = try TemporaryStore()
    try directory.create()
    let store = try directory.open()
    let plain = [Self.enrolment(.buyer), Self.enrolment(.stranger), Self.shopEnrolment]
    try store.submit(plain.map { .administer($0) }, at: .start)
    try store.fold()
    try store.writeInClear(person: Self.person(Self.old), company: Self.shop)
    try store.commandLog.appendInClear(Self.logged, after: 3)
    return directory
  }

  private static func person(_ name: String) -> AccountProfile {
    var person = AccountProfile()
    person.name = .of(name)
    person.sex = .female
    person.cardNumber = .of("MARK-CARD 4111 1111")
    return person
  }

  private static let shop: CompanyProfile = {
    var shop = CompanyProfile()
    shop.name = .of("MARK-SHOP")
    shop.bankAccountNumber = .of("MARK-DE02")
    return shop
  }()

  private static func enrolment(_ id: AccountID) -> Administration {
    Administration(
      id: CommandID(at: .start, random: (1, id.code.packed)),
      change: .enrolAccount(AccountEnrolment(id: id, currency: .euro)))
  }

  private static let shopEnrolment = Administration(
    id: CommandID(at: .start, random: (2, 2)),
    change: .enrolSeller(CompanyEnrolment(code: SellerID.shop.code, currency: .euro)))

  private static let guest = AccountID(.of("GUEST"))

  private static let logged: [Administration] = {
    var update = AccountUpdate()
    update.profile = AccountProfile()
    update.profile?.name = .of(new)
    var enrolment = AccountEnrolment(id: guest, currency: .euro)
    enrolment.update.profile = person(new)
    return [
      Administration(id: CommandID(at: .start, random: (3, 1)), change: .updateAccount(.buyer, update)),
      Administration(id: CommandID(at: .start, random: (3, 2)), change: .enrolAccount(enrolment)),
    ]
  }()

  @Test func `is not opened without what seals it`() throws {
    let directory = try ledger()
    #expect(try directory.marks() > 0)
    #expect(throws: StoreError.inClear(path: directory.path, format: 3)) { try directory.open(sealing: nil) }
    #expect(try Store.isInClear(at: directory.path, mapSize: TemporaryStore.mapSize))
  }

  @Test func `is sealed once, says the same, and has nothing in the clear in any file`() throws {
    let directory = try ledger()
    let count = MaskingCount()
    var store: Store? = try directory.open(sealing: count.sealing)
    #expect(try directory.marks() == 0)
    #expect(!FileManager.default.fileExists(atPath: directory.path + "/sealing"))
    // Everybody is asked for, whether anything is known of them or not; whoever is in the log is sealed from there too.
    let parties: Set<Party> = [.account(.buyer), .account(.stranger), .seller(.shop), .account(Self.guest)]
    #expect(count.sealed.withLock { Set($0) } == parties)
    #expect(count.syncs.withLock { $0 } >= 2)
    try expectProfiles(of: try #require(store))
    try directory.reopen(&store)
    try expectProfiles(of: try #require(store))
    #expect(try #require(store).sequence == 5)
    store = nil
    #expect(try !Store.isInClear(at: directory.path, mapSize: TemporaryStore.mapSize))
  }

  @Test func `knows ids that took effect before, also with profiles`() throws {
    let directory = try ledger()
    let store = try directory.open()
    var renamed = try #require(Self.logged.first)
    let again = try store.submit([Command.administer(renamed).masked], at: .start)
    #expect(again.first?.isRepeated == true)
    var update = AccountUpdate()
    update.profile = Self.person("somebody else")
    renamed.change = .updateAccount(.buyer, update)
    #expect(try store.submit([Command.administer(renamed).masked], at: .start) == [.refused(.idReused)])
  }

  @Test func `is sealed from the beginning where a copy was broken off`() throws {
    let directory = try ledger()
    try FileManager.default.createDirectory(atPath: directory.path + "/sealing", withIntermediateDirectories: true)
    try Data(repeating: 7, count: 100).write(to: URL(fileURLWithPath: directory.path + "/sealing/data.mdb"))
    try expectProfiles(of: try directory.open())
    #expect(try directory.marks() == 0)
  }

  @Test func `gets a new log where the process died between the tables and the log`() throws {
    let directory = try ledger()
    // As it stands when the old log is folded and not yet removed: removing it is gone on with.
    let old = try Data(contentsOf: URL(fileURLWithPath: try directory.segment()))
    var store: Store? = try directory.open()
    let path = try directory.segment()
    try #require(store).change { meta in
      meta.log_begun = 0
      meta.log_in_clear = 1
    }
    store = nil
    try FileManager.default.removeItem(atPath: path)
    try old.write(to: URL(fileURLWithPath: directory.path + "/log/" + SegmentHeader.name(first: 1)))
    #expect(try directory.marks() > 0)
    try expectProfiles(of: try directory.open())
    #expect(try directory.marks() == 0)
  }

  @Test func `that fails to be sealed stays as it was`() throws {
    let directory = try ledger()
    let failing = ProfileSealing(
      seal: { _, _ throws(StoreError) in throw .sealing(reason: "no keys") }, makeDurable: {})
    #expect(throws: StoreError.sealing(reason: "no keys")) { try directory.open(sealing: failing) }
    try expectProfiles(of: try directory.open())
  }

  @Test func `keeps what is no personal data: public keys of distributors, and the history that proves entries`() throws
  {
    let directory = try TemporaryStore()
    try directory.create()
    var store: Store? = try directory.attesting()
    var enrolment = CompanyEnrolment(code: DistributorID.carrier.code, currency: .euro)
    enrolment.update.handOverKey = .register(Scene.key(7))
    enrolment.update.addressKey = Specimens.addressKey
    var ending = CompanyUpdate()
    ending.handOverKey = .end
    func submit(_ number: UInt64, _ change: Administration.Change, at time: Timestamp) throws {
      let id = CommandID(at: .start, random: (4, number))
      let decisions = try #require(store).submit([.administer(Administration(id: id, change: change))], at: time)
      #expect(decisions.allSatisfy { if case .accepted = $0 { true } else { false } })
    }
    try submit(1, .enrolDistributor(enrolment), at: .start)
    try store?.fold()
    let summary = try #require(store).snapshot().history()
    // This one is in the log alone.
    let later = Timestamp(milliseconds: Timestamp.start.milliseconds + 1000)
    try submit(2, .updateDistributor(.carrier, ending), at: later)
    try #require(store).asFormat4()
    store = nil
    store = try directory.attesting()
    let kept = try #require(store).snapshot().sealedProfile(of: .distributor(.carrier))
    #expect(kept.addressKey == Specimens.addressKey)
    #expect(kept.handOverKeys == [RegisteredKey(Scene.key(7), since: .start, until: later)])
    #expect(try #require(store).snapshot().history().root == summary.root)
    #expect(store?.attested == 1)
    try store?.fold()
    #expect(store?.attested == 2)
    #expect(try #require(store).snapshot().history().size == summary.size + 1)
  }

  private func expectProfiles(of store: Store) throws {
    let snapshot = try store.snapshot()
    var buyer = Self.person(Self.old)
    buyer.name = .of(Self.new)
    #expect(try snapshot.sealedProfile(of: .account(.buyer)).unmasked == buyer.fields)
    #expect(try snapshot.sealedProfile(of: .account(.stranger)).unmasked == Self.person(Self.old).fields)
    #expect(try snapshot.sealedProfile(of: .account(Self.guest)).unmasked == Self.person(Self.new).fields)
    #expect(try snapshot.sealedProfile(of: .seller(.shop)).unmasked == Self.shop.fields)
  }
}

extension Decision {
  fileprivate var isRepeated: Bool { if case .repeated = self { true } else { false } }
}

extension TemporaryStore {
  /// How many files have a mark in them.
  fileprivate func marks() throws -> Int {
    let files = try FileManager.default.subpathsOfDirectory(atPath: path)
    return try files.count { name in
      var isDirectory: ObjCBool = false
      guard unsafe FileManager.default.fileExists(atPath: path + "/" + name, isDirectory: &isDirectory),
        !isDirectory.boolValue
      else { return false }
      return try Data(contentsOf: URL(fileURLWithPath: path + "/" + name)).range(of: Data("MARK-".utf8)) != nil
    }
  }

  /// The first segment of the log.
  fileprivate func segment() throws -> String {
    let names = try FileManager.default.contentsOfDirectory(atPath: path + "/log").sorted()
    return path + "/log/" + (try #require(names.first { SegmentHeader.first(inName: $0) != nil }))
  }
}

extension Store {
  fileprivate func change(_ body: (inout vouch_meta_record) -> Void) throws {
    let transaction = try WriteTransaction(environment)
    var meta = try tables.meta(in: transaction)
    body(&meta)
    try tables.meta.seal(meta, at: Tables.metaKey, in: transaction)
    try transaction.commit()
  }

  /// Puts profiles and the format as a program of format 4 had written them.
  func asFormat4() throws {
    let transaction = try WriteTransaction(environment)
    try tables.writeUnsealed(in: transaction)
    var meta = try tables.meta(in: transaction)
    meta.format = 4
    try tables.meta.seal(meta, at: Tables.metaKey, in: transaction)
    try transaction.commit()
  }

  /// Puts profiles and the format as a program of format 3 had written them.
  fileprivate func writeInClear(person: AccountProfile, company: CompanyProfile) throws {
    let transaction = try WriteTransaction(environment)
    for id in [AccountID.buyer, .stranger] {
      let key = CodeKey(id.code)
      try tables.accountProfiles.put(person.version1(at: key), at: key, in: transaction)
    }
    let key = CodeKey(SellerID.shop.code)
    try tables.sellerProfiles.put(company.version1(at: key), at: key, in: transaction)
    var meta = try tables.meta(in: transaction)
    meta.format = 3
    try tables.meta.seal(meta, at: Tables.metaKey, in: transaction)
    try transaction.commit()
  }
}

extension CommandLog {
  /// Appends changes as a program of format 3 did.
  fileprivate func appendInClear(_ changes: [Administration], after last: UInt64) throws {
    var payload = ByteWriter(empty: 0)
    for (index, administration) in changes.enumerated() {
      let kind: JournalEntry.Kind = if case .enrolAccount = administration.change { .enrolled } else { .updated }
      var entry = JournalEntry(
        at: Moment(time: .start, sequence: last + UInt64(index) + 1), kind: kind, actor: .operator,
        command: administration.id, fingerprint: 0, subject: .party(administration.change.subject), currency: .euro,
        amount: 0)
      entry.fingerprint = Command.administer(administration).fingerprint
      _ = payload.append(version: entryVersion, sealedAt: entry.sequence) { $0.put(&entry, detail: "") }
      payload.appendSupplement(inClear: administration, to: entry)
    }
    try unsafe payload.withBytes { bytes in
      unsafe try append(
        bytes.bytes, first: last + 1, count: UInt32(changes.count),
        time: UInt64(bitPattern: Timestamp.start.milliseconds))
    }
  }
}
