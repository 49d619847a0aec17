/// Profiles sealed and opened: random histories of changes, and everything that can be wrong with what is kept.
import Ledger
import Seals
import Storage
import Testing
import VouchTesting

@testable import Persons

@Suite struct `a profile that is sealed` {
  private let buyer = Party.account(.buyer)
  private let other = Party.account(.stranger)
  private let vault: PersonVault

  init() throws { vault = try PersonVault(opening: SimulatedDirectory(seed: 3), ring: SealRing(current: SealingKey())) }

  private func key(of party: Party) throws -> PersonKey { try #require(try vault.standing(making: party).key) }

  private static func person(_ random: inout SeededGenerator) -> AccountProfile {
    func text(_ random: inout SeededGenerator) -> Text? {
      random.pick([nil, nil, .empty, .of("Ann Ström"), .of("x"), .of(String(repeating: "ü", count: 128))])
    }
    var person = AccountProfile()
    person.name = text(&random)
    person.address = text(&random)
    person.telephone = text(&random)
    person.bank = text(&random)
    person.bankAccountNumber = text(&random)
    person.bankNotes = text(&random)
    person.creditCompany = text(&random)
    person.cardNumber = text(&random)
    person.creditNotes = text(&random)
    person.sex = random.pick([nil, .female, .unstated])
    return person
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `and changed field by field says what the plain one would`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let key = try key(of: buyer)
    var (plain, sealed) = (AccountProfile(), SealedProfile())
    for _ in 0..<30 {
      let change = Self.person(&random)
      plain.merge(change)
      if let change = key.seal(change.fields, of: buyer) { sealed.merge(change) }
      guard case .fields(let fields) = try vault.open(sealed, of: buyer) else { throw ProcessFailure("forgotten") }
      #expect(AccountProfile(fields) == plain, "seed \(seed)")
    }
  }

  @Test func `has nothing in the clear, is another each time, and has the same digest for the same`() throws {
    var person = AccountProfile()
    person.name = .of("Petra Kowalski")
    person.cardNumber = .of("4111 1111 1111 1111")
    let key = try key(of: buyer)
    let one = try #require(key.seal(person.fields, of: buyer))
    let again = try #require(key.seal(person.fields, of: buyer))
    #expect(one.fields != again.fields)
    #expect(one.digest == again.digest)
    for bytes in one.fields.values {
      #expect(!bytes.contains(Array("Petra".utf8)) && !bytes.contains(Array("4111".utf8)))
      #expect(bytes.count <= SealedProfile.maximumFieldBytes)
    }
    // A name and a card number are as long as each other.
    #expect(Set(one.fields.values.map(\.count)).count == 1)
    #expect(try self.key(of: other).seal(person.fields, of: other)?.digest != one.digest)
    person.name = .of("Petra Kowalsky")
    #expect(key.seal(person.fields, of: buyer)?.digest != one.digest)
    // The same text in another field is something else.
    var moved = AccountProfile()
    moved.address = .of("Petra Kowalski")
    var named = AccountProfile()
    named.name = .of("Petra Kowalski")
    #expect(key.seal(moved.fields, of: buyer)?.digest != key.seal(named.fields, of: buyer)?.digest)
    #expect(key.seal(AccountProfile().fields, of: buyer) == nil)
  }

  @Test func `with any bit flipped is refused by name`() throws {
    var person = AccountProfile()
    person.name = .of("Petra Kowalski")
    let sealed = try #require(try key(of: buyer).seal(person.fields, of: buyer))
    let bytes = try #require(sealed.fields[.name])
    for index in bytes.indices {
      var changed = sealed
      changed.fields[.name]?[index] ^= 1
      let error = #expect(throws: PersonsError.self) { try vault.open(changed, of: buyer) }
      switch error {
      case .keyMissing(buyer): #expect((1..<9).contains(index))
      case .fieldBroken(buyer, .name, _): break
      default: Issue.record("byte \(index): \(String(describing: error))")
      }
      #expect(error?.description.contains("Petra") == false)
    }
  }

  @Test func `is never shown as another field or another's`() throws {
    var person = AccountProfile()
    person.name = .of("Petra Kowalski")
    let sealed = try #require(try key(of: buyer).seal(person.fields, of: buyer))
    _ = try key(of: other)
    #expect(throws: PersonsError.keyMissing(other)) { try vault.open(sealed, of: other) }
    let moved = SealedProfile(fields: [.address: try #require(sealed.fields[.name])])
    #expect(throws: PersonsError.fieldBroken(buyer, .address, .refused)) { try vault.open(moved, of: buyer) }
  }

  @Test func `of a party that is forgotten says so, and of one without a key names the party`() throws {
    let sealed = try #require(try key(of: buyer).seal([.name: Array("Petra".utf8)], of: buyer))
    try vault.forget(buyer)
    for profile in [sealed, .forgotten] {
      guard case .forgotten = try vault.open(profile, of: buyer) else {
        Issue.record("it can be read")
        continue
      }
    }
    #expect(throws: PersonsError.keyMissing(other)) { try vault.open(sealed, of: other) }
  }
}
