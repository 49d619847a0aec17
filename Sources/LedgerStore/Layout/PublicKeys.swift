/// The public keys of a distributor, as bytes: what addresses are sealed to, and what its hand-overs are verified by. They lie
/// in the clear: whoever uses them needs no other key first, and they tell nothing of a person.
internal import LMDB
internal import Ledger

extension ByteWriter {
  mutating func put(_ key: HandOverKey) {
    for byte in key.bytes { put(byte) }
  }

  /// Nothing where there are none; up to the end of what it is part of.
  mutating func put(_ addressKey: PublicKey?, _ handOverKeys: [RegisteredKey]) {
    guard addressKey != nil || !handOverKeys.isEmpty else { return }
    put(addressKey == nil ? 0 : 1 as UInt8)
    if let addressKey { put(addressKey.words) }
    for registered in handOverKeys {
      put(registered.key)
      put(registered.since.milliseconds)
      put(registered.until == nil ? 0 : 1 as UInt8)
      if let until = registered.until { put(until.milliseconds) }
    }
  }
}

extension ByteReader {
  mutating func handOverKey() -> HandOverKey? { bytes(HandOverKey.byteCount).flatMap { HandOverKey($0) } }

  mutating func publicKeysToEnd() -> (PublicKey?, [RegisteredKey])? {
    guard !isAtEnd else { return (nil, []) }
    guard let hasAddressKey = byte(), hasAddressKey <= 1 else { return nil }
    var addressKey: PublicKey?
    if hasAddressKey != 0 {
      guard let words = digest() else { return nil }
      addressKey = PublicKey(words)
    }
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
    return (addressKey, keys)
  }
}
