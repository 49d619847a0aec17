/// Proof of delivery: the statement, and the signature of the distributor's hand-over key.

/// What the carrier keeps, and seller and buyer may have. Whoever has the distributor's public key judges it alone.
///
/// It shows that the distributor *said* so: not that the recipient is who the driver took it for, nor what was in the parcel.
public struct SignedHandOver: Hashable, Sendable {
  public let statement: HandOverStatement
  /// The key that signed.
  public let key: KeyID
  /// 64 bytes.
  public let signature: [UInt8]

  /// The longest byte form, a bound to what a stranger's file may ask for.
  public static let maximumBytes = 1024

  /// Signs a statement.
  public init(_ statement: HandOverStatement, by key: SigningKey) {
    self.statement = statement
    self.key = key.id
    signature = HandOverClaim(statement).signature(by: key)
  }

  /// What is wrong with the proof, judged by the keys that a distributor has or had; nil: one of them signed it.
  public func fault(by keys: [VerifyingKey]) -> HandOverFault? {
    guard let key = keys.first(where: { $0.id == key }) else { return .unknownKey(key) }
    return HandOverClaim(statement).isSigned(signature, by: key) ? nil : .signature
  }
}

/// Why a proof of delivery is refused.
public enum HandOverFault: Error, Hashable, Sendable {
  /// The bytes are none that Vouch makes: cut, changed, or of a later version.
  case damaged
  /// None of the keys given has this name.
  case unknownKey(KeyID)
  /// The signature is none of this key over this statement.
  case signature
}

extension HandOverFault: CustomStringConvertible {
  /// The fault in words for whoever holds the proof.
  public var description: String {
    switch self {
    case .damaged: "the bytes are damaged, or of a later version"
    case .unknownKey(let key): "it is signed by a key that is not among those given (\(key))"
    case .signature: "the signature is wrong"
    }
  }
}

// MARK: - Bytes

extension SignedHandOver {
  /// The byte form: key (8), signature (64), the statement's byte form.
  public var bytes: [UInt8] { key.bytes + signature + statement.bytes }

  /// Reads exactly what `bytes` makes, else nothing. Takes anything; whether it was signed is not looked at.
  public init?(_ bytes: [UInt8]) {
    guard bytes.count <= SignedHandOver.maximumBytes else { return nil }
    var cursor = ByteCursor(bytes)
    guard let key = cursor.keyID(), let signature = cursor.bytes(HandOverClaim.signatureBytes),
      let rest = cursor.bytes(cursor.count), let statement = HandOverStatement(Array(rest))
    else { return nil }
    self.key = key
    self.signature = Array(signature)
    self.statement = statement
  }

  /// The form for files and letters.
  public var armoured: String { Armour.handOver.text(of: bytes) }

  /// Reads exactly what `armoured` makes, else nothing. Takes anything.
  public init?(armoured text: String) {
    guard let bytes = Armour.handOver.bytes(of: text) else { return nil }
    self.init(bytes)
  }
}
