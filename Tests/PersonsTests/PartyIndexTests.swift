/// Where the slots of parties are, compared with a dictionary.
import Ledger
import Testing
import VouchTesting

@testable import Persons

@Suite struct `an index of parties` {
  private static let cases: [UInt64] = SeededGenerator.seedOfEnvironment.map { [$0] } ?? Array(1...12)

  @Test(arguments: cases)
  func `finds what a dictionary finds`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    // Few codes, so that all kinds share them and slots change hands; or many, so that the table grows.
    let codes = random.pick([20, 5000])
    func party() -> Party {
      let code = Code.of("C\(Int.random(in: 0..<codes, using: &random))")
      return random.pick([.account(AccountID(code)), .seller(SellerID(code)), .distributor(DistributorID(code))])
    }
    var index = PartyIndex()
    var dictionary: [Party: Int] = [:]
    if random.once(in: 2) { index.reserve(.random(in: 0...4000, using: &random)) }
    var slot = 0
    while slot < 3000 {
      let parties = (0..<Int.random(in: 1...200, using: &random)).map { _ in random.once(in: 5) ? nil : party() }
      index.set(parties, from: slot)
      for (number, party) in zip(slot..., parties) { if let party { dictionary[party] = number } }
      slot += parties.count
      #expect(index.count == dictionary.count, "seed \(seed)")
    }
    for (party, slot) in dictionary { #expect(index[party] == slot, "seed \(seed)") }
    for _ in 0..<500 {
      let party = party()
      #expect(index[party] == dictionary[party], "seed \(seed)")
    }
  }

  @Test func `of nobody finds nobody`() {
    var index = PartyIndex()
    #expect(index[.account(.buyer)] == nil && index.count == 0)
    index.set([nil, nil], from: 0)
    #expect(index[.account(.buyer)] == nil && index.count == 0)
  }
}
