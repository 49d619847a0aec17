/// An address that only the distributor named on the check can read (N8): HPKE (RFC 9180) in base mode.
internal import Crypto
internal import FoundationEssentials

/// The form of a sealed address: version (1), key id of the distributor (8), encapsulated key (32), ciphertext, tag (16).
///
/// The suite is DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305. A key for each seal, so the nonce is no
/// question. Absent: who sealed it. Anybody can seal an address to a public key; that this one belongs to the check is
/// the check manager's word, who hands it out.
public enum AddressSeal {
  /// Of the form.
  static let version: UInt8 = 0x81
  /// The longest address.
  public static let maximumBytes = 4096

  private static let encapsulatedBytes = 32
  private static let headerBytes = 9
  private static let tagBytes = 16
  private static let info = Data("Vouch sealed address".utf8)

  /// Seals `address` to the distributor with this public key, for the check with this id. The result has 57 bytes more
  /// than the next multiple of 256 above the address's length. Its key comes of the system's randomness: HPKE takes none.
  /// Throws `tooLong`.
  public static func seal(_ address: [UInt8], to key: AddressPublicKey, for check: [UInt8]) throws(SealError) -> [UInt8]
  {
    guard address.count <= maximumBytes else { throw .tooLong(maximum: maximumBytes) }
    let header = [version] + key.id.bytes
    guard let recipient = try? Curve25519.KeyAgreement.PublicKey(rawRepresentation: key.bytes),
      var sender = try? HPKE.Sender(recipientKey: recipient, ciphersuite: .Curve25519_SHA256_ChachaPoly, info: info),
      let sealed = try? sender.seal(
        Padding.padded(address, step: Padding.address), authenticating: header + check)
    else { preconditionFailure("HPKE seals to a key that some secret belongs to") }
    return header + Array(sender.encapsulatedKey) + Array(sealed)
  }

  /// The public key to which an address was sealed, by name. Throws `malformed` and `unknownVersion`.
  public static func keyID(of sealed: [UInt8]) throws(SealError) -> KeyID {
    var cursor = ByteCursor(sealed)
    guard let found = cursor.number(UInt8.self) else { throw .malformed }
    guard found == version else { throw .unknownVersion(found) }
    guard let id = cursor.keyID() else { throw .malformed }
    return id
  }

  /// Opens what was sealed to `key` for the check with this id. Takes anything. Throws `malformed`, `unknownVersion`,
  /// `unknownKey` where it was sealed to another key, and `refused` where it was changed or is another check's.
  public static func open(_ sealed: [UInt8], with key: AddressKey, for check: [UInt8]) throws(SealError) -> [UInt8] {
    let id = try keyID(of: sealed)
    guard id == key.id else { throw .unknownKey(id) }
    guard sealed.count >= headerBytes + encapsulatedBytes + tagBytes else { throw .malformed }
    let (header, rest) = (sealed[..<headerBytes], sealed[headerBytes...])
    guard
      var recipient = try? HPKE.Recipient(
        privateKey: key.key, ciphersuite: .Curve25519_SHA256_ChachaPoly, info: info,
        encapsulatedKey: Data(rest.prefix(encapsulatedBytes))),
      let padded = try? recipient.open(rest.dropFirst(encapsulatedBytes), authenticating: header + check)
    else { throw .refused }
    guard let address = Padding.unpadded(Array(padded), step: Padding.address) else { throw .malformed }
    return address
  }
}
