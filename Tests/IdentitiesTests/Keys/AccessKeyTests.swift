/// Keys of light clients as texts and files.
import Foundation
import Identities
import Ledger
import Testing
import VouchTesting

@Suite struct `An access key` {
  private static func key(_ seed: UInt64 = 1) -> AccessKey {
    var random = SeededGenerator(seed: seed)
    return AccessKey(random: &random)
  }

  @Test(arguments: SeededGenerator.seeds(32))
  func `is a text of one form, and read back as what it was`(seed: UInt64) throws {
    let key = Self.key(seed)
    #expect(key.text.utf8.count == AccessKey.textLength && AccessKey.textLength == 76)
    #expect(key.text.wholeMatch(of: /vouch_[0-9a-hj-km-np-tv-z]{10}_[0-9a-hj-km-np-tv-z]{59}/) != nil, "\(key)")
    #expect(key.text.hasPrefix("vouch_\(key.id)_"))
    let again = try AccessKey(key.text)
    #expect(again.text == key.text && again.id == key.id && again.digest == key.digest)
    #expect(AccessKeyID("\(key.id)") == key.id && AccessKeyID(number: key.id.number) == key.id)
  }

  /// As whoever reads the contract makes it: these never change.
  @Test func `has a digest over what it is for, its number and its secret`() throws {
    let key = Self.key()
    #expect(key.text == "vouch_j452vv4909_czp8wsd1hqnvwqjn6bxyx8mkz05wjgqej23c2wdspm0x3p2mqdrg02nashd")
    #expect(
      key.digest.bytes.map { String($0, radix: 16) }.joined(separator: " ")
        == "a4 62 a3 cd a2 e6 98 ae a1 1f 9a 21 1b c0 4b bd e4 de 53 47 27 f7 b5 ae 1d 62 79 6b 7b fc 19 72")
  }

  @Test func `is refused with any single character changed, whatever it is changed into`() {
    let whole = Array(Self.key().text.utf8)
    for place in whole.indices {
      for other in UInt8(0x20)...0x7E where other != whole[place] {
        var changed = whole
        changed[place] = other
        #expect(throws: Malformed.self, "place \(place), \(other)") {
          try AccessKey(String(decoding: changed, as: UTF8.self))
        }
      }
    }
  }

  @Test func `is refused with two neighbours exchanged, a character more, and a character less`() {
    let whole = Array(Self.key().text.utf8)
    for place in whole.indices {
      var less = whole
      less.remove(at: place)
      var more = whole
      more.insert(whole[place], at: place)
      var exchanged = whole
      if place > 0 { exchanged.swapAt(place - 1, place) }
      for changed in [less, more, exchanged] where changed != whole {
        #expect(throws: Malformed.self) { try AccessKey(String(decoding: changed, as: UTF8.self)) }
      }
    }
  }

  /// What is given for a key, and what is said of it.
  @Test(arguments: [
    ("", "does not begin with vouch_"), ("secret", "does not begin with vouch_"), ("VOUCH_", "does not begin with"),
    ("vouch_", "has 6 characters, and such keys have 76"), ("vouch_" + String(repeating: "0", count: 70), "is another"),
    ("vouch_" + String(repeating: "é", count: 35), "is another"), (" vouch_", "does not begin with vouch_"),
  ])
  func `says what is wrong with a text, and quotes nothing of it`(text: String, says: String) {
    let fault = #expect(throws: Malformed.self) { try AccessKey(text) }
    #expect(fault?.description.contains(says) == true, "\(String(describing: fault))")
  }

  @Test func `is printed by its number alone`() {
    let key = Self.key()
    var dumped = ""
    dump(key, to: &dumped)
    for text in ["\(key)", "\(String(reflecting: key))", "\(Optional(key) as Any)", "\([key])", dumped] {
      #expect(!text.contains(key.text.dropFirst(17)) && !text.contains(key.text.dropFirst(17).prefix(8)), "\(text)")
    }
    #expect("\(key)" == "AccessKey \(key.id)")
  }

  @Test func `is no other's: numbers and secrets are random`() {
    let keys = (1...1000).map { Self.key($0) }
    #expect(Set(keys.map(\.id)).count == 1000 && Set(keys.map(\.digest)).count == 1000)
  }

  @Test(arguments: ["", "0000000000", "000000000", "00000000001", "000000000i", "000000000I", "zzzzzzzzz ", "vouch_"])
  func `has a number of ten digits`(text: String) { #expect(AccessKeyID(text) == nil) }
}

@Suite struct `A file with an access key` {
  @Test func `is closed to others, read back, and never written over`() async throws {
    try await withTemporaryDirectory { directory in
      var random = SeededGenerator(seed: 7)
      let (key, path) = (AccessKey(random: &random), "\(directory)/a.key")
      try key.write(to: path)
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect(mode == 0o600)
      #expect(try AccessKey.read(path).text == key.text)
      let error = #expect(throws: IdentityError.self) { try AccessKey(random: &random).write(to: path) }
      #expect(error?.description.contains("never written over another") == true)
      #expect(try AccessKey.read(path).text == key.text)
      try Data(" \r\n\(key.text)\r\n\n".utf8).write(to: URL(fileURLWithPath: path))
      #expect(try AccessKey.read(path).text == key.text)
    }
  }

  @Test(arguments: [0o644, 0o640, 0o604, 0o660, 0o602])
  func `is refused when others can read or change it`(mode: Int) async throws {
    try await withTemporaryDirectory { directory in
      var random = SeededGenerator(seed: 8)
      try AccessKey(random: &random).write(to: "\(directory)/a.key")
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: "\(directory)/a.key")
      let error = #expect(throws: IdentityError.self) { try AccessKey.read("\(directory)/a.key") }
      #expect(error == .openToOthers(path: "\(directory)/a.key", mode: UInt32(mode)))
    }
  }

  @Test(arguments: [
    "", "\n", "-----BEGIN PRIVATE KEY-----\n", "vouch_1\nvouch_2\n", String(repeating: "v", count: 2000),
  ])
  func `is refused when it holds something else`(text: String) async throws {
    try await withTemporaryDirectory { directory in
      try TestIdentity.put(text, "\(directory)/a.key")
      let error = #expect(throws: IdentityError.self) { try AccessKey.read("\(directory)/a.key") }
      #expect(error?.description.contains("\(directory)/a.key") == true)
      #expect(!text.contains("PRIVATE") || error?.description.contains("PRIVATE") == false)
    }
  }
}
