/// Addresses that only the distributor on the check reads.
import Testing
import VouchTesting

@testable import Seals

@Suite struct `a sealed address` {
  private let check = Array("check 0192-42".utf8)
  private let address = Array("Petra Kowalski\n12 Harbour Street\n20457 Hamburg".utf8)

  private func key(_ seed: UInt64 = 1) -> AddressKey {
    var random = SeededGenerator(seed: seed)
    return AddressKey(random: &random)
  }

  @Test(arguments: [0, 1, 46, 255, 256, 257, AddressSeal.maximumBytes])
  func `is opened by its distributor for its check, and has a length in steps`(length: Int) throws {
    var random = SeededGenerator(seed: UInt64(length))
    let address = random.bytes(length)
    let sealed = try AddressSeal.seal(address, to: key().publicKey, for: check)
    #expect(try AddressSeal.open(sealed, with: key(), for: check) == address)
    #expect(sealed.count == 57 + (length / 256 + 1) * 256)
    #expect(try AddressSeal.keyID(of: sealed) == key().id)
  }

  @Test func `with any bit changed is refused`() throws {
    let sealed = try AddressSeal.seal(address, to: key().publicKey, for: check)
    for (byte, changed) in sealed.flips {
      let error = failure { () throws(SealError) in try AddressSeal.open(changed, with: key(), for: check) }
      switch byte {
      case 0: #expect(error == .unknownVersion(changed[0]))
      case 1..<9: #expect(error == KeyID(sealed: changed).map { .unknownKey($0) })
      default: #expect(error == .refused, "byte \(byte)")
      }
    }
  }

  @Test func `cut or grown is refused`() throws {
    let sealed = try AddressSeal.seal(address, to: key().publicKey, for: check)
    for count in 0..<sealed.count {
      let cut = Array(sealed.prefix(count))
      let error = failure { () throws(SealError) in try AddressSeal.open(cut, with: key(), for: check) }
      #expect(error == (count < 57 ? .malformed : .refused), "\(count) bytes")
    }
    #expect(failure { () throws(SealError) in try AddressSeal.open(sealed + [0], with: key(), for: check) } == .refused)
  }

  @Test func `is refused for another check and to another distributor`() throws {
    let sealed = try AddressSeal.seal(address, to: key().publicKey, for: check)
    let other = Array("check 0192-43".utf8)
    #expect(failure { () throws(SealError) in try AddressSeal.open(sealed, with: key(), for: other) } == .refused)
    #expect(
      failure { () throws(SealError) in try AddressSeal.open(sealed, with: key(2), for: check) }
        == .unknownKey(key().id))
    // Another's name on it does not make it another's.
    let renamed = [sealed[0]] + key(2).id.bytes + sealed[9...]
    #expect(failure { () throws(SealError) in try AddressSeal.open(renamed, with: key(2), for: check) } == .refused)
  }

  @Test func `shows nothing of the address, and is another each time`() throws {
    let one = try AddressSeal.seal(address, to: key().publicKey, for: check)
    #expect(try one != AddressSeal.seal(address, to: key().publicKey, for: check))
    for secret in ["Kowalski", "Harbour", "Hamburg"] { #expect(!one.contains(Array(secret.utf8))) }
  }

  /// Points of small order, also in their other spellings: whatever the secret, the shared one is zero.
  @Test(arguments: [
    "0000000000000000000000000000000000000000000000000000000000000080",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  ])
  func `is not made for a key that anybody could open`(point: String) {
    #expect(AddressPublicKey(bytes(point)) == nil)
  }

  @Test func `is not longer than its bound`() {
    let long = Array(repeating: 1 as UInt8, count: AddressSeal.maximumBytes + 1)
    let error = failure { () throws(SealError) in try AddressSeal.seal(long, to: key().publicKey, for: check) }
    #expect(error == .tooLong(maximum: 4096))
  }

  @Test func `of this form is opened`() throws {
    #expect(try AddressSeal.open(bytes(Golden.address), with: key(), for: check) == address)
  }
}

@Suite struct `an address key` {
  /// RFC 7748 §6.1: Alice's.
  @Test func `is X25519's`() throws {
    let secret = bytes("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a")
    let key = try #require(AddressKey(secret))
    #expect(hex(key.publicKey.bytes) == "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a")
    #expect(key.bytes == secret)
  }

  @Test func `has 32 bytes, and is not shown by printing`() {
    for count in [0, 31, 33] {
      #expect(AddressKey(Array(repeating: 1, count: count)) == nil)
      #expect(AddressPublicKey(Array(repeating: 9, count: count)) == nil)
    }
    let key = AddressKey()
    var printed = "\(key) \(String(reflecting: key))"
    dump(key, to: &printed)
    #expect(!printed.contains(hex(key.bytes)) && printed.contains(key.id.description))
  }
}
