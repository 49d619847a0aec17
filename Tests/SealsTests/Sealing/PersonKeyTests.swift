/// Personal data under the key of a person.
import Testing
import VouchTesting

@testable import Seals

@Suite struct `a sealed field` {
  private let place = Array("account BUYER-1, address".utf8)
  private let text = Array("Petra Kowalski, 12 Harbour Street".utf8)

  private func key(_ seed: UInt64 = 1) -> PersonKey {
    var random = SeededGenerator(seed: seed)
    return PersonKey(random: &random)
  }

  @Test(arguments: SeededGenerator.seeds(20))
  func `of any length is opened at its place, and has a length in steps`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let key = PersonKey(random: &random)
    for length in Array(0...100) + [PersonKey.maximumFieldBytes] {
      let field = random.bytes(length)
      let sealed = try key.seal(field, for: place, random: &random)
      try #require(try key.open(sealed, at: place) == field, "seed \(seed), length \(length)")
      try #require(sealed.count == 37 + (length / 32 + 1) * 32, "seed \(seed), length \(length)")
    }
  }

  @Test func `ending as a filling does is opened all the same`() throws {
    for field in [[0x80], [0x80, 0, 0], [0, 0, 0], Array(repeating: 0, count: 64)] as [[UInt8]] {
      #expect(try key().open(key().seal(field, for: place), at: place) == field)
    }
  }

  @Test func `with any bit changed is refused`() throws {
    let sealed = try key().seal(text, for: place)
    for (byte, changed) in sealed.flips {
      let error = failure { () throws(SealError) in try key().open(changed, at: place) }
      switch byte {
      case 0: #expect(error == .unknownVersion(changed[0]))
      case 1..<9: #expect(try error == .unknownKey(#require(KeyID(sealed: changed))))
      default: #expect(error == .refused, "byte \(byte)")
      }
    }
  }

  @Test func `cut or grown is refused`() throws {
    let sealed = try key().seal(text, for: place)
    for count in 0..<sealed.count {
      let error = failure { () throws(SealError) in try key().open(Array(sealed.prefix(count)), at: place) }
      #expect(error == (count < 37 ? .malformed : .refused), "\(count) bytes")
    }
    #expect(failure { () throws(SealError) in try key().open(sealed + [0], at: place) } == .refused)
  }

  @Test func `is refused at every other place`() throws {
    let sealed = try key().seal(text, for: place)
    for other in ["", "account BUYER-1, name", "account BUYER-2, address", "account BUYER-1, address "] {
      #expect(failure { () throws(SealError) in try key().open(sealed, at: Array(other.utf8)) } == .refused)
    }
  }

  @Test func `names the key that has sealed it`() throws {
    let sealed = try key().seal(text, for: place)
    #expect(failure { () throws(SealError) in try key(2).open(sealed, at: place) } == .unknownKey(key().id))
  }

  @Test func `shows nothing of its text or key, and is another each time`() throws {
    let (one, other) = (try key().seal(text, for: place), try key().seal(text, for: place))
    #expect(one != other)
    for secret in [text, Array("Kowalski".utf8), Array("Harbour".utf8), key().key.exposed] {
      #expect(!one.contains(secret))
    }
    var printed = "\(key()) \(String(reflecting: key()))"
    dump(key(), to: &printed)
    #expect(!printed.contains(hex(key().key.exposed)) && !printed.contains("\(key().key.exposed[0]), "))
    #expect(printed.contains(key().id.description))
  }

  @Test func `is not longer than its bound`() {
    let long = Array(repeating: 1 as UInt8, count: PersonKey.maximumFieldBytes + 1)
    #expect(failure { () throws(SealError) in try key().seal(long, for: place) } == .tooLong(maximum: 4096))
  }

  @Test func `has this form`() throws {
    var random = SeededGenerator(seed: 9)
    #expect(hex(try key().seal(text, for: place, random: &random)) == Golden.field)
    #expect(try key().open(bytes(Golden.field), at: place) == text)
  }

  @Test func `has a filling that is exactly one`() {
    #expect(Padding.unpadded([], step: 4) == nil)
    #expect(Padding.unpadded([0, 0, 0, 0], step: 4) == nil)
    #expect(Padding.unpadded([1, 2, 3, 4], step: 4) == nil)
    #expect(Padding.unpadded([0x80, 0, 0], step: 4) == nil)
    #expect(Padding.unpadded([1, 0x80, 0, 0, 0, 0, 0, 0], step: 4) == nil)
    #expect(Padding.unpadded([0x80, 0, 0, 0], step: 4) == [])
    #expect(Padding.unpadded([1, 2, 3, 0x80], step: 4) == [1, 2, 3])
  }
}

extension KeyID {
  /// The key id in the header of something sealed.
  init?(sealed: [UInt8]) {
    guard sealed.count >= 9 else { return nil }
    self.init(sealed[1..<9].reduce(0) { $0 << 8 | UInt64($1) })
  }
}
