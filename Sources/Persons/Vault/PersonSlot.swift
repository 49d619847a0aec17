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
    let crc = PersonSlot.checksum(of: bytes, at: number)
    for place in 0..<4 { bytes[124 + place] = UInt8(truncatingIfNeeded: crc >> UInt32(8 * place)) }
    return bytes
  }

  /// What lies at slot `number`.
  static func read(_ bytes: ArraySlice<UInt8>, at number: Int) -> Found {
    // By words: most slots of a file are nobody's, and all of them are looked at when it is opened.
    let isEmpty = unsafe bytes.withUnsafeBytes { bytes in
      stride(from: 0, to: byteCount, by: 8).allSatisfy {
        unsafe bytes.loadUnaligned(fromByteOffset: $0, as: UInt64.self) == 0
      }
    }
    guard !isEmpty else { return .empty }
    let bytes = Array(bytes)
    let crc = (0..<4).reduce(0 as UInt32) { $0 | UInt32(bytes[124 + $1]) << UInt32(8 * $1) }
    let packed = (0..<8).reduce(0 as UInt64) { $0 | UInt64(bytes[8 + $1]) << UInt64(8 * $1) }
    guard crc == checksum(of: bytes, at: number), bytes[0] == version, let state = State(rawValue: bytes[1]),
      let code = Code(packed: packed)
    else { return .damaged }
    let party: Party
    switch bytes[2] {
    case 1: party = .account(AccountID(code))
    case 2: party = .seller(SellerID(code))
    case 3: party = .distributor(DistributorID(code))
    default: return .damaged
    }
    let generation = (0..<4).reduce(0 as UInt32) { $0 | UInt32(bytes[4 + $1]) << UInt32(8 * $1) }
    return .slot(
      PersonSlot(
        party: party, state: state, generation: generation,
        wrapped: state == .forgotten ? [] : Array(bytes[keyPlace])))
  }

  private static func checksum(of bytes: [UInt8], at number: Int) -> UInt32 {
    var number = UInt64(number).littleEndian
    let salt = unsafe withUnsafeBytes(of: &number) { unsafe vouch_crc32c(0, $0.baseAddress, $0.count) }
    return unsafe bytes.withUnsafeBytes { unsafe vouch_crc32c(salt, $0.baseAddress, 124) }
  }
}

extension Party {
  /// What a party's key is wrapped for.
  var sealedPlace: [UInt8] { Array(description.utf8) }

  /// What one of its fields is sealed for.
  func sealedPlace(of field: ProfileField) -> [UInt8] { Array("\(self) \(field.name)".utf8) }
}
