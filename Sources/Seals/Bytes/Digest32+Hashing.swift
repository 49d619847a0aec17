/// The hashes of leaves and nodes (RFC 9162 §2.1.1).
///
/// Most are made by the machine's own instructions (`CVouchHash`): docs/seals.md has the figures. On a machine without
/// those instructions it is swift-crypto that makes them.
internal import CVouchHash
internal import Crypto

extension Digest32 {
  /// The root of a tree without leaves: SHA-256 of nothing.
  public static let empty = Digest32(SHA256().finalize())

  /// What is put before the bytes of a leaf and of a node, so that neither can be shown as the other.
  private static let leafPrefix: UInt8 = 0x00
  private static let nodePrefix: UInt8 = 0x01

  /// The hash of a leaf that holds `bytes`: SHA-256 of 0x00 and the bytes.
  public static func leaf(_ bytes: RawSpan) -> Digest32 {
    unsafe bytes.withUnsafeBytes { unsafe sha256(leafPrefix, $0) }
  }

  /// The hash of a leaf that holds `bytes`.
  public static func leaf(_ bytes: Span<UInt8>) -> Digest32 { unsafe leaf(bytes.bytes) }

  /// The hash of a leaf that holds `bytes`.
  public static func leaf(_ bytes: [UInt8]) -> Digest32 { leaf(bytes.span) }

  /// The hash of the node above two: SHA-256 of 0x01, `left` and `right`.
  public static func node(_ left: Digest32, _ right: Digest32) -> Digest32 {
    unsafe withUnsafeBytes(of: (left, right)) { unsafe sha256(nodePrefix, $0) }
  }

  /// SHA-256 of `bytes` as they are: of what is no part of a tree.
  static func sha256(_ bytes: [UInt8]) -> Digest32 { Digest32(SHA256.hash(data: bytes)) }

  /// Appends the hashes of leaves that lie one after the other in `bytes`, each up to its number in `ends`.
  ///
  /// - Parameter byMachine: whether the machine's instructions are to be tried.
  static func appendLeaves(
    _ bytes: [UInt8], ends: [UInt32], to hashes: inout [Digest32], byMachine: Bool = true
  ) {
    let first = hashes.count
    hashes.append(contentsOf: repeatElement(empty, count: ends.count))
    let isDone =
      unsafe byMachine
      && hashes.withUnsafeMutableBytes { room in
        unsafe bytes.withUnsafeBytes { bytes in
          unsafe vouch_sha256_each(
            leafPrefix, bytes.baseAddress, ends, ends.count, room.baseAddress?.advanced(by: first * byteCount)) != 0
        }
      }
    guard !isDone else { return }
    var start = 0
    for (index, end) in ends.enumerated() {
      hashes[first + index] = leaf(bytes.span.extracting(start..<Int(end)))
      start = Int(end)
    }
  }

  /// Puts into the first half of `hashes` the nodes above each two of them; there is an even number.
  static func joinPairs(_ hashes: inout ArraySlice<Digest32>, byMachine: Bool = true) {
    let pairs = hashes.count / 2
    let isDone =
      unsafe byMachine
      && hashes.withUnsafeMutableBytes {
        unsafe vouch_sha256_pairs(nodePrefix, $0.baseAddress, pairs, $0.baseAddress) != 0
      }
    guard !isDone else { return }
    for pair in 0..<pairs {
      let left = hashes.startIndex + 2 * pair
      hashes[hashes.startIndex + pair] = node(hashes[left], hashes[left + 1])
    }
  }

  static func sha256(_ prefix: UInt8, _ bytes: UnsafeRawBufferPointer, byMachine: Bool = true) -> Digest32 {
    var digest = empty
    let isDone =
      unsafe byMachine
      && withUnsafeMutableBytes(of: &digest) {
        unsafe vouch_sha256(prefix, bytes.baseAddress, bytes.count, $0.baseAddress) != 0
      }
    guard !isDone else { return digest }
    var hasher = SHA256()
    hasher.update(data: [prefix])
    unsafe hasher.update(bufferPointer: bytes)
    return Digest32(hasher.finalize())
  }
}
