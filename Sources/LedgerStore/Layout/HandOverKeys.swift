/// The keys that sign a distributor's hand-overs, as bytes. They lie in the clear: whoever judges a hand-over needs them, and
/// they tell nothing of a person.
internal import LMDB
internal import Ledger

extension ByteWriter {
  mutating func put(_ key: HandOverKey) {
    for byte in key.bytes { put(byte) }
  }

  /// Up to the end of what it is part of.
  mutating func put(_ keys: [RegisteredKey]) {
    for registered in keys {
      put(registered.key)
      put(registered.since.milliseconds)
      put(registered.until == nil ? 0 : 1 as UInt8)
      if let until = registered.until { put(until.milliseconds) }
    }
  }
}

extension ByteReader {
  mutating func handOverKey() -> HandOverKey? { bytes(HandOverKey.byteCount).flatMap { HandOverKey($0) } }

  mutating func handOverKeysToEnd() -> [RegisteredKey]? {
    var keys: [RegisteredKey] = []
    while !isAtEnd {
      guard keys.count < [RegisteredKey].maximumKeys, let key = handOverKey(), let since = signed(),
        let isOver = byte(), isOver <= 1
      else { return nil }
      var registered = RegisteredKey(key, since: Timestamp(milliseconds: since))
      if isOver != 0 {
        guard let until = signed() else { return nil }
        registered.until = Timestamp(milliseconds: until)
      }
      keys.append(registered)
    }
    return keys
  }
}
