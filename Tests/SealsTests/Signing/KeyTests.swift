/// Keys, heads, and the ring that says which to believe.
import Testing
import VouchTesting

@testable import Seals

/// What the signing tests sign with.
enum Signers {
  static let first = key("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
  static let second = key("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
  static let ledger = LedgerIdentity(high: 0x0123_4567_89AB_CDEF, low: 0xFEDC_BA98_7654_3210)

  static func key(_ seed: String) -> SigningKey {
    guard let key = SigningKey(seed: bytes(seed)) else { preconditionFailure("no seed") }
    return key
  }

  static func ring(_ entries: [KeyRing.Entry] = [.init(first.verifyingKey)]) -> KeyRing {
    guard let ring = KeyRing(ledger: ledger, entries) else { preconditionFailure("no ring") }
    return ring
  }

  static func head(
    _ key: SigningKey = first, size: UInt64 = 7, sequence: UInt64 = 100, milliseconds: Int64 = 1_772_445_600_000
  ) -> SignedHead {
    SignedHead(
      SignedHead.Statement(
        ledger: ledger, size: size, root: Vectors.roots[7], lastSequence: sequence, milliseconds: milliseconds),
      by: key)
  }
}

@Suite struct `a signing key` {
  /// RFC 8032 §7.1, tests 1 and 2: seed, public key, message, signature.
  @Test(arguments: [
    (
      "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    ),
    (
      "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    ),
  ])
  func `is Ed25519's`(seed: String, publicKey: String, message: String, signature: String) throws {
    let key = try #require(SigningKey(seed: bytes(seed)))
    #expect(hex(key.verifyingKey.bytes) == publicKey)
    #expect(hex(key.signature(of: bytes(message))) == signature)
    #expect(key.verifyingKey.isSignature(bytes(signature), of: bytes(message)))
    #expect(!key.verifyingKey.isSignature(bytes(signature), of: bytes(message) + [0]))
    #expect(key.seed == bytes(seed))
  }

  @Test func `has the first eight bytes of its public key's hash as its name`() {
    #expect(Signers.first.id.description == String(hex(Hash.sha256(Signers.first.verifyingKey.bytes)).prefix(16)))
    #expect(Signers.first.id != Signers.second.id)
  }

  @Test func `has 32 bytes, out of the randomness that is given`() {
    for count in [0, 31, 33, 64] { #expect(SigningKey(seed: Array(repeating: 1, count: count)) == nil) }
    for count in [0, 31, 33] { #expect(VerifyingKey(Array(repeating: 1, count: count)) == nil) }
    var (one, same, other) = (SeededGenerator(seed: 1), SeededGenerator(seed: 1), SeededGenerator(seed: 2))
    let key = SigningKey(random: &one)
    #expect(key.id == SigningKey(random: &same).id)
    #expect(key.id != SigningKey(random: &other).id)
    #expect(SigningKey().id != SigningKey().id)
  }

  @Test func `is not shown by printing`() {
    var printed = "\(Signers.first) \(String(reflecting: Signers.first))"
    dump(Signers.first, to: &printed)
    #expect(!printed.contains("9d61b1"))
    #expect(!printed.contains("157, 97"))
    #expect(printed.contains(Signers.first.id.description))
  }
}

@Suite struct `a signed head` {
  @Test func `is believed as it was signed, and has this form`() {
    let head = Signers.head()
    #expect(Signers.ring().fault(of: head) == nil)
    #expect(SignedHead(head.bytes) == head)
    #expect(head.bytes.count == 145)
    #expect(hex(head.bytes) == Golden.signedHead)
  }

  @Test func `with any byte changed is refused`() {
    for (place, changed) in Signers.head().bytes.byteFlips {
      guard let head = SignedHead(changed) else { continue }
      let fault = Signers.ring().fault(of: head)
      switch place {
      case 1..<17: #expect(fault == .otherLedger(head.statement.ledger))
      case 17..<25: #expect(fault == .unknownKey(head.key))
      default: #expect(fault == .signature, "byte \(place)")
      }
    }
  }

  @Test func `is read strictly`() {
    let whole = Signers.head().bytes
    for count in 0..<whole.count { #expect(SignedHead(Array(whole.prefix(count))) == nil) }
    #expect(SignedHead(whole + [0]) == nil)
    #expect(SignedHead([2] + whole.dropFirst()) == nil)
  }

  @Test func `is signed under a name of its own`() {
    // What another protocol has signed with the same key, byte for byte the same, is no head.
    let head = Signers.head()
    let bare = Signers.first.signature(of: Array(head.bytes.prefix(81)))
    #expect(SignedHead(Array(head.bytes.prefix(81)) + bare).flatMap { Signers.ring().fault(of: $0) } == .signature)
  }
}

@Suite struct `a key ring` {
  @Test func `names what is wrong with a key`() throws {
    let ring = Signers.ring()
    let (first, second) = (Signers.first.id, Signers.second.id)
    #expect(ring.fault(of: Signers.head(Signers.second)) == .unknownKey(second))
    #expect(try #require(ring.revoking(first)).fault(of: Signers.head()) == .revokedKey(first))
    #expect(ring.revoking(second) == nil)
    let other = try #require(KeyRing(ledger: LedgerIdentity(high: 1, low: 2), ring.entries))
    #expect(other.fault(of: Signers.head()) == .otherLedger(Signers.ledger))
  }

  /// The last sequence and the time of a head, and whether the key signs for it.
  @Test(arguments: [
    (10, 1000, true), (20, 2000, true), (9, 1500, false), (21, 1500, false), (15, 999, false), (15, 2001, false),
  ])
  func `has a key for its time and its sequences alone`(sequence: UInt64, time: Int64, isValid: Bool) {
    let ring = Signers.ring([.init(Signers.first.verifyingKey, sequences: 10...20, milliseconds: 1000...2000)])
    let fault = ring.fault(of: Signers.head(sequence: sequence, milliseconds: time))
    #expect(fault == (isValid ? nil : .keyNotValid(Signers.first.id)))
  }

  @Test func `rotates, and old heads stay verifiable`() throws {
    let ring = try #require(Signers.ring().rotated(to: Signers.second.verifyingKey, at: 100))
    #expect(ring.fault(of: Signers.head(sequence: 100)) == nil)
    #expect(ring.fault(of: Signers.head(sequence: 101)) == .keyNotValid(Signers.first.id))
    #expect(ring.fault(of: Signers.head(Signers.second, sequence: 101)) == nil)
    // The head at which one key follows the other is for both.
    #expect(ring.fault(of: Signers.head(Signers.second, sequence: 100)) == nil)
    #expect(ring.fault(of: Signers.head(Signers.second, sequence: 99)) == .keyNotValid(Signers.second.id))
    #expect(ring.rotated(to: Signers.first.verifyingKey, at: 200) == nil)
    #expect(ring.rotated(to: SigningKey().verifyingKey, at: 99) == nil)
  }

  @Test func `is read back as it was written, strictly, and has this form`() throws {
    let ring = try #require(
      Signers.ring().rotated(to: Signers.second.verifyingKey, at: 100)?.revoking(Signers.first.id))
    #expect(KeyRing(ring.bytes) == ring)
    #expect(hex(ring.bytes) == Golden.keyRing)
    for count in 0..<ring.bytes.count { #expect(KeyRing(Array(ring.bytes.prefix(count))) == nil) }
    #expect(KeyRing(ring.bytes + [0]) == nil)
    for (place, changed) in ring.bytes.flips where KeyRing(changed) == ring { Issue.record("byte \(place)") }
    let twice = ring.entries + ring.entries
    #expect(KeyRing(ledger: Signers.ledger, twice) == nil)
  }
}
