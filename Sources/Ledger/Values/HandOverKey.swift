/// Public keys that distributors sign hand-overs with, as far as the ledger knows them: it keeps and compares, and verifies
/// nothing.

/// The public half of a hand-over key: 32 bytes (Ed25519, for whoever verifies).
public struct HandOverKey: Hashable, Sendable, BitwiseCopyable {
  private let words: (UInt64, UInt64, UInt64, UInt64)

  /// How many bytes a key has.
  public static let byteCount = 32

  /// Takes exactly 32 bytes, not all of them zero, else nothing.
  public init?(_ bytes: some Collection<UInt8>) {
    guard let words = Digest(bytes)?.bigEndianWords, (words.0, words.1) != (0, 0) else { return nil }
    self.words = words
  }

  /// The 32 bytes.
  public var bytes: [UInt8] { Digest(words.0, words.1, words.2, words.3).bytes }

  /// What decisions know it by.
  public var mark: KeyMark { KeyMark(words.0, words.1) }

  public static func == (a: HandOverKey, b: HandOverKey) -> Bool { a.words == b.words }
  public func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}

extension HandOverKey: CustomStringConvertible {
  /// Sixty-four hexadecimal digits.
  public var description: String { Digest(words.0, words.1, words.2, words.3).description }
}

/// The first sixteen bytes of a hand-over key: enough to know it again, as nobody finds another key that begins so; half of
/// what every decision on a distributor would carry about otherwise.
public struct KeyMark: Hashable, Sendable, BitwiseCopyable {
  /// The bytes as two big-endian numbers. Not both zero: that is no key's.
  public let words: (UInt64, UInt64)

  init(_ a: UInt64, _ b: UInt64) { words = (a, b) }

  /// The mark kept in two words; both zero: none.
  public init?(stored words: (UInt64, UInt64)) {
    guard words.0 != 0 || words.1 != 0 else { return nil }
    self.words = words
  }

  public static func == (a: KeyMark, b: KeyMark) -> Bool { a.words == b.words }
  public func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}

extension KeyMark: CustomStringConvertible {
  /// Thirty-two hexadecimal digits: those that the key's own begin with.
  public var description: String { String(Digest(words.0, words.1, 0, 0).description.prefix(32)) }
}

/// A key that a distributor had registered, and from when until when it signed.
public struct RegisteredKey: Hashable, Sendable {
  public var key: HandOverKey
  public var since: Timestamp
  /// Nil: it is the current one.
  public var until: Timestamp?

  /// A key that signs from `since` on.
  public init(_ key: HandOverKey, since: Timestamp, until: Timestamp? = nil) {
    self.key = key
    self.since = since
    self.until = until
  }
}

/// What becomes of a distributor's hand-over key.
public enum HandOverKeyChange: Hashable, Sendable, BitwiseCopyable {
  /// This one signs from now on, and no other.
  case register(HandOverKey)
  /// None does: hand-overs are confirmed without a signature again.
  case end
}

extension [RegisteredKey] {
  /// How many keys are listed: a key a quarter for eight years. Older ones are in the journal.
  public static let maximumKeys = 32

  /// Takes over a change of the key at `time`. To register the current key again changes nothing.
  public mutating func take(_ change: HandOverKeyChange, at time: Timestamp) {
    if case .register(let key) = change, let last, last.until == nil, last.key == key { return }
    if let last = indices.last, self[last].until == nil { self[last].until = time }
    guard case .register(let key) = change else { return }
    append(RegisteredKey(key, since: time))
    if count > [RegisteredKey].maximumKeys { removeFirst() }
  }
}
