/// Digests of what is sealed, that tell nothing to whoever has not the key.
internal import Crypto

extension PersonKey {
  /// A digest of `bytes` under this key: 32 bytes, the same for the same bytes, and as good as random to whoever has not
  /// the key, however few the bytes may be that could stand there. So a repetition can be told from something else
  /// without opening what sealing has made different each time; once the key is destroyed the digest is of nothing.
  ///
  /// HMAC-SHA256 with a key of its own, derived from this one, so that no digest is ever what the cipher uses.
  public func digest(_ bytes: [UInt8]) -> [UInt8] {
    let own = SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Array("Vouch profile digest".utf8), using: key))
    return Array(HMAC<SHA256>.authenticationCode(for: bytes, using: own))
  }
}
