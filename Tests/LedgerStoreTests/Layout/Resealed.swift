/// Byte strings under a checksum that is right, whatever they hold.
import LMDB

@testable import LedgerStore

/// What `read` makes of bytes under a checksum that is right; nil for a version that is not known, too.
func resealed<Value>(
  _ bytes: [UInt8], at key: some TableKey, newest: UInt8, _ read: (inout ByteReader) -> Value?
) -> Value? {
  var writer = ByteWriter(empty: 0)
  for byte in bytes { writer.put(byte) }
  let sealed = writer.sealed(at: key)
  return unsafe sealed.withUnsafeBytes { bytes in
    guard var reader = unsafe try? ByteReader(bytes, at: key, newest: newest) else { return nil }
    return read(&reader)
  }
}
