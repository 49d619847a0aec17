/// The address of a check whose terms seal it (N8): for its distributor alone, or not at all.
import Ledger
import MailOrder
import RPC
import Seals
import Testing
import VouchTesting
import Wire

@testable import CheckManager

@Suite struct `a manager asked for a sealed address` {
  private let key = AddressKey()

  private func keyed(_ key: PublicKey) -> CompanyUpdate {
    var update = CompanyUpdate()
    update.addressKey = key
    return update
  }

  /// Everybody enrolled; the buyer's address on file; the carrier with the key, where one is given.
  private func open(_ site: Site, _ connection: RPCConnection, key: PublicKey?) async throws -> Town {
    let town = Town(site.clocks)
    var commands = town.opening
    var person = AccountUpdate()
    person.profile = AccountProfile()
    person.profile?.name = Text("Zacharias Quittengelee")
    person.profile?.address = Text("Hinterm Deich 77, 26434 Horumersiel")
    commands.append(town.administer(.updateAccount(.buyer, person)))
    if let key { commands.append(town.administer(.updateDistributor(.carrier, keyed(key)))) }
    for command in commands {
      guard case .administer(let change) = command else { continue }
      try #require(try await connection.ask(change).accepted != nil)
    }
    return town
  }

  private func sealing(_ town: Town) -> IssueCheck {
    var issue = town.issue()
    issue.terms.distributor = .carrier
    issue.terms.sealsAddress = true
    return issue
  }

  @Test func `gives the seller what only the distributor on the check can open, for that check`() async throws {
    let site = try await Site()
    let connection = try await site.connect()
    let town = try await open(site, connection, key: PublicKey(key.publicKey.bytes))
    let issue = sealing(town)
    #expect(try await connection.ask(Authorize(terms: issue.terms)).accepted?.addressKey?.bytes == key.publicKey.bytes)
    #expect(try await connection.ask(issue).accepted?.check?.terms.sealsAddress == true)
    let given = try #require(try await connection.ask(GetAddressee(issue.id, seller: .shop)).accepted)
    #expect(given.name.isEmpty && given.address.isEmpty && given.telephone.isEmpty)
    let sealed = try #require(given.sealed).bytes
    let opened = try AddressSeal.open(sealed, with: key, for: issue.id.bytes)
    #expect(String(decoding: opened, as: UTF8.self).contains("Horumersiel"))
    #expect(throws: SealError.refused) { try AddressSeal.open(sealed, with: key, for: town.issue().id.bytes) }
    #expect(throws: SealError.unknownKey(key.id)) {
      try AddressSeal.open(sealed, with: AddressKey(), for: issue.id.bytes)
    }
    // A check that says nothing of it is answered as ever.
    let plain = town.issue()
    try #require(try await connection.ask(plain).accepted != nil)
    let clear = try await connection.ask(GetAddressee(plain.id, seller: .shop)).accepted
    #expect(clear?.name == Text("Zacharias Quittengelee"))
    #expect(clear?.sealed == nil)
    #expect(try await connection.ask(Authorize(terms: plain.terms)).accepted?.addressKey == nil)
    try await site.stop()
  }

  @Test func `issues no such check where the distributor has no key, or none is named`() async throws {
    let site = try await Site()
    let connection = try await site.connect()
    let town = try await open(site, connection, key: nil)
    var issue = sealing(town)
    #expect(try await connection.ask(issue).refusal == .addressKeyMissing)
    issue.terms.distributor = nil
    #expect(try await connection.ask(issue).refusal == .distributorRequired)
    try await site.stop()
  }

  @Test func `gives nothing in clear when the distributor has taken its key back since`() async throws {
    let site = try await Site()
    let connection = try await site.connect()
    let town = try await open(site, connection, key: PublicKey(key.publicKey.bytes))
    let issue = sealing(town)
    try #require(try await connection.ask(issue).accepted != nil)
    try #require(
      try await connection.ask(town.administration(.updateDistributor(.carrier, keyed(.none)))).accepted != nil)
    #expect(try await connection.ask(GetAddressee(issue.id, seller: .shop)).refusal == .addressKeyMissing)
    #expect(try await connection.ask(GetDistributor(.carrier)).accepted?.distributor.hasAddressKey == false)
    try await site.stop()
  }

  @Test func `takes no key to which anybody would have the secret`() async throws {
    let site = try await Site()
    let connection = try await site.connect()
    let town = try await open(site, connection, key: nil)
    // The point 1, of small order.
    let weak = PublicKey(Digest(1 << 56, 0, 0, 0))
    let reply = try await connection.ask(town.administration(.updateDistributor(.carrier, keyed(weak))))
    #expect(reply.invalid?.field == "settings.address_key")
    try await site.stop()
  }
}
