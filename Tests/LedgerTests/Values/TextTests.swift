// Lines of text, and digests.
import Ledger
import Testing
import VouchTesting

@Suite struct `a text` {
  @Test(arguments: [
    "", "Alice Sommer", "Straße 5, 東京", "👩‍👩‍👧", "a\u{00A0}b", "~", " ", String(repeating: "x", count: 256),
    String(repeating: "ä", count: 128),
  ])
  func `is what people write on a line`(text: String) {
    #expect(Text(text)?.value == text)
    #expect(Text(text)?.description == text)
  }

  @Test(arguments: [
    "a\nb", "a\rb", "\t", "\u{0}", "\u{1F}", "\u{7F}", "\u{80}", "\u{85}", "\u{9F}", "a\u{2028}b", "a\u{2029}b",
    String(repeating: "x", count: 257), String(repeating: "ä", count: 129),
  ])
  func `has no control characters, no line breaks, and an end`(text: String) {
    #expect(Text(text) == nil)
  }
}

@Suite struct `a digest` {
  static let bytes = (0..<32).map { UInt8($0 * 7 + 1) }

  @Test func `is 32 bytes, big-endian in four words, and 64 digits`() throws {
    let digest = try #require(Digest(`a digest`.bytes))
    #expect(digest.bytes == `a digest`.bytes)
    #expect(digest.bigEndianWords.0 == 0x0108_0F16_1D24_2B32)
    #expect(
      Digest(0x0108_0F16_1D24_2B32, digest.bigEndianWords.1, digest.bigEndianWords.2, digest.bigEndianWords.3) == digest
    )
    #expect(digest.description.hasPrefix("01080f161d242b32"))
    #expect(digest.description.utf8.count == 64)
    #expect(Digest(0, 0, 0, 0xAB).description.hasSuffix("00ab"))
  }

  @Test(arguments: [0, 1, 31, 33, 64])
  func `is not made of fewer or more`(count: Int) {
    #expect(Digest([UInt8](repeating: 1, count: count)) == nil)
  }

  @Test(arguments: 0..<32)
  func `differs in every byte it has`(index: Int) throws {
    var bytes = `a digest`.bytes
    bytes[index] ^= 0x80
    #expect(Digest(bytes) != Digest(`a digest`.bytes))
  }
}
