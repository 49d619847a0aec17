/// What the parties of a ledger of before format 5 get when it is sealed.
import Ledger
import Persons
import Seals
import Storage
import Testing
import VouchTesting

@testable import CheckManager
@testable import LedgerStore

@Suite struct `the sealing of an old ledger` {
  private let party = Party.account(.buyer)
  private let directory = SimulatedDirectory(seed: 1)

  private func open() throws -> (vault: PersonVault, sealing: ProfileSealing) {
    let vault = try PersonVault(opening: directory, ring: SealRing(current: SealingKey()))
    return (vault, vault.sealing(LogRecord().logger))
  }

  @Test func `makes a key for whom something is known of, and nobody else`() throws {
    let (vault, sealing) = try open()
    #expect(try sealing.seal(party, [:]) == SealedProfile())
    #expect(vault.isEmpty)
    let sealed = try sealing.seal(party, [.name: Array("Ann".utf8)])
    guard case .fields(let fields) = try vault.open(sealed, of: party) else { throw ProcessFailure("\(sealed)") }
    #expect(fields == [.name: Array("Ann".utf8)])
    // With a key, and nothing to say: as in the middle of a sealing that was begun again.
    #expect(try sealing.seal(party, [:]) == SealedProfile())
  }

  @Test(arguments: [[:], [.name: Array("Ann".utf8)]] as [ClearFields])
  func `forgets whoever was forgotten since, whatever the old ledger knows`(fields: ClearFields) throws {
    let (vault, sealing) = try open()
    try vault.beginForgetting(party, making: true)
    try vault.forget(party)
    #expect(try sealing.seal(party, fields) == .forgotten)
  }
}
