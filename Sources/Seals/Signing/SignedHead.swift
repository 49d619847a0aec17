/// What a ledger says its whole history is, signed.

/// The size and root of a ledger's history at a moment, with the signature of one of the ledger's keys.
///
/// Whoever signs two heads of one size with different roots, or a head that does not begin with an earlier one, has been
/// caught; nothing else can be done with a signed head than to hold it against others.
/// Absent: whether the key is to be trusted, which a `KeyRing` says.
public struct SignedHead: Hashable, Sendable {
  /// What is signed.
  public struct Statement: Hashable, Sendable, BitwiseCopyable {
    /// Which ledger.
    public let ledger: LedgerIdentity
    /// How many batches the history has.
    public let size: UInt64
    /// The root over all of them.
    public let root: Digest32
    /// The sequence of the last entry of the last batch; 0 where there is none.
    public let lastSequence: UInt64
    /// When the last batch was decided, by the ledger's own clock: milliseconds since 1970 in UTC.
    public let milliseconds: Int64

    /// A statement about a history.
    public init(ledger: LedgerIdentity, size: UInt64, root: Digest32, lastSequence: UInt64, milliseconds: Int64) {
      self.ledger = ledger
      self.size = size
      self.root = root
      self.lastSequence = lastSequence
      self.milliseconds = milliseconds
    }
  }

  public let statement: Statement
  /// The key that is said to have signed.
  public let key: KeyID
  /// 64 bytes of Ed25519.
  public let signature: [UInt8]

  /// Signs. 14 µs.
  public init(_ statement: Statement, by key: SigningKey) {
    self.statement = statement
    self.key = key.id
    signature = key.signature(of: SignedHead.signedBytes(statement, key.id))
  }

  /// Whether the owner of `key` signed this.
  func isSigned(by key: VerifyingKey) -> Bool {
    key.isSignature(signature, of: SignedHead.signedBytes(statement, self.key))
  }
}

extension SignedHead {
  /// Of the byte form.
  static let version: UInt8 = 1
  /// What is signed begins with this, and nothing else that a key of Vouch ever signs does.
  private static let domain = Array("Vouch signed head\0".utf8)
  private static let signatureBytes = 64
  /// How many bytes the byte form has.
  public static let byteCount = 145

  /// The domain, then the byte form without the signature.
  private static func signedBytes(_ statement: Statement, _ key: KeyID) -> [UInt8] {
    var bytes = domain
    write(statement, key, into: &bytes)
    return bytes
  }

  private static func write(_ statement: Statement, _ key: KeyID, into bytes: inout [UInt8]) {
    bytes.append(version)
    bytes += statement.ledger.bytes
    bytes += key.bytes
    bytes.append(littleEndian: statement.size)
    bytes.append(statement.root)
    bytes.append(littleEndian: statement.lastSequence)
    bytes.append(littleEndian: UInt64(bitPattern: statement.milliseconds))
  }

  /// Appends the byte form: version (1), ledger (16), key id (8), size (8), root (32), last sequence (8), time (8),
  /// signature (64): 145 bytes.
  public func write(into bytes: inout [UInt8]) {
    SignedHead.write(statement, key, into: &bytes)
    bytes += signature
  }

  /// The byte form.
  public var bytes: [UInt8] {
    var bytes: [UInt8] = []
    write(into: &bytes)
    return bytes
  }

  /// Reads exactly what `write` makes, else nothing. Takes anything; whether it was signed is not looked at.
  public init?(_ bytes: [UInt8]) {
    var cursor = ByteCursor(bytes)
    self.init(&cursor)
    guard cursor.isAtEnd else { return nil }
  }

  init?(_ cursor: inout ByteCursor) {
    guard cursor.version(SignedHead.version),
      let ledger = cursor.ledgerIdentity(),
      let key = cursor.keyID(),
      let size = cursor.number(UInt64.self), size <= HistoryTree.maximumSize,
      let root = cursor.digest(),
      let lastSequence = cursor.number(UInt64.self),
      let time = cursor.number(UInt64.self),
      let signature = cursor.bytes(SignedHead.signatureBytes)
    else { return nil }
    statement = Statement(
      ledger: ledger, size: size, root: root, lastSequence: lastSequence, milliseconds: Int64(bitPattern: time))
    self.key = key
    self.signature = Array(signature)
  }
}
