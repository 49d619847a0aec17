/// The keys of persons on disk: made, found, destroyed, damaged, and cut off from power.
import Ledger
import Persons
import Seals
import Storage
import Testing
import VouchTesting

@testable import Persons

extension PersonVault.Standing {
  var key: PersonKey? { if case .key(let key) = self { key } else { nil } }
  var isForgotten: Bool { if case .forgotten = self { true } else { false } }
  var isNone: Bool { if case .none = self { true } else { false } }
}

extension PersonKey {
  /// What tells one key from another.
  var name: String { "\(id)" }
}

@Suite struct `the keys of persons` {
  private let directory = SimulatedDirectory(seed: 7)
  private let ring = SealRing(current: SealingKey())
  private let buyer = Party.account(.buyer)
  private let shop = Party.seller(.shop)
  private let van = Party.distributor(.carrier)

  private func open(_ ring: SealRing? = nil) throws -> PersonVault {
    try PersonVault(opening: directory, ring: ring ?? self.ring)
  }

  @Test func `are one for each party, and the same when asked for again and opened again`() throws {
    let vault = try open()
    #expect(vault.isEmpty)
    #expect(try vault.standing(of: buyer).isNone)
    let keys = try [buyer, shop, van].map { try #require(try vault.standing(making: $0).key).name }
    #expect(Set(keys).count == 3)
    try vault.makeDurable()
    for vault in [vault, try open()] {
      for (party, key) in zip([buyer, shop, van], keys) {
        #expect(try vault.standing(of: party).key?.name == key)
        #expect(try vault.standing(making: party).key?.name == key)
      }
    }
  }

  @Test func `of parties of the same code are told apart`() throws {
    let code = Code.of("SAME")
    let vault = try open()
    let parties: [Party] = [.account(AccountID(code)), .seller(SellerID(code)), .distributor(DistributorID(code))]
    let keys = try parties.map { try #require(try vault.standing(making: $0).key).name }
    #expect(Set(keys).count == 3)
  }

  @Test func `go on in another file when one is full`() throws {
    let vault = try open()
    var names: [String] = []
    for number in 0...SlotFiles.slotsPerFile {
      names.append(try #require(try vault.standing(making: .account(AccountID(.of("A\(number)")))).key).name)
    }
    try vault.makeDurable()
    #expect(try directory.list() == ["copy-00000", "copy-00001", "keys-00000", "keys-00001"])
    let again = try open()
    for number in [0, 1, SlotFiles.slotsPerFile - 1, SlotFiles.slotsPerFile] {
      #expect(try again.standing(of: .account(AccountID(.of("A\(number)")))).key?.name == names[number])
    }
  }

  @Test func `are gone from every file once they are destroyed, and never come back`() throws {
    let vault = try open()
    _ = try vault.standing(making: shop)
    _ = try vault.standing(making: buyer)
    try vault.makeDurable()
    let wrapped = try slot(1).wrapped
    #expect(try files(with: wrapped) == 2)
    try vault.beginForgetting(buyer, making: false)
    #expect(try vault.standing(of: buyer).key != nil)
    #expect(vault.leaving == [buyer])
    try vault.forget(buyer)
    #expect(vault.leaving == [])
    #expect(try files(with: wrapped) == 0)
    for vault in [vault, try open()] {
      #expect(try vault.standing(of: buyer).isForgotten)
      #expect(try vault.standing(making: buyer).isForgotten)
      #expect(try vault.standing(of: shop).key != nil)
      #expect(vault.status.forgotten == 1)
      // Again, and of nobody: nothing happens.
      try vault.forget(buyer)
      try vault.beginForgetting(buyer, making: false)
      try vault.keep(buyer)
      try vault.forget(van)
      #expect(try vault.standing(of: buyer).isForgotten)
      #expect(try vault.standing(of: van).isNone)
    }
  }

  @Test func `that were noted stay noted until it is known what became of them`() throws {
    let vault = try open()
    _ = try vault.standing(making: buyer)
    try vault.beginForgetting(buyer, making: false)
    let again = try open()
    #expect(again.leaving == [buyer])
    try again.keep(buyer)
    #expect(try open().leaving == [])
    #expect(try open().standing(of: buyer).key != nil)
  }

  @Test func `are made with the note where a party without one may be forgotten, so that none can be made past it`()
    throws
  {
    let vault = try open()
    // Of whoever can get no key there is nothing to note.
    try vault.beginForgetting(shop, making: false)
    #expect(vault.isEmpty && vault.leaving == [] && vault.isNew)
    for party in [buyer, shop] { try vault.beginForgetting(party, making: true) }
    for vault in [vault, try open()] { #expect(Set(vault.leaving) == [buyer, shop]) }
    let name = try #require(try vault.standing(making: buyer).key).name
    #expect(try vault.standing(of: buyer).key?.name == name)
    let wrapped = try slot(0).wrapped
    #expect(try files(with: wrapped) == 2)
    try vault.forget(buyer)
    try vault.keep(shop)
    #expect(try files(with: wrapped) == 0)
    for vault in [vault, try open()] {
      #expect(vault.leaving == [])
      #expect(try vault.standing(making: buyer).isForgotten)
      #expect(try vault.standing(of: shop).key != nil)
    }
  }

  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func `are found when opened as they were known before`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let vault = try open()
    let old = ring.current
    let parties = (0..<400).flatMap { number -> [Party] in
      let code = Code.of("P\(number)")
      return [.account(AccountID(code)), .seller(SellerID(code)), .distributor(DistributorID(code))]
    }
    for _ in 0..<600 {
      let party = random.pick(parties)
      switch Int.random(in: 0..<5, using: &random) {
      case 0: try vault.beginForgetting(party, making: true)
      case 1: try vault.forget(party)
      case 2: try vault.keep(party)
      default: _ = try vault.standing(making: party)
      }
    }
    let ring = SealRing(current: SealingKey(), old: [old])
    vault.use(ring)
    _ = try vault.rewrapSome()
    try vault.makeDurable()
    let again = try open(ring)
    #expect(again.findings == PersonVault.Findings())
    #expect(again.status == vault.status, "seed \(seed)")
    #expect(Set(again.leaving) == Set(vault.leaving), "seed \(seed)")
    for party in parties {
      let (before, after) = (try vault.standing(of: party), try again.standing(of: party))
      #expect(before.key?.name == after.key?.name && before.isForgotten == after.isForgotten, "seed \(seed), \(party)")
    }
    // And new ones do not take the places of old ones.
    let newcomer = Party.account(.stranger)
    _ = try again.standing(making: newcomer)
    try again.makeDurable()
    func persons(_ vault: PersonVault) -> Int { vault.status.sealingKeys.reduce(0) { $0 + $1.persons } }
    #expect(try persons(open(ring)) == persons(vault) + 1)
  }

  @Test(arguments: ["keys-00000", "copy-00000"])
  func `in a file that was cut short are refused, and the file is named`(file: String) throws {
    _ = try open().standing(making: buyer)
    directory.place(Array(try #require(directory.contents(of: file)).dropLast(4096)), as: file)
    let error = #expect(throws: PersonsError.self) { try open() }
    #expect(error?.description.contains(file) == true, "\(String(describing: error))")
  }

  @Test func `are not opened by another sealing key, which is named`() throws {
    let vault = try open()
    _ = try vault.standing(making: buyer)
    try vault.makeDurable()
    let error = #expect(throws: PersonsError.self) { try open(SealRing(current: SealingKey())) }
    #expect(error == .wrongSealingKey(ring.current.id, path: "simulated"))
    #expect(error?.description.contains("\(ring.current.id)") == true)
  }

  @Test func `are told from others by every single byte`() throws {
    let slot = PersonSlot(
      party: buyer, state: .kept, generation: 7, wrapped: ring.wrap(PersonKey(), for: buyer.sealedPlace))
    let bytes = slot.bytes(at: 3)
    #expect(PersonSlot.read(bytes.span, at: 3) == .slot(slot))
    #expect(PersonSlot.read(bytes.span, at: 4) == .damaged)
    for byte in bytes.indices {
      for bit in 0..<8 {
        var changed = bytes
        changed[byte] ^= 1 << UInt8(bit)
        #expect(PersonSlot.read(changed.span, at: 3) == .damaged, "byte \(byte), bit \(bit)")
      }
    }
  }

  /// One byte of each part of a slot.
  @Test(arguments: [0, 1, 2, 4, 8, 16, 84, 100, 127])
  func `with a byte of one copy changed are mended, of both refused, and never another's`(byte: Int) throws {
    let vault = try open()
    let name = try #require(try vault.standing(making: buyer).key).name
    _ = try vault.standing(making: shop)
    try vault.makeDurable()
    for copy in ["keys-00000", "copy-00000"] {
      try flip(byte, of: copy)
      let mended = try open()
      #expect(mended.findings == PersonVault.Findings(mended: 1, damaged: 0))
      #expect(try mended.standing(of: buyer).key?.name == name)
      #expect(try open().findings == PersonVault.Findings())
    }
    try flip(byte, of: "keys-00000")
    try flip(byte, of: "copy-00000")
    // While it is open, and when it is opened.
    let broken = #expect(throws: PersonsError.self) { try vault.standing(of: buyer) }
    #expect(broken == .keyBroken(buyer, .malformed))
    let damaged = try open()
    #expect(damaged.findings.damaged == 1)
    #expect(try damaged.standing(of: buyer).isNone)
    #expect(try damaged.standing(of: shop).key != nil)
    // What is damaged can still be destroyed by whoever knows where it lies.
    try vault.forget(buyer)
    #expect(try open().standing(of: buyer).isForgotten)
  }

  @Test func `moved to another's place are refused`() throws {
    let vault = try open()
    _ = try vault.standing(making: buyer)
    _ = try vault.standing(making: shop)
    try vault.makeDurable()
    // As whoever can compute a checksum would: the shop's slot with the buyer's key.
    var slot = try slot(1)
    slot.wrapped = try self.slot(0).wrapped
    for copy in ["keys-00000", "copy-00000"] {
      var bytes = try #require(directory.contents(of: copy))
      bytes.replaceSubrange(PersonSlot.byteCount..<2 * PersonSlot.byteCount, with: slot.bytes(at: 1))
      directory.place(bytes, as: copy)
    }
    let error = #expect(throws: PersonsError.self) { try open().standing(of: shop) }
    #expect(error == .keyBroken(shop, .refused))
  }

  private func slot(_ number: Int) throws -> PersonSlot {
    guard let slot = try SlotFiles(in: directory).newest(number) else { throw ProcessFailure("no slot") }
    return slot
  }

  private func files(with bytes: [UInt8]) throws -> Int {
    try directory.list().count { directory.contents(of: $0)?.contains(bytes) == true }
  }

  private func flip(_ byte: Int, of file: String) throws {
    var bytes = try #require(directory.contents(of: file))
    bytes[byte] ^= 0x40
    // In place: whoever has it open sees it too.
    let changed = [bytes[byte]]
    unsafe try directory.open(file).write(changed.span.bytes, at: byte)
  }
}
