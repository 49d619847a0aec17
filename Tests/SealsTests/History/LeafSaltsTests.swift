/// The salts of leaves: out of the secret and the sequence alone, and none like another.
import Seals
import Testing
import VouchTesting

@Suite struct `leaf salts` {
  private let secret = Array(UInt8(0)..<32)

  private func made() throws -> LeafSalts { try #require(LeafSalts(secret: secret)) }

  /// Reckoned by a program of another make: key stream of ChaCha20 by RFC 8439, block 1 and after, nonce 0 and 512 ÷ 512.
  @Test func `are the key stream of ChaCha20`() throws {
    var salts = try made()
    #expect(salts.salts(of: 0).leaf.hex + salts.salts(of: 0).text.hex == Golden.saltsOf0)
    #expect(salts.salts(of: 1).leaf.hex + salts.salts(of: 1).text.hex == Golden.saltsOf1)
    #expect(salts.salts(of: 513).leaf.hex + salts.salts(of: 513).text.hex == Golden.saltsOf513)
  }

  @Test func `follow from the secret and the sequence, in whatever order they are asked for`() throws {
    var (forward, backward) = (try made(), try made())
    let sequences: [UInt64] = [1, 2, 511, 512, 513, 1023, 1024, 5_000_000, .max]
    let first = sequences.map { forward.salts(of: $0) }
    let last = sequences.reversed().map { backward.salts(of: $0) }
    #expect(first == last.reversed())
    var other = try #require(LeafSalts(secret: [1] + secret.dropFirst()))
    #expect(sequences.allSatisfy { other.salts(of: $0) != forward.salts(of: $0) })
  }

  @Test func `are all different`() throws {
    var salts = try made()
    var seen = Set<LeafSalt>()
    for sequence in 0..<3000 as Range<UInt64> {
      let found = salts.salts(of: sequence)
      #expect(seen.insert(found.leaf).inserted)
      #expect(seen.insert(found.text).inserted)
    }
  }

  @Test func `have a secret of 32 bytes that is not shown by printing`() throws {
    for count in [0, 31, 33] { #expect(LeafSalts(secret: Array(repeating: 1, count: count)) == nil) }
    #expect(LeafSalts.newSecret().count == 32)
    #expect(LeafSalts.newSecret() != LeafSalts.newSecret())
    let salts = try made()
    var printed = "\(salts) \(String(reflecting: salts))"
    dump(salts, to: &printed)
    #expect(printed.contains(salts.id.description))
    #expect(!printed.contains("4, 5, 6, 7"))
  }

  @Test func `hide a text in its hash`() {
    let salt = LeafSalt(high: 0x0102_0304_0506_0708, low: 0x090A_0B0C_0D0E_0F10)
    let expected = Hash.sha256(Array("Vouch text\0".utf8) + Array(UInt8(1)...16) + Array("äh".utf8))
    #expect(Hash.text("äh", salt: salt).bytes == expected)
    #expect(Hash.text("äh", salt: LeafSalt(high: salt.high, low: salt.low ^ 1)).bytes != expected)
  }
}

extension LeafSalt {
  fileprivate var hex: String {
    [high, low].map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}
