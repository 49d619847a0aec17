/// Sealed profiles as bytes: how many fields, or that the party was forgotten; then each field's number, its length, and its
/// bytes. In the tables, after that, the public keys of a distributor.
internal import LMDB
internal import Ledger

extension SealedProfile {
  private static let forgottenMark: UInt8 = 0xFF

  func encoded(at key: some TableKey) -> [UInt8] {
    var writer = ByteWriter(empty: 1024)
    writer.begin(version: profileVersion)
    write(to: &writer)
    writer.put(addressKey, handOverKeys)
    return writer.sealed(at: key)
  }

  func write(to writer: inout ByteWriter) {
    guard !isForgotten else { return writer.put(SealedProfile.forgottenMark) }
    writer.put(UInt8(truncatingIfNeeded: fields.count))
    for field in ProfileField.allCases {
      guard let bytes = fields[field] else { continue }
      writer.put(field.rawValue)
      writer.put(UInt64(bytes.count))
      for byte in bytes { writer.put(byte) }
    }
  }

  /// A profile that is all there is.
  init?(_ reader: inout ByteReader) {
    // What lies in the clear is for the sealing of an old ledger to read, and for nothing else.
    guard reader.version == profileVersion else { return nil }
    self.init(partOf: &reader)
    guard let keys = reader.publicKeysToEnd() else { return nil }
    (addressKey, handOverKeys) = keys
  }

  init?(partOf reader: inout ByteReader) {
    guard let count = reader.byte() else { return nil }
    self.init()
    guard count != SealedProfile.forgottenMark else {
      forget()
      return
    }
    var last: UInt8 = 0
    for _ in 0..<count {
      guard let number = reader.byte(), number > last, let field = ProfileField(rawValue: number),
        let length = reader.number(), length > 0, length <= UInt64(SealedProfile.maximumFieldBytes),
        let bytes = reader.bytes(Int(length))
      else { return nil }
      fields[field] = bytes
      last = number
    }
  }
}
