/// What becomes of a command before the ledger has it: by what it says, what the ledger has of its party, and its key.
import Ledger
import Persons
import Seals
import Storage
import Testing
import VouchTesting

@testable import CheckManager

@Suite struct `a command that says who somebody is` {
  private let party = Party.account(.buyer)

  enum Change: String {
    case enrol, enrolNamed, update, updateNamed, forget
  }

  enum Key: String {
    case none, kept, leaving, forgotten
  }

  struct Row: Sendable, CustomStringConvertible {
    let change: Change
    let ledger: PartyRecord
    var key = Key.none
    var isArriving = false
    /// nil: sealed.
    var refusal: Refusal?
    /// What key the party has afterwards.
    let leaves: Key

    var description: String {
      "\(change), ledger \(ledger), key \(key)\(isArriving ? ", arriving" : "")"
    }
  }

  private static let rows: [Row] = [
    // Nothing is said: nothing is made, and the ledger judges.
    Row(change: .enrol, ledger: .none, leaves: .none), Row(change: .enrol, ledger: .blank, leaves: .none),
    Row(change: .enrol, ledger: .sealed, leaves: .none), Row(change: .enrol, ledger: .forgotten, leaves: .none),
    Row(change: .enrol, ledger: .forgotten, key: .forgotten, leaves: .forgotten),
    Row(change: .update, ledger: .none, leaves: .none), Row(change: .update, ledger: .blank, leaves: .none),
    Row(change: .update, ledger: .sealed, leaves: .none), Row(change: .update, ledger: .forgotten, leaves: .none),
    // Something is said by an enrolment.
    Row(change: .enrolNamed, ledger: .none, leaves: .kept),
    Row(change: .enrolNamed, ledger: .none, key: .kept, leaves: .kept),
    Row(change: .enrolNamed, ledger: .none, isArriving: true, leaves: .kept),
    Row(change: .enrolNamed, ledger: .blank, leaves: .none),
    Row(change: .enrolNamed, ledger: .blank, key: .kept, leaves: .kept),
    Row(change: .enrolNamed, ledger: .sealed, key: .kept, leaves: .kept),
    Row(change: .enrolNamed, ledger: .sealed, refusal: .keyMissing, leaves: .none),
    Row(change: .enrolNamed, ledger: .forgotten, refusal: .partyForgotten, leaves: .none),
    Row(change: .enrolNamed, ledger: .none, key: .forgotten, refusal: .partyForgotten, leaves: .forgotten),
    // And by an update.
    Row(change: .updateNamed, ledger: .none, refusal: .unknownAccount, leaves: .none),
    Row(change: .updateNamed, ledger: .none, isArriving: true, leaves: .kept),
    Row(change: .updateNamed, ledger: .none, key: .kept, leaves: .kept),
    Row(change: .updateNamed, ledger: .blank, leaves: .kept),
    Row(change: .updateNamed, ledger: .blank, key: .kept, leaves: .kept),
    Row(change: .updateNamed, ledger: .blank, key: .leaving, leaves: .leaving),
    Row(change: .updateNamed, ledger: .blank, key: .forgotten, refusal: .partyForgotten, leaves: .forgotten),
    Row(change: .updateNamed, ledger: .sealed, key: .kept, leaves: .kept),
    Row(change: .updateNamed, ledger: .sealed, refusal: .keyMissing, leaves: .none),
    Row(change: .updateNamed, ledger: .sealed, isArriving: true, refusal: .keyMissing, leaves: .none),
    Row(change: .updateNamed, ledger: .forgotten, refusal: .partyForgotten, leaves: .none),
    Row(change: .updateNamed, ledger: .forgotten, key: .forgotten, refusal: .partyForgotten, leaves: .forgotten),
    // Whoever is to be forgotten is noted, with a key or by one, as long as there is something to forget, or may be.
    Row(change: .forget, ledger: .none, refusal: .unknownAccount, leaves: .none),
    Row(change: .forget, ledger: .none, isArriving: true, leaves: .leaving),
    Row(change: .forget, ledger: .none, key: .kept, isArriving: true, leaves: .leaving),
    Row(change: .forget, ledger: .blank, leaves: .leaving),
    Row(change: .forget, ledger: .blank, key: .kept, leaves: .leaving),
    Row(change: .forget, ledger: .sealed, key: .kept, leaves: .leaving),
    Row(change: .forget, ledger: .sealed, key: .leaving, leaves: .leaving),
    // Its key is lost, and comes back with a newer copy or never.
    Row(change: .forget, ledger: .sealed, leaves: .none), Row(change: .forget, ledger: .forgotten, leaves: .none),
    Row(change: .forget, ledger: .forgotten, key: .forgotten, leaves: .forgotten),
    // One that came back with an old copy is destroyed once more.
    Row(change: .forget, ledger: .forgotten, key: .kept, leaves: .leaving),
  ]

