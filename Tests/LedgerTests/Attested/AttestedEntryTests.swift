/// Attested entries: one form for each, read strictly, and nothing in it that could tell who somebody is.
import Ledger
import Testing
import VouchTesting

@Suite struct `an attested entry` {
  private static let salt = AttestedEntry.Salt(high: 0x0102_0304_0506_0708, low: 0x090A_0B0C_0D0E_0F10)
  private static let hash = Digest(0x0A1, 0x0A2, 0x0A3, 0x0A4)

  /// An issue with everything that can be given.
  private static let full: AttestedEntry = {
    let id = CheckID(high: 0x0199_0000_0001_7A01, low: 0x8000_0000_0000_0002)
    var terms = CheckTerms(drawer: .buyer, amount: 1_250, currency: .euro)
    terms.payee = .shop
    terms.distributor = .carrier
    terms.method = .card
    terms.release = .onDelivery
    terms.expires = .day(20)
    terms.deliveryWindow = .days(7)
    terms.order = Digest(1, 2, 3, 4)
    terms.claim = Digest(5, 6, 7, 8)
    terms.coolingOff = .days(14)
    terms.guarantee = .days(365)
    terms.reserveShare = 250
    terms.sealsAddress = true
    var entry = JournalEntry(
      at: Moment(time: .start, sequence: 300), kind: .issued, actor: .buyer, command: CommandID(issuing: id),
      fingerprint: 0xF1F2_F3F4_F5F6_F7F8, subject: .check(id), currency: .euro, amount: 1_250)
    entry.progress = CheckProgress(terms: terms, expires: .day(20))
    entry.heldOnCard = 1_250
    return AttestedEntry(entry, terms: terms, memo: .of("Zwei Stühle"), text: nil, salt: salt)
  }()

  /// A refund in many parts.
  private static let moved: AttestedEntry = {
    let check = CheckID(high: 0x0199_0000_0001_7A01, low: 0x8000_0000_0000_0002)
    var entry = JournalEntry(
      at: Moment(time: .day(3), sequence: 70_000), kind: .refunded, actor: .shop,
      command: CommandID(high: 0x0199_0000_0003_7A03, low: 0x8000_0000_0000_0004), fingerprint: 9,
      subject: .check(check), currency: .euro, amount: 900)
    var progress = CheckProgress(terms: CheckTerms(drawer: .buyer, amount: 1_250, currency: .euro), expires: .day(20))
    progress.state = .settled
    progress.payee = .shop
    progress.remaining = 0
    progress.captured = 1_250
    progress.returned = 900
    progress.locked = 100
    progress.lockedUntil = .day(15)
    entry.progress = progress
    entry.previousOfCheck = 65_000
    entry.postings.append(
      Posting(
        debit: .available(.shop), credit: .bank(.buyer), amount: 800, previousOfDebit: 65_000, previousOfCredit: 1))
    entry.postings.append(Posting(debit: .locked(.shop), credit: .card(.buyer), amount: 100, previousOfDebit: 65_000))
    entry.postings.append(Posting(debit: .clearing(.post, .euro), credit: .debt(.carrier), amount: 1))
    entry.postings.append(Posting(debit: .reserve(.shop), credit: .fees(.euro), amount: 2))
    return AttestedEntry(entry, terms: nil, memo: .empty, text: hash, salt: salt)
  }()

  /// A paying system has collected some of a check, and some is still on its way here and back.
  private static let collected: AttestedEntry = {
    let check = CheckID(high: 0x0199_0000_0001_7A01, low: 0x8000_0000_0000_0002)
    var entry = JournalEntry(
      at: Moment(time: .day(4), sequence: 70_001), kind: .railAccepted, actor: .rail(.bank),
      command: CommandID(high: 0x0199_0000_0003_7A03, low: 0x8000_0000_0000_0004), fingerprint: 9,
      subject: .check(check), currency: .euro, amount: 500)
    var progress = CheckProgress(terms: CheckTerms(drawer: .buyer, amount: 1_250, currency: .euro), expires: .day(20))
    progress.state = .settled
    progress.payee = .shop
    progress.remaining = 0
    progress.captured = 1_250
    progress.returned = 100
    progress.pending = 300
    progress.returning = 60
    entry.progress = progress
    entry.previousOfCheck = 70_000
    entry.instruction = InstructionID(rail: .bank, sequence: 65_000)
    entry.postings.append(
      Posting(
        debit: .clearing(.bank, .euro), credit: .available(.shop), amount: 500, previousOfDebit: 65_000,
        previousOfCredit: 9))
    return AttestedEntry(entry, terms: nil, memo: .empty, text: nil, salt: salt)
  }()

  /// What was paid out came back.
  private static let cameBack: AttestedEntry = {
    var entry = JournalEntry(
      at: Moment(time: .day(5), sequence: 70_002), kind: .railReturned, actor: .operator,
      command: CommandID(high: 0x0199_0000_0003_7A03, low: 0x8000_0000_0000_0004), fingerprint: 9,
      subject: .party(.seller(.shop)), currency: .euro, amount: 40)
    entry.instruction = InstructionID(rail: .post, sequence: 66_000)
    entry.postings.append(
      Posting(debit: .settlement(.post, .euro), credit: .available(.shop), amount: 40, previousOfDebit: 66_000))
    return AttestedEntry(entry, terms: nil, memo: .empty, text: nil, salt: salt)
  }()

