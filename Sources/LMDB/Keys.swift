/// Keys: one to three numbers, kept big-endian so that they order as the numbers do.

/// A key of a fixed number of eight-byte words.
public protocol TableKey: Hashable, Sendable {
  /// How many words the key has: 1, 2 or 3.
  static var wordCount: Int { get }
  /// The words, most significant first; those past `wordCount` are passed over.
  var words: KeyWords { get }
  /// Takes the words back; nothing when no key has them.
  init?(words: KeyWords)
}

/// Up to three words of a key.
public struct KeyWords: Hashable, Sendable, BitwiseCopyable {
  /// The most significant word.
  public var first: UInt64
  /// The word after it.
  public var second: UInt64
  /// The least significant word.
  public var third: UInt64

  /// Words; those not given are 0.
  public init(_ first: UInt64, _ second: UInt64 = 0, _ third: UInt64 = 0) {
    self.first = first
    self.second = second
    self.third = third
  }

  /// Each word in the order of bytes that LMDB compares; and back.
  var bigEndian: KeyWords { KeyWords(first.bigEndian, second.bigEndian, third.bigEndian) }
}

extension UInt64: TableKey {
  /// One.
  public static var wordCount: Int { 1 }
  /// The number itself.
  public var words: KeyWords { KeyWords(self) }
  /// Takes the number back.
  public init?(words: KeyWords) { self = words.first }
}
