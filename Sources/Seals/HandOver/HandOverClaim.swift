/// What a hand-over key signs, and what whoever has only the digest can judge.

/// That a distributor handed over the goods of a check, as a statement of this digest says.
///
/// The check and the distributor are signed beside the digest, so that the check manager, which never sees the statement,
/// knows that the signature is for this check: a signature for one check releases no other.
public struct HandOverClaim: Hashable, Sendable {
  /// 16 bytes.
  public let check: [UInt8]
  /// The distributor's code.
  public let distributor: String
  /// SHA-256 of the statement: 32 bytes.
  public let digest: [UInt8]

  /// How many bytes a signature has.
  public static let signatureBytes = 64

  /// A claim; nil where the id has not 16 bytes, the digest not 32, or the code not 1 to 12.
  public init?(check: [UInt8], distributor: String, digest: [UInt8]) {
    guard check.count == HandOverStatement.idBytes, digest.count == Digest32.byteCount,
      (1...HandOverStatement.maximumCodeBytes).contains(distributor.utf8.count)
    else { return nil }
    self.check = check
    self.distributor = distributor
    self.digest = digest
  }

  /// The claim that a statement makes.
  public init(_ statement: HandOverStatement) {
    check = statement.check
    distributor = statement.distributor
    digest = statement.digest
  }

  /// 64 bytes that only the key's owner can make. 14 µs.
  public func signature(by key: SigningKey) -> [UInt8] { key.signature(of: signedBytes) }

  /// Whether the key's owner signed exactly this claim. Takes any bytes. 74 µs.
  public func isSigned(_ signature: [UInt8], by key: VerifyingKey) -> Bool {
    signature.count == HandOverClaim.signatureBytes && key.isSignature(signature, of: signedBytes)
  }

  /// Words of its own first: nothing else that a key of Vouch ever signs begins so.
  private static let domain = Array("Vouch hand-over\0".utf8)
  private static let version: UInt8 = 1

  /// The domain, version (1), check (16), digest (32), the code with its length before it (1).
  private var signedBytes: [UInt8] {
    HandOverClaim.domain + [HandOverClaim.version] + check + digest + [UInt8(distributor.utf8.count)] + distributor.utf8
  }
}