  /// Reckoned by a program of another make, from docs/attested-entry.md.
  @Test(arguments: [
    (
      full,
      """
      01030102030405060708090a0b0c0d0e0f10ac0280a4ecdf95670102566dd7fc6e4e00000199000000017a01800000000000
      0002010199000000017a018000000000000002d207c41300c413000001020200b77474beca300000c41300000000000080e4
      e5cfa26700000000000000566dd7fc6e4e0000b77474beca300000c7e479cdc7800000c413d207020280e4e5cfa2678188b2
      a0020100000000000000010000000000000002000000000000000300000000000000040180a0c8810980b089fbea01fa0101
      0c5a776569205374c3bc686c65
      """
    ),
    (
      moved,
      """
      01050102030405060708090a0b0c0d0e0f10f0a20480f484d797670f03b77474beca3000000199000000037a038000000000
      000004010199000000017a018000000000000002d207880e0000e8fb030403b77474beca30000001566dd7fc6e4e0000c00c
      e8fb030104b77474beca30000002566dd7fc6e4e0000c801e8fb03000704d20706c7e479cdc780000002000005b77474beca
      30000008d20704000004010100b77474beca30000000c4130000880e000080e4e5cfa267000000c80180b4e7b39f67000000
      000000000000a100000000000000a200000000000000a300000000000000a4
      """
    ),
    (
      collected,
      """
      02010102030405060708090a0b0c0d0e0f10f1a20480e4b7a998671305020199000000037a03800000000000000401019900
      0000017a018000000000000002d207e8070000f0a20402e8fb03010702d20703b77474beca300000e807e8fb030904010100
      b77474beca30000000c4130000c801000080e4e5cfa26700000000000000d80478
      """
    ),
    (
      cameBack,
      """
      02000102030405060708090a0b0c0d0e0f10f2a20480d4eafb986715010199000000037a03800000000000000403b77474be
      ca300000d2075000000004d08304010904d20703b77474beca30000050d0830400
      """
    ),
  ])
  func `has these bytes`(entry: AttestedEntry, golden: String) {
    let digits = entry.bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    #expect(digits == golden.filter { !$0.isWhitespace })
  }

  @Test(arguments: [full, moved, collected, cameBack])
  func `is read back, and only as it is`(entry: AttestedEntry) {
    let bytes = entry.bytes
    #expect(AttestedEntry(bytes) == entry)
    for count in bytes.indices { #expect(AttestedEntry(Array(bytes.prefix(count))) == nil, "\(count) bytes") }
    #expect(AttestedEntry(bytes + [0]) == nil)
    for place in bytes.indices {
      for bit in 0..<8 {
        var changed = bytes
        changed[place] ^= 1 << UInt8(bit)
        // What is read of other bytes is another entry, and has those bytes.
        if let other = AttestedEntry(changed) {
          #expect(other != entry, "byte \(place), bit \(bit)")
          #expect(other.bytes == changed, "byte \(place), bit \(bit)")
        }
      }
    }
  }

  @Test func `says neither fingerprint nor claim`() throws {
    let entry = `an attested entry`.full
    #expect(entry.entry.fingerprint == 0)
    #expect(entry.terms?.claim == nil)
    #expect(entry.isClaimable)
    let read = try #require(AttestedEntry(entry.bytes))
    #expect(read.isClaimable)
    #expect(read.check?.terms == entry.terms)
    #expect(read.check?.progress == entry.entry.progress)
    #expect(`an attested entry`.moved.check == nil)
  }

  @Test(arguments: SeededGenerator.seeds(4))
  func `is read back, whatever happened`(seed: UInt64) {
    var history = RandomHistory(seed: seed)
    var random = SeededGenerator(seed: seed &+ 100)
    var ledger = InMemoryLedger()
    var commands = history.prologue()
    var seen = Set<[UInt8]>()
    for _ in 0..<600 {
      let command = commands.isEmpty ? history.next(in: ledger) : commands.removeFirst()
      guard case .accepted(let entry) = ledger.submit(command, at: history.now) else { continue }
      let salt = AttestedEntry.Salt(high: random.next(), low: random.next())
      var terms: CheckTerms?
      if case .issue(let issue) = command { terms = issue.terms }
      let text = command.detail.isEmpty ? nil : `an attested entry`.hash
      let attested = AttestedEntry(entry, terms: terms, memo: .empty, text: text, salt: salt)
      let bytes = attested.bytes
      #expect(AttestedEntry(bytes) == attested, "seed \(seed), entry \(entry.sequence)")
      #expect(bytes.count < 700)
      #expect(seen.insert(bytes).inserted)
    }
  }

  /// Each in a place where a smaller or larger form could hide.
  @Test(arguments: [0x80, 0xFF] as [UInt8])
  func `has no other form of its numbers`(more: UInt8) throws {
    let bytes = `an attested entry`.full.bytes
    // The sequence, 300: two bytes behind version, parts and salt. With one byte more it would be the same number.
    #expect(Array(bytes[18..<20]) == [0xAC, 0x02])
    var longer = bytes
    longer.replaceSubrange(18..<20, with: [0xAC, 0x82, more & 0x80, 0x00])
    #expect(AttestedEntry(longer) == nil)
    longer.replaceSubrange(18..<22, with: [0xAC, 0x82, 0x00])
    #expect(AttestedEntry(longer) == nil)
  }
}
