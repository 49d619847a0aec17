/// The secret that a carrier's pages derive their links from: made once, and kept in the sealed store.
internal import LMDB
internal import Sites
internal import Wire

/// Thirty-two random bytes.
struct PageSecret: Record {
  static let byteCount = 32
  var packed: [UInt8]

  /// A new one.
  init() { packed = (0..<PageSecret.byteCount).map { _ in .random(in: 0...UInt8.max) } }

  init(packed: [UInt8]) throws(WireError) {
    guard packed.count == PageSecret.byteCount else { throw .unreadable }
    self.packed = packed
  }
}

extension Carrier {
  /// The key of the pages; made when first asked for.
  func pageKey() async throws(SiteStoreError) -> PageKey {
    let secret = try await store.write { [self] transaction throws(SiteStoreError) in
      if let known = try tables.secrets.get(0, in: transaction) { return known }
      let fresh = PageSecret()
      try tables.secrets.put(fresh, at: 0, in: transaction)
      return fresh
    }
    return PageKey(secret.packed)
  }
}
