/// Hashes: of claim secrets (S4'), orders and proofs.
internal import Crypto

/// Hashes what the ledger only ever compares.
public enum Hash {
  /// SHA-256 of `bytes`: 32 bytes.
  public static func sha256(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    Array(SHA256.hash(data: Array(bytes)))
  }
}
