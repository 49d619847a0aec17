/// Where keys and nonces come from: the randomness that is given.

/// Bytes of a generator.
enum Seed {
  /// How many bytes every key of this module has.
  static let byteCount = 32

  /// So many random bytes.
  static func bytes(_ random: inout some RandomNumberGenerator, count: Int = byteCount) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    while bytes.count < count {
      let word: UInt64 = random.next()
      for place in 0..<UInt64(min(8, count - bytes.count)) {
        bytes.append(UInt8(truncatingIfNeeded: word >> (8 * place)))
      }
    }
    return bytes
  }
}
