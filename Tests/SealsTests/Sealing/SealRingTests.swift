/// The keys of persons under the sealing key: wrapping, rotation, forgetting.
import Testing
import VouchTesting

@testable import Seals

@Suite struct `a wrapped key` {
  private let place = Array("account BUYER-1".utf8)
  private let text = Array("Petra Kowalski".utf8)

  private func sealing(_ seed: UInt64) -> SealingKey {
    var random = SeededGenerator(seed: seed)
    return SealingKey(random: &random)
  }

  private func person(_ seed: UInt64 = 100) -> PersonKey {
    var random = SeededGenerator(seed: seed)
    return PersonKey(random: &random)
  }

  @Test func `is unwrapped at its place, and opens what it sealed`() throws {
    let ring = SealRing(current: sealing(1))
    let wrapped = ring.wrap(person(), for: place)
    #expect(wrapped.count == SealRing.wrappedBytes)
    #expect(!wrapped.contains(person().key.exposed))
    let sealed = try person().seal(text, for: place)
    #expect(try ring.unwrap(wrapped, at: place).open(sealed, at: place) == text)
  }

  @Test func `with any bit changed is refused`() {
    let ring = SealRing(current: sealing(1))
    let wrapped = ring.wrap(person(), for: place)
    for (byte, changed) in wrapped.flips {
      let error = failure { () throws(SealError) in try ring.unwrap(changed, at: place) }
      switch byte {
      case 0: #expect(error == .unknownVersion(changed[0]))
      case 1..<9: #expect(error == KeyID(sealed: changed).map { .unknownKey($0) })
      default: #expect(error == .refused, "byte \(byte)")
      }
    }
  }

  @Test func `cut, grown, another's, or a field instead is refused`() throws {
    let ring = SealRing(current: sealing(1))
    let wrapped = ring.wrap(person(), for: place)
    for count in 0..<wrapped.count {
      #expect(failure { () throws(SealError) in try ring.unwrap(Array(wrapped.prefix(count)), at: place) } != nil)
    }
    #expect(failure { () throws(SealError) in try ring.unwrap(wrapped + [0], at: place) } == .refused)
    let other = Array("account BUYER-2".utf8)
    #expect(failure { () throws(SealError) in try ring.unwrap(wrapped, at: other) } == .refused)
    let field = try person().seal(text, for: place)
    #expect(failure { () throws(SealError) in try ring.unwrap(field, at: place) } == .unknownVersion(0x01))
    #expect(failure { () throws(SealError) in try person().open(wrapped, at: place) } == .unknownVersion(0x41))
  }

  @Test func `moves to the current key of a rotated ring, and its fields stay`() throws {
    let before = SealRing(current: sealing(1))
    let during = SealRing(current: sealing(2), old: [sealing(1)])
    let after = SealRing(current: sealing(2))
    let wrapped = before.wrap(person(), for: place)
    let sealed = try person().seal(text, for: place)

    #expect(failure { () throws(SealError) in try after.unwrap(wrapped, at: place) } == .unknownKey(sealing(1).id))
    #expect(failure { () throws(SealError) in try after.rewrap(wrapped, for: place) } == .unknownKey(sealing(1).id))
    #expect(try during.unwrap(wrapped, at: place).id == person().id)
    let moved = try #require(try during.rewrap(wrapped, for: place))
    #expect(try during.rewrap(moved, for: place) == nil)
    #expect(try after.unwrap(moved, at: place).open(sealed, at: place) == text)
    #expect(failure { () throws(SealError) in try before.unwrap(moved, at: place) } == .unknownKey(sealing(2).id))
  }

  @Test func `is not moved to another person by rewrapping`() {
    let ring = SealRing(current: sealing(2), old: [sealing(1)])
    let wrapped = SealRing(current: sealing(1)).wrap(person(), for: place)
    #expect(
      failure { () throws(SealError) in try ring.rewrap(wrapped, for: Array("account BUYER-2".utf8)) } == .refused)
  }

  @Test func `that is gone has taken the person with it`() throws {
    let ring = SealRing(current: sealing(1))
    let sealed = try person().seal(text, for: place)
    // The person enrols again: all that there is now is the sealing key, and a new key in the place of the old.
    let again = try ring.unwrap(ring.wrap(PersonKey(), for: place), at: place)
    #expect(failure { () throws(SealError) in try again.open(sealed, at: place) } == .unknownKey(person().id))
    #expect(failure { () throws(SealError) in try ring.unwrap(sealed, at: place) } == .unknownVersion(0x01))
  }

  @Test func `has this form`() throws {
    let ring = SealRing(current: sealing(1))
    var random = SeededGenerator(seed: 9)
    #expect(hex(ring.wrap(person(), for: place, random: &random)) == Golden.wrappedKey)
    #expect(try ring.unwrap(bytes(Golden.wrappedKey), at: place).id == person().id)
  }
}

@Suite struct `a sealing key` {
  @Test func `has 32 bytes, a name that follows from them, and is not shown by printing`() throws {
    for count in [0, 16, 31, 33] { #expect(SealingKey(Array(repeating: 1, count: count)) == nil) }
    let secret = Array(1...32 as ClosedRange<UInt8>)
    let key = try #require(SealingKey(secret))
    #expect(key.bytes == secret)
    #expect(key.id.description == String(hex(Hash.sha256("Vouch sealing key\0".utf8 + secret)).prefix(16)))
    var printed = "\(key) \(String(reflecting: key))"
    dump(key, to: &printed)
    #expect(!printed.contains("010203") && !printed.contains("1, 2, 3") && printed.contains(key.id.description))
    #expect(SealingKey().id != SealingKey().id)
  }
}
