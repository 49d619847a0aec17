// A party's code: what is one, how it is written, and that codes order as their texts do.
import Ledger
import Testing
import VouchTesting

@Suite struct `a code` {
  @Test(arguments: [
    ("A", "A"), ("0", "0"), ("Z", "Z"), ("9", "9"), ("SHOP-7", "SHOP-7"), ("shop-7", "SHOP-7"), ("a.b_c-d", "A.B_C-D"),
    ("ABCDEFGHIJKL", "ABCDEFGHIJKL"), ("ZZZZZZZZZZZZ", "ZZZZZZZZZZZZ"), ("999999999999", "999999999999"),
    ("A-", "A-"), ("A.", "A."), ("A_", "A_"), ("A-----------", "A-----------"), ("Z___________", "Z___________"),
  ])
  func `is read, folded to upper case, and survives packing`(text: String, written: String) throws {
    let code = try #require(Code(text))
    #expect(code.description == written)
    #expect(Code(packed: code.packed) == code)
    #expect(Code(utf8: Array(text.utf8).span) == code)
    #expect(AccountID(text)?.description == written)
  }

  @Test(arguments: [
    "", " ", "ABCDEFGHIJKLM", "-A", ".A", "_A", "A B", " A", "A ", "A\n", "A\u{0}", "Ä", "É", "ß", "A/B", "A+B", "１",
    "A@", "[",
    "`", "{", ":", "/", "^",
  ])
  func `is not made of anything else`(text: String) {
    #expect(Code(text) == nil)
    #expect(SellerID(text) == nil)
  }

  @Test(arguments: [0, 1, 39, 40, 16_777_216_000_000_000_000, UInt64.max])
  func `is not made of a number that packs no text`(packed: UInt64) {
    #expect(Code(packed: packed) == nil)
  }

  @Test func `is not made of a number with a gap between its characters`() throws {
    // "A", an end, then "A" again: digit 13, digit 0, digit 13, left-aligned.
    let power = (0..<9).reduce(1 as UInt64) { product, _ in product * 40 }
    #expect(Code(packed: (13 * 1600 + 13) * power) == nil)
    #expect(Code(packed: 13 * 1600 * power)?.description == "A")
  }

  @Test func `orders as its text does`() {
    let texts = [
      "0", "0-", "0.", "00", "09", "0A", "0_", "1", "9", "A", "A-1", "A.1", "A1", "AA", "AB", "A_", "B", "Z", "ZZ",
    ]
    let codes = texts.map(Code.of)
    #expect(codes == codes.sorted())
    #expect(texts == texts.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) })
  }

  @Test func `packs to the same number for ever`() {
    #expect(Code.of("A").packed == 5_452_595_200_000_000_000)
    #expect(Code.of("SHOP-7").packed == 13_219_319_193_600_000_000)
  }

  @Test(arguments: ["A", "SHOP-7", "Z___________", "0", "ABCDEFGHIJKL", "X-1.Y_2"])
  func `packs as documented`(text: String) {
    #expect(Code.of(text).packed == golden(text))
  }

  /// The packing of the documentation, written down a second time.
  private func golden(_ text: String) -> UInt64 {
    let alphabet = Array("\0-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_")
    let padded = Array(text) + Array(repeating: "\0" as Character, count: 12 - text.count)
    return padded.reduce(0) { $0 * 40 + UInt64(alphabet.firstIndex(of: $1) ?? 99) }
  }
}

@Suite struct `a party` {
  @Test func `says what kind it is, and its code`() {
    let parties: [(Party, String)] = [
      (.account(.buyer), "account BUYER-1"), (.seller(.shop), "seller SHOP-1"),
      (.distributor(.carrier), "distributor VAN-1"),
    ]
    for (party, text) in parties {
      #expect(party.description == text)
      #expect(text.hasSuffix(party.code.description))
    }
  }

  @Test func `of another kind is another party, whatever its code`() {
    let code = Code.of("SAME")
    #expect(
      Set([Party.account(AccountID(code)), .seller(SellerID(code)), .distributor(DistributorID(code))]).count == 3)
  }
}
