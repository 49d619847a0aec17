/// What drawers write on their checks, as bytes.
internal import LMDB
internal import Ledger

extension Text {
  func encoded(at key: some TableKey) -> [UInt8] {
    var writer = ByteWriter(capacity: value.utf8.count + 8)
    writer.put(self)
    return writer.sealed(at: key)
  }

  init?(_ reader: inout ByteReader) {
    guard let text = reader.text(), let text, reader.isAtEnd else { return nil }
    self = text
  }
}
