/// What hides an entry's hash from whoever can guess the entry: random numbers for each, out of one secret.
internal import Crypto

/// 128 bits that nobody can guess who was not shown them.
public struct LeafSalt: Hashable, Sendable, BitwiseCopyable {
  public let high: UInt64
  public let low: UInt64

  /// A salt, from two random numbers.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// High before low, each big-endian.
  func write(into bytes: inout [UInt8]) {
    bytes.append(littleEndian: high.byteSwapped)
    bytes.append(littleEndian: low.byteSwapped)
  }
}

/// The salts of one entry. Each is shown with what it hides, and with nothing else.
public struct EntrySalts: Hashable, Sendable, BitwiseCopyable {
  /// Stands in the entry's leaf.
  public let leaf: LeafSalt
  /// Stands before the entry's text, of which the leaf has only a hash.
  public let text: LeafSalt
}

/// A ledger's secret that all salts come from. It signs nothing: who has it can guess at the neighbours in a proof.
///
/// The salts of an entry are 32 bytes of the key stream of ChaCha20 (RFC 8439 §2.4), 512 entries a nonce: so each follows
/// from the secret and the entry's sequence alone, those that were shown tell nothing of the others, and an entry in a row
/// costs 0.03 µs, where a hash each would cost ten times as much.
///
/// Absent: where the secret is kept; a way to see it by printing. Losing it, or taking another, makes every leaf so far one
/// that cannot be made again.
public struct LeafSalts: Sendable {
  private let key: SymmetricKey
  /// Names the secret and tells nothing of it: the first 8 bytes of SHA-256 over "Vouch leaf salts", a zero and the secret.
  public let id: KeyID
  /// The stretch of the key stream that was made last, and its number.
  private var stretch: (number: UInt64, bytes: [UInt8]) = (.max, [])

  /// How many entries have their salts in one stretch: 16 KiB, where ChaCha20 costs little more than for one.
  private static let stretchEntries: UInt64 = 512
  private static let entryBytes = 32

  /// Takes exactly 32 bytes, which must be random and used for nothing else; otherwise nothing.
  public init?(secret: [UInt8]) {
    guard secret.count == Seed.byteCount else { return nil }
    key = SymmetricKey(data: secret)
    id = KeyID(ofSecret: secret, use: "Vouch leaf salts")
  }

  /// The bytes of a new secret, of the system's randomness.
  public static func newSecret() -> [UInt8] {
    var system = SystemRandomNumberGenerator()
    return Seed.bytes(&system)
  }

  /// The salts of the entry at `sequence`. Those that follow one after the other are had at once.
  public mutating func salts(of sequence: UInt64) -> EntrySalts {
    let number = sequence / LeafSalts.stretchEntries
    if stretch.number != number { stretch = (number, bytes(ofStretch: number)) }
    let place = Int(sequence % LeafSalts.stretchEntries) * LeafSalts.entryBytes
    return EntrySalts(leaf: salt(at: place), text: salt(at: place + 16))
  }

  /// The key stream from its second block on: what ChaCha20-Poly1305 makes of zeros. The first block is the tag's, which is
  /// thrown away.
  private func bytes(ofStretch number: UInt64) -> [UInt8] {
    var nonce: [UInt8] = [0, 0, 0, 0]
    nonce.append(littleEndian: number)
    let zeros = [UInt8](repeating: 0, count: Int(LeafSalts.stretchEntries) * LeafSalts.entryBytes)
    guard let nonce = try? ChaChaPoly.Nonce(data: nonce),
      let box = try? ChaChaPoly.seal(zeros, using: key, nonce: nonce)
    else { preconditionFailure("ChaCha20-Poly1305 seals") }
    return Array(box.ciphertext)
  }

  private func salt(at place: Int) -> LeafSalt { LeafSalt(high: word(at: place), low: word(at: place + 8)) }

  private func word(at place: Int) -> UInt64 {
    var word: UInt64 = 0
    for index in place..<place + 8 { word = word << 8 | UInt64(stretch.bytes[index]) }
    return word
  }
}

extension LeafSalts: CustomStringConvertible, CustomReflectable {
  /// The name, never the secret.
  public var description: String { "LeafSalts \(id)" }
  /// Nothing.
  public var customMirror: Mirror { Mirror(self, children: []) }
}

extension Hash {
  /// The hash of a text that a leaf has instead of the text: SHA-256 over "Vouch text", a zero, the salt (high before low,
  /// big-endian) and the text in UTF-8. Who does not know the salt can guess at the text for ever.
  public static func text(_ text: String, salt: LeafSalt) -> Digest32 {
    var bytes = Array("Vouch text\0".utf8)
    salt.write(into: &bytes)
    bytes += Array(text.utf8)
    return .sha256(bytes)
  }
}
