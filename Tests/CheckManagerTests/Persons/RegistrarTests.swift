/// Commands that say who somebody is, on their way through a manager: sealed before the ledger has them, and told apart.
import Identities
import Ledger
import LedgerStore
import NIOConcurrencyHelpers
import Persons
import RPC
import Seals
import Storage
import Testing
import VouchTesting
import Wire

@testable import CheckManager

@Suite struct `a manager that knows persons` {
  private let buyer = AccountID.buyer

  private func enrolment(_ name: String?, at site: Site) -> Administration {
    var enrolment = AccountEnrolment(id: buyer, currency: .euro)
    if let name {
      enrolment.update.profile = AccountProfile()
      enrolment.update.profile?.name = .of(name)
    }
    return Administration(id: site.newID(), change: .enrolAccount(enrolment))
  }

  private func update(_ body: (inout AccountProfile) -> Void, at site: Site) -> Administration {
    var update = AccountUpdate()
    var profile = AccountProfile()
    body(&profile)
    update.profile = profile
    return Administration(id: site.newID(), change: .updateAccount(buyer, update))
  }

  @Test func `tells a repetition from something else though each is sealed anew`() async throws {
    let site = try await Site()
    let connection = try await site.connect()
    var command = enrolment("Ann", at: site)
    let first = try await connection.ask(command)
    let again = try await connection.ask(command)
    #expect(first.accepted != nil && again.accepted == first.accepted)
    command = Administration(id: command.id, change: enrolment("Anne", at: site).change)
    #expect(try await connection.ask(command).refusal == .idReused)
    #expect(try await connection.ask(GetAccount(buyer)).accepted?.profile.name == .of("Ann"))
    try await site.stop()
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func `shows after random changes what a plain profile would say`(seed: UInt64) async throws {
    let site = try await Site()
    let connection = try await site.connect()
    var random = SeededGenerator(seed: seed)
    var plain = AccountProfile()
    #expect(try await connection.ask(enrolment(nil, at: site)).accepted != nil)
    for round in 0..<40 {
      let change = update(
        { profile in
          profile.name = random.pick([nil, .of("Ann \(round)")])
          profile.address = random.pick([nil, .of("Street \(round)"), .empty])
          profile.sex = random.pick([nil, .female, .unstated])
          profile.bankNotes = random.pick([nil, .of("n\(round)")])
        }, at: site)
      let reply = try await connection.ask(change)
      guard case .updateAccount(_, let update) = change.change, let profile = update.profile else { continue }
      #expect(reply.refusal == (profile == AccountProfile() ? .nothingChanged : nil), "seed \(seed), round \(round)")
      plain.merge(profile)
      let shown = try #require(try await connection.ask(GetAccount(buyer)).accepted?.profile)
      // An empty text and none are the same to whoever reads.
      #expect(shown.name ?? .empty == plain.name ?? .empty, "seed \(seed), round \(round)")
      #expect(shown.address ?? .empty == plain.address ?? .empty, "seed \(seed), round \(round)")
      #expect(shown.sex ?? .unstated == plain.sex ?? .unstated, "seed \(seed), round \(round)")
      #expect(shown.bankNotes ?? .empty == plain.bankNotes ?? .empty, "seed \(seed), round \(round)")
    }
    try await site.stop()
  }

  @Test func `makes a key only when there is something to seal`() async throws {
    let site = try await Site()
    let connection = try await site.connect()
    let vault = site.registrar.vault
    let enrolling = enrolment(nil, at: site)
    let first = try await connection.ask(enrolling)
    #expect(first.accepted != nil)
    #expect(try await connection.ask(enrolling).accepted == first.accepted)
    // With something said it is another command, and a refused one: no reason for a key.
    let named = enrolment("Ann", at: site)
    #expect(try await connection.ask(named).refusal == .alreadyEnrolled)
    let other = Administration(id: enrolling.id, change: named.change)
    #expect(try await connection.ask(other).refusal == .idReused)
    var limits = AccountUpdate()
    limits.creditLine = 5
    let limiting = Administration(id: site.newID(), change: .updateAccount(buyer, limits))
    #expect(try await connection.ask(limiting).accepted != nil)
    #expect(try await connection.ask(update({ _ in }, at: site)).refusal == .nothingChanged)
    let shown = try #require(try await connection.ask(GetAccount(buyer)).accepted)
    #expect(shown.state == .kept && shown.profile == AccountProfile())
    #expect(vault.isEmpty)

    let naming = update({ $0.name = .of("Ann") }, at: site)
    let renamed = try await connection.ask(naming)
    #expect(renamed.accepted != nil && !vault.isEmpty)
    #expect(try await connection.ask(naming).accepted == renamed.accepted)
    #expect(try await connection.ask(enrolling).accepted == first.accepted)
    #expect(try await connection.ask(GetAccount(buyer)).accepted?.profile.name == .of("Ann"))
    try await site.stop()
  }

  @Test func `seals a change that comes behind an enrolment before that is durable`() async throws {
    let site = try await Site()
    let connection = try await site.connect()
    for number in 0..<20 {
      let id = AccountID(.of("B\(number)"))
      var update = AccountUpdate()
      update.profile = AccountProfile()
      update.profile?.name = .of("Ann \(number)")
      let changes: [Administration.Change] = [
        .enrolAccount(AccountEnrolment(id: id, currency: .euro)), .updateAccount(id, update), .forget(.account(id)),
      ]
      // The calls are written in this order, and none waits for the one before.
      let replies = try await connection.pipeline(
        changes.prefix(number.isMultiple(of: 2) ? 2 : 3).map { Administration(id: site.newID(), change: $0) })
      #expect(replies.allSatisfy { $0.accepted != nil }, "\(replies)")
      let shown = try await connection.ask(GetAccount(id)).accepted
      #expect(shown?.profile.name == (number.isMultiple(of: 2) ? .of("Ann \(number)") : nil))
      #expect(shown?.state == (number.isMultiple(of: 2) ? .kept : .forgotten))
    }
    #expect(site.registrar.vault.status.forgotten == 10)
    try await site.stop()
  }

  @Test func `makes no key for whoever is not enrolled`() async throws {
    let site = try await Site()
    let connection = try await site.connect()
    #expect(try await connection.ask(update({ $0.name = .of("Ann") }, at: site)).refusal == .unknownAccount)
    #expect(site.registrar.vault.isEmpty)
    try await site.stop()
  }

  @Test func `closes and forgets whoever has no money, and refuses whoever has`() async throws {
    let site = try await Site()
    let connection = try await site.connect()
    func forget() async throws -> Reply<Receipt> {
      try await connection.ask(Administration(id: site.newID(), change: .forget(.account(buyer))))
    }
    #expect(try await forget().refusal == .unknownAccount)
    _ = try await connection.ask(enrolment("Ann", at: site))
    _ = try await connection.ask(
      Administration(id: site.newID(), change: .fund(buyer, .bank, 100, .bank)))
    #expect(try await forget().refusal == .balanceNotZero)
    #expect(try await connection.ask(GetAccount(buyer)).accepted?.profile.name == .of("Ann"))
    _ = try await connection.ask(
      Administration(id: site.newID(), change: .reconcile(buyer, .bank, stated: 0, sequence: 1, .bank)))
    let forgotten = try await forget()
    #expect(forgotten.accepted?.entry.kind == .forgotten)
    let shown = try #require(try await connection.ask(GetAccount(buyer)).accepted)
    #expect(shown.state == .forgotten && shown.profile == AccountProfile() && shown.account.status == .closed)
    #expect(site.registrar.vault.status.forgotten == 1)
    #expect(try await forget().accepted?.entry.kind == .forgotten)
    #expect(try await connection.ask(update({ $0.name = .of("Eve") }, at: site)).refusal == .partyForgotten)
    #expect(!site.log.everything.contains("Ann"))
    try await site.stop()
  }

  @Test func `forgets whoever never had a key, for good`() async throws {
    let site = try await Site()
    let connection = try await site.connect()
    _ = try await connection.ask(enrolment(nil, at: site))
    let forgetting = Administration(id: site.newID(), change: .forget(.account(buyer)))
    let first = try await connection.ask(forgetting)
    #expect(first.accepted?.entry.kind == .forgotten)
    #expect(try await connection.ask(forgetting).accepted == first.accepted)
    #expect(try await connection.ask(GetAccount(buyer)).accepted?.state == .forgotten)
    #expect(try await connection.ask(update({ $0.name = .of("Eve") }, at: site)).refusal == .partyForgotten)
    #expect(try await connection.ask(enrolment("Eve", at: site)).refusal == .partyForgotten)
    #expect(try await connection.ask(enrolment(nil, at: site)).refusal == .alreadyEnrolled)
    let status = site.registrar.vault.status
    #expect(status.forgotten == 1 && status.sealingKeys.allSatisfy { $0.persons == 0 })
    try await site.stop()
  }

  @Test(arguments: [(false, false), (false, true), (true, false), (true, true)])
  func `begins its files while there is nobody, and misses them where there is somebody`(
    isBegun: Bool, hasParties: Bool
  ) throws {
    let ledger = try TemporaryLedger()
    let store = try ledger.open()
    let vault = try PersonVault(opening: SimulatedDirectory(seed: 1), ring: SealRing(current: SealingKey()))
    if isBegun { try vault.begin() }
    if hasParties {
      let batch = try store.begin(at: .start)
      let enrolling = Administration(
        id: CommandID(at: .start, random: (9, 1)),
        change: .enrolAccount(AccountEnrolment(id: .buyer, currency: .euro)))
      #expect(try batch.decide(.administer(enrolling)) == .accepted)
      _ = try batch.commit()
    }
    guard !hasParties || isBegun else {
      #expect(throws: PersonsError.noPersons(path: "simulated")) { try vault.begin(with: store) }
      #expect(vault.isNew)
      return
    }
    try vault.begin(with: store)
    #expect(!vault.isNew && vault.isEmpty)
  }

  @Test func `settles at its start what a crash has left open`() throws {
    let ledger = try TemporaryLedger()
    let store = try ledger.open()
    let directory = SimulatedDirectory(seed: 1)
    let ring = SealRing(current: SealingKey())
    let vault = try PersonVault(opening: directory, ring: ring)
    let (gone, stays) = (Party.account(.buyer), Party.account(.stranger))
    for party in [gone, stays] { _ = try vault.standing(making: party) }
    try vault.makeDurable()
    for party in [gone, stays] { try vault.beginForgetting(party, making: false) }
    // Of the two only one reached the ledger.
    let changes: [Administration.Change] = [
      .enrolAccount(AccountEnrolment(id: .buyer, currency: .euro)),
      .enrolAccount(AccountEnrolment(id: .stranger, currency: .euro)), .forget(gone),
    ]
    let batch = try store.begin(at: .start)
    for (index, change) in changes.enumerated() {
      let id = CommandID(at: .start, random: (9, UInt64(index)))
      #expect(try batch.decide(.administer(Administration(id: id, change: change))) == .accepted)
    }
    _ = try batch.commit()
    let again = try PersonVault(opening: directory, ring: ring)
    try again.settle(with: store, LogRecord().logger)
    #expect(again.leaving == [])
    guard case .forgotten = try again.standing(of: gone), case .key = try again.standing(of: stays) else {
      Issue.record("\(again.status)")
      return
    }
  }

  @Test func `masks a bank account number but for its last four characters`() {
    #expect(Text.of("DE02120300000000202051").shown(.masked) == .of("… 2051"))
    #expect(Text.of("DE02").shown(.whole) == .of("DE02"))
  }

  @Test(arguments: [
    (Identity.operator([.read, .enrol]), true), (.operator([.read, .fund]), true), (.operator(.all), true),
    (.operator([.read, .resolve, .keys, .maintain]), false), (.terminal(.buyer), false),
  ])
  func `shows it whole to whoever puts it down or pays by it, and of a card four digits`(
    identity: Identity, isWhole: Bool
  ) async throws {
    let site = try await Site()
    let connection = try await site.connect()
    var enrolment = AccountEnrolment(id: buyer, currency: .euro)
    enrolment.update.profile = AccountProfile()
    enrolment.update.profile?.bankAccountNumber = .of("DE02120300000000202051")
    enrolment.update.profile?.cardNumber = .of("4111111111111111")
    _ = try await connection.ask(Administration(id: site.newID(), change: .enrolAccount(enrolment)))
    site.caller.withLockedValue { $0 = .known([identity], by: .unixUser(1000)) }
    let profile = try await connection.ask(GetAccount(buyer)).accepted?.profile
    #expect(profile?.bankAccountNumber == .of(isWhole ? "DE02120300000000202051" : "… 2051"))
    #expect(profile?.cardNumber == .of("1111"))
    if case .operator = identity {
      let listed = try await connection.ask(ListAccounts(from: nil, limit: 10)).accepted?.items.first?.profile
      #expect(listed == profile)
    }
    try await site.stop()
  }
}

extension Site {
  /// An id of now.
  func newID() -> CommandID {
    CommandID(at: clocks.wall, random: (.random(in: 0...UInt64.max), .random(in: 0...UInt64.max)))
  }
}

extension RPCConnection {
  /// Asks all in this order, without waiting for an answer in between.
  func pipeline(_ calls: [Administration]) async throws -> [Reply<Receipt>] {
    // Each runs at once as far as it can: until its request is written.
    let tasks = calls.map { call in Task.immediate { try await self.ask(call) } }
    var replies: [Reply<Receipt>] = []
    for task in tasks { replies.append(try await task.value) }
    return replies
  }
}
