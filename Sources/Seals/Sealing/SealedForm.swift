/// The one form of what a secret key seals: version, key id, nonce, ciphertext, tag.
internal import Crypto

/// ChaCha20-Poly1305 (RFC 8439) with a header that it authenticates (docs/seals.md says why this one).
///
/// What is authenticated besides: what the seal is for (a field, a key), so that one is never taken for the other; the
/// header; and the place, last and so unambiguous.
struct SealedForm {
  /// The first byte: which use and version.
  let version: UInt8
  /// The use in words.
  let use: String

  private static let nonceBytes = 12
  private static let tagBytes = 16
  /// What a seal takes besides what is sealed: version 1, key id 8, nonce 12, tag 16.
  static let overhead = 37

  /// Seals `plain` for `place`, with a nonce out of `random`.
  ///
  /// Nonces are random: of 2^32 seals by one key two have the same with a chance of 2^-33, and no key of this module comes
  /// near so many: a person's seals a few fields, the sealing key one key a person.
  func seal(
    _ plain: [UInt8], with key: SymmetricKey, _ id: KeyID, for place: [UInt8], random: inout some RandomNumberGenerator
  ) -> [UInt8] {
    let header = [version] + id.bytes
    // A nonce of the right size, a key of the right size and a length below 2^38: nothing is left to fail.
    guard let nonce = try? ChaChaPoly.Nonce(data: Seed.bytes(&random, count: SealedForm.nonceBytes)),
      let box = try? ChaChaPoly.seal(plain, using: key, nonce: nonce, authenticating: bound(header, place))
    else { preconditionFailure("ChaCha20-Poly1305 seals") }
    return header + Array(box.combined)
  }

  /// The key that a seal names, if it is of this form at all.
  func keyID(of sealed: [UInt8]) throws(SealError) -> KeyID { try keyID(of: sealed.span) }

  /// The same of a seal that lies among others: without a copy, as there may be millions.
  func keyID(of sealed: Span<UInt8>) throws(SealError) -> KeyID {
    guard !sealed.isEmpty else { throw .malformed }
    guard sealed[0] == version else { throw .unknownVersion(sealed[0]) }
    guard sealed.count >= SealedForm.overhead else { throw .malformed }
    return KeyID((1...8).reduce(0) { $0 << 8 | UInt64(sealed[$1]) })
  }

  /// What was sealed for `place` with the key of this name.
  func open(_ sealed: [UInt8], with key: SymmetricKey, _ id: KeyID, at place: [UInt8]) throws(SealError) -> [UInt8] {
    let named = try keyID(of: sealed)
    guard named == id else { throw .unknownKey(named) }
    let header = Array(sealed[..<9])
    guard let box = try? ChaChaPoly.SealedBox(combined: sealed[9...]) else { throw .malformed }
    guard let plain = try? ChaChaPoly.open(box, using: key, authenticating: bound(header, place)) else {
      throw .refused
    }
    return Array(plain)
  }

  private func bound(_ header: [UInt8], _ place: [UInt8]) -> [UInt8] { Array(use.utf8) + [0] + header + place }
}
