/// The key of one party as it lies on disk: a slot of a fixed size, so that it can be overwritten where it is.
internal import CVouchRecords
internal import Ledger
internal import Seals

/// One slot.
///
/// | bytes | |
/// | --- | --- |
/// | 0 | version, 1; 0: nobody's yet |
/// | 1 | state |
/// | 2 | 1 account, 2 seller, 3 distributor |
/// | 4 … 7 | how often it was written |
/// | 8 … 15 | the party's code |
/// | 16 … 84 | the wrapped key; zeros once it is destroyed |
/// | 124 … 127 | CRC-32C over the slot's number and all before |
///
/// Numbers are little-endian; what is not named is zero.
struct PersonSlot: Hashable {
  var party: Party
  var state: State
  /// The higher one of two copies is the newer.
  var generation: UInt32
  /// Empty once it is destroyed.
  var wrapped: [UInt8]

  enum State: UInt8 {
    case kept = 1
    /// The party is about to be forgotten: whether it was, the ledger says.
    case leaving = 2
    case forgotten = 3
  }

  static let byteCount = 128
  private static let version: UInt8 = 1
  private static let keyPlace = 16..<16 + SealRing.wrappedBytes

  /// What a slot's bytes are.
  enum Found: Equatable {
    case empty
    case slot(PersonSlot)
    case damaged
  }

  /// The bytes of slot `number`.
  func bytes(at number: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: PersonSlot.byteCount)
    bytes[0] = PersonSlot.version
    bytes[1] = state.rawValue
    bytes[2] =
      switch party {
      case .account: 1
      case .seller: 2
      case .distributor: 3
      }
    for place in 0..<4 { bytes[4 + place] = UInt8(truncatingIfNeeded: generation >> UInt32(8 * place)) }
    for place in 0..<8 { bytes[8 + place] = UInt8(truncatingIfNeeded: party.code.packed >> UInt64(8 * place)) }
    if !wrapped.isEmpty { bytes.replaceSubrange(PersonSlot.keyPlace, with: wrapped) }
    let crc = PersonSlot.checksum(of: bytes.span, at: number)
    for place in 0..<4 { bytes[124 + place] = UInt8(truncatingIfNeeded: crc >> UInt32(8 * place)) }
    return bytes
  }

  /// What lies at slot `number`.
  static func read(_ bytes: Span<UInt8>, at number: Int) -> Found {
    if isEmpty(bytes) { return .empty }
    guard let head = Head(bytes, at: number) else { return .damaged }
    let wrapped = head.state == .forgotten ? [] : keyPlace.map { bytes[$0] }
    return .slot(PersonSlot(party: head.party, state: head.state, generation: head.generation, wrapped: wrapped))
  }

  /// The newer one of two copies that is whole; nil where there is none, be it that none was ever written.
  static func newest(of one: Span<UInt8>, _ other: Span<UInt8>, at number: Int) -> PersonSlot? {
    switch (read(one, at: number), read(other, at: number)) {
    case (.slot(let one), .slot(let other)): other.generation > one.generation ? other : one
    case (.slot(let whole), _), (_, .slot(let whole)): whole
    default: nil
    }
  }

  private static func checksum(of bytes: Span<UInt8>, at number: Int) -> UInt32 {
    var number = UInt64(number).littleEndian
    let salt = unsafe withUnsafeBytes(of: &number) { unsafe vouch_crc32c(0, $0.baseAddress, $0.count) }
    return unsafe bytes.withUnsafeBytes { unsafe vouch_crc32c(salt, $0.baseAddress, 124) }
  }
}

// MARK: - Where it lies

/// Looks at slots in the bytes of their file: when a million are opened, none is worth an array.
extension PersonSlot {
  /// What the vault remembers of a slot.
  struct Head {
    let party: Party
    let state: State
    let generation: UInt32

    /// Nothing where the bytes are not what was written at slot `number`.
    init?(_ bytes: Span<UInt8>, at number: Int) {
      guard number32(bytes, at: 124) == checksum(of: bytes, at: number), bytes[0] == version,
        let state = State(rawValue: bytes[1])
      else { return nil }
      let packed = UInt64(number32(bytes, at: 12)) << 32 | UInt64(number32(bytes, at: 8))
      guard let code = Code(packed: packed) else { return nil }
      switch bytes[2] {
      case 1: party = .account(AccountID(code))
      case 2: party = .seller(SellerID(code))
      case 3: party = .distributor(DistributorID(code))
      default: return nil
      }
      self.state = state
      generation = number32(bytes, at: 4)
    }
  }

  /// Which sealing key has wrapped the key in a slot; nil where it names none.
  static func sealingKey(of bytes: Span<UInt8>) -> KeyID? {
    try? SealRing.sealingKey(of: bytes.extracting(keyPlace))
  }

  /// Whether a slot is nobody's: of the last file most are.
  static func isEmpty(_ bytes: Span<UInt8>) -> Bool {
    unsafe bytes.withUnsafeBytes { bytes in
      words.allSatisfy { unsafe bytes.loadUnaligned(fromByteOffset: $0, as: UInt64.self) == 0 }
    }
  }

  /// Whether two copies of a slot are the same, byte for byte.
  static func isSame(_ one: Span<UInt8>, _ other: Span<UInt8>) -> Bool {
    unsafe one.withUnsafeBytes { one in
      unsafe other.withUnsafeBytes { other in
        words.allSatisfy {
          unsafe one.loadUnaligned(fromByteOffset: $0, as: UInt64.self)
            == other.loadUnaligned(fromByteOffset: $0, as: UInt64.self)
        }
      }
    }
  }

  /// Where the words of a slot begin: 64 bits are compared at once.
  private static var words: StrideTo<Int> { stride(from: 0, to: byteCount, by: 8) }

  private static func number32(_ bytes: Span<UInt8>, at place: Int) -> UInt32 {
    UInt32(bytes[place]) | UInt32(bytes[place + 1]) << 8 | UInt32(bytes[place + 2]) << 16
      | UInt32(bytes[place + 3]) << 24
  }
}

extension Party {
  /// What a party's key is wrapped for.
  var sealedPlace: [UInt8] { Array(description.utf8) }

  /// What one of its fields is sealed for.
  func sealedPlace(of field: ProfileField) -> [UInt8] { Array("\(self) \(field.name)".utf8) }
}
