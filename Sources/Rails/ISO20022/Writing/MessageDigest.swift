/// Ids that follow from other ids.
internal import Crypto

enum MessageDigest {
  /// 24 characters of 0–9 and A–F that follow from these words in this sequence: 96 bits, so that no two messages of a
  /// lifetime have the same.
  static func text(of words: [String]) -> String {
    var hash = SHA256()
    // No word has a line feed in it, so no two lists run together alike.
    for word in words { hash.update(data: Array("\(word)\n".utf8)) }
    let digits = Array("0123456789ABCDEF".utf8)
    let bytes = hash.finalize().prefix(12)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