  @Test(arguments: rows)
  func `is sealed, refused or sent on as it is`(row: Row) throws {
    let vault = try PersonVault(opening: SimulatedDirectory(seed: 1), ring: SealRing(current: SealingKey()))
    switch row.key {
    case .none: break
    case .kept: _ = try vault.standing(making: party)
    case .leaving: try vault.beginForgetting(party, making: true)
    case .forgotten:
      _ = try vault.standing(making: party)
      try vault.forget(party)
    }
    let registrar = Registrar(vault: vault, keys: nil, logger: LogRecord().logger)
    if row.isArriving { registrar.arrivals.begin(party) }
    switch registrar.prepare(administration(row.change), by: { _ in row.ledger }) {
    case .sealed(let sealed):
      #expect(row.refusal == nil)
      #expect(sealed.clearProfile == nil)
      #expect(sealed.hasSealed == (row.change == .enrolNamed || row.change == .updateNamed))
      registrar.settled([.administer(sealed)])
    case .refused(let refusal): #expect(refusal == row.refusal)
    case .failed: Issue.record("failed")
    }
    #expect(registrar.arrivals.contains(party) == row.isArriving)
    #expect(try key(in: vault) == row.leaves)
  }

  @Test func `counts as arriving from its enrolment on until that is answered, and no longer`() throws {
    let vault = try PersonVault(opening: SimulatedDirectory(seed: 1), ring: SealRing(current: SealingKey()))
    let registrar = Registrar(vault: vault, keys: nil, logger: LogRecord().logger)
    func isRefused() -> Bool {
      if case .refused(.unknownAccount) = registrar.prepare(administration(.updateNamed), by: { _ in .none }) {
        true
      } else {
        false
      }
    }
    #expect(isRefused())
    var enrolments: [Command] = []
    for _ in 0..<2 {
      guard case .sealed(let sealed) = registrar.prepare(administration(.enrol), by: { _ in .none }) else { return }
      enrolments.append(.administer(sealed))
      #expect(registrar.arrivals.contains(party))
    }
    #expect(vault.isEmpty)
    registrar.settled([enrolments[0]])
    #expect(registrar.arrivals.contains(party))
    registrar.settled([enrolments[1]])
    #expect(!registrar.arrivals.contains(party))
    #expect(isRefused())
    #expect(throws: CancellationError.self) {
      try registrar.prepare(administration(.enrolNamed)) { _ in throw CancellationError() }
    }
    #expect(!registrar.arrivals.contains(party))
  }

  private func administration(_ change: Change) -> Administration {
    var profile = AccountProfile()
    profile.name = .of("Ann")
    var enrolment = AccountEnrolment(id: .buyer, currency: .euro)
    var update = AccountUpdate()
    if change == .enrolNamed { enrolment.update.profile = profile }
    if change == .updateNamed { update.profile = profile }
    let subject: Administration.Change =
      switch change {
      case .enrol, .enrolNamed: .enrolAccount(enrolment)
      case .update, .updateNamed: .updateAccount(.buyer, update)
      case .forget: .forget(party)
      }
    return Administration(id: CommandID(at: .start, random: (1, 1)), change: subject)
  }

  private func key(in vault: PersonVault) throws -> Key {
    switch try vault.standing(of: party) {
    case .none: .none
    case .forgotten: .forgotten
    case .key: vault.leaving.contains(party) ? .leaving : .kept
    }
  }
}

extension Administration {
  /// What it bears of a profile, sealed.
  var sealedProfile: SealedProfile? {
    switch change {
    case .enrolAccount(let enrolment): enrolment.update.sealed
    case .updateAccount(_, let update): update.sealed
    default: nil
    }
  }

  fileprivate var hasSealed: Bool { sealedProfile != nil }
}
