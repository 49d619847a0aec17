/// Byte forms as texts: one way to write them, and nothing else is read.
import Seals
import Testing
import VouchTesting

@Suite struct `an armour` {
  @Test func `is written so`() {
    let bytes = Array(UInt8(0)..<50)
    let text = """
      -----BEGIN VOUCH CHECK PROOF-----
      AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4v
      MDE=
      -----END VOUCH CHECK PROOF-----

      """
    #expect(Armour.checkProof.text(of: bytes) == text)
    #expect(Armour.checkProof.bytes(of: text) == bytes)
    #expect(Armour(heading: text) == .checkProof)
    #expect(Armour(heading: "hello") == nil)
  }

  @Test(arguments: SeededGenerator.seeds(3))
  func `is read back, whatever it holds`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for count in 0..<200 {
      let bytes = random.bytes(count)
      let kind = random.pick(Armour.allCases)
      #expect(kind.bytes(of: kind.text(of: bytes)) == bytes, "seed \(seed), \(count) bytes")
    }
  }

  @Test func `with any character changed, left out or added is none, or of other bytes`() {
    let bytes = Array(UInt8(100)..<163)
    let text = Array(Armour.signedHead.text(of: bytes).utf8)
    func read(_ changed: [UInt8]) -> [UInt8]? { Armour.signedHead.bytes(of: String(decoding: changed, as: UTF8.self)) }
    for place in text.indices {
      for bit in 0..<8 {
        var changed = text
        changed[place] ^= 1 << UInt8(bit)
        #expect(read(changed) != bytes, "byte \(place), bit \(bit)")
      }
      var shorter = text
      shorter.remove(at: place)
      #expect(read(shorter) != bytes, "without byte \(place)")
      for byte in Array("\nA= \r".utf8) {
        var longer = text
        longer.insert(byte, at: place)
        #expect(read(longer) != bytes, "byte \(place) twice")
      }
    }
  }

  @Test(arguments: [
    // One kind for another, a missing line break, Windows' own, blanks, a K that only looks like one.
    "-----BEGIN VOUCH SIGNED HEAD-----\nAAEC\n-----END VOUCH SIGNED HEAD-----\n",
    "-----BEGIN VOUCH KEY RING-----\nAAEC\n-----END VOUCH KEY RING-----",
    "-----BEGIN VOUCH KEY RING-----\r\nAAEC\r\n-----END VOUCH KEY RING-----\r\n",
    "-----BEGIN VOUCH KEY RING-----\nAAEC \n-----END VOUCH KEY RING-----\n",
    "-----BEGIN VOUCH \u{212A}EY RING-----\nAAEC\n-----END VOUCH KEY RING-----\n",
    "-----BEGIN VOUCH KEY RING-----\nAAED=\n-----END VOUCH KEY RING-----\n",
    "-----BEGIN VOUCH KEY RING-----\nAAF=\n-----END VOUCH KEY RING-----\n",
    "-----BEGIN VOUCH KEY RING-----\nAA\nEC\n-----END VOUCH KEY RING-----\n", "",
  ])
  func `is nothing like it`(text: String) { #expect(Armour.keyRing.bytes(of: text) == nil) }

  @Test func `has a bound`() {
    let long = Armour.keyRing.text(of: Array(repeating: 0, count: Armour.maximumBytes))
    #expect(Armour.keyRing.bytes(of: long) == nil)
  }
}
