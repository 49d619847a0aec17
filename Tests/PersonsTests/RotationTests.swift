/// A new sealing key for all keys of persons.
import Ledger
import Seals
import Storage
import Testing
import VouchTesting

@testable import Persons

@Suite struct `a rotation` {
  private let directory = SimulatedDirectory(seed: 9)
  private let first = SealingKey()
  private let second = SealingKey()

  private func furnished(_ count: Int) throws -> (PersonVault, [Party]) {
    let vault = try PersonVault(opening: directory, ring: SealRing(current: first))
    let parties = (0..<count).map { Party.account(AccountID(.of("A\($0)"))) }
    for party in parties { _ = try vault.standing(making: party) }
    try vault.makeDurable()
    return (vault, parties)
  }

  @Test func `leaves every key what it was, and none under the old sealing key`() throws {
    let (vault, parties) = try furnished(700)
    let names = try parties.map { try vault.standing(of: $0).key?.name }
    vault.use(SealRing(current: second, old: [first]))
    #expect(vault.status.left == 700)
    #expect(try vault.rewrapSome())
    #expect(vault.status.left == 444)
    // Some by one key, some by the other: all are read.
    #expect(try parties.map { try vault.standing(of: $0).key?.name } == names)
    while try vault.rewrapSome() {}
    #expect(vault.status.left == 0)
    let again = try PersonVault(opening: directory, ring: SealRing(current: second))
    #expect(try parties.map { try again.standing(of: $0).key?.name } == names)
    #expect(again.status == vault.status || again.status.sealingKeys.first?.persons == 700)
  }

  @Test func `that was broken off needs the old key, and goes on`() throws {
    let (vault, _) = try furnished(700)
    vault.use(SealRing(current: second, old: [first]))
    _ = try vault.rewrapSome()
    let error = #expect(throws: PersonsError.self) {
      try PersonVault(opening: directory, ring: SealRing(current: second))
    }
    #expect(error == .wrongSealingKey(first.id, path: "simulated"))
    let again = try PersonVault(opening: directory, ring: SealRing(current: second, old: [first]))
    #expect(again.status.left == 444)
    while try again.rewrapSome() {}
    #expect(again.status.left == 0)
  }

  @Test func `seals those by the new key who come meanwhile, and passes over the forgotten`() throws {
    let (vault, parties) = try furnished(300)
    try vault.forget(parties[0])
    vault.use(SealRing(current: second, old: [first]))
    _ = try vault.standing(making: .seller(.shop))
    try vault.makeDurable()
    while try vault.rewrapSome() {}
    #expect(vault.status.sealingKeys.map(\.persons) == [300, 0])
    #expect(vault.status.forgotten == 1)
  }
}
