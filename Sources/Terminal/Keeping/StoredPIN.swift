/// What is kept of the PIN that opens the wallet: never the PIN.
internal import LMDB
public import Ledger
internal import Sites
public import Wire

/// A PIN as the home has it: by a hash that is slow to make, and the tries that were wrong.
public struct StoredPIN: Record, Hashable, CustomStringConvertible {
  /// What the hash was made with besides the PIN.
  public var salt: [UInt8]
  /// How slow it is: the exponent of scrypt's N.
  public var cost: UInt8
  public var hash: [UInt8]
  /// Tries that were wrong since the last that was right. One under way counts as wrong until it is judged.
  public var wrong: UInt32
  /// Before then no try is taken.
  public var notBefore: Timestamp

  /// The bytes of the salt, and of the hash.
  public static let saltBytes = 16
  public static let hashBytes = 32
  private static let version: UInt8 = 1

  /// A PIN that nobody has tried; nil where salt or hash have another length.
  public init?(salt: [UInt8], cost: UInt8, hash: [UInt8]) {
    guard salt.count == StoredPIN.saltBytes, hash.count == StoredPIN.hashBytes else { return nil }
    self.salt = salt
    self.cost = cost
    self.hash = hash
    wrong = 0
    notBefore = Timestamp(milliseconds: 0)
  }

  /// Version, cost, wrong tries, the moment (big-endian), salt, hash.
  public var packed: [UInt8] {
    let tries = (0..<4).map { UInt8(truncatingIfNeeded: wrong >> (24 - 8 * $0)) }
    let moment = (0..<8).map { UInt8(truncatingIfNeeded: notBefore.milliseconds >> (56 - 8 * $0)) }
    return [StoredPIN.version, cost] + tries + moment + salt + hash
  }

  public init(packed: [UInt8]) throws(WireError) {
    guard packed.count == 14 + StoredPIN.saltBytes + StoredPIN.hashBytes, packed[0] == StoredPIN.version,
      var pin = StoredPIN(
        salt: Array(packed[14..<14 + StoredPIN.saltBytes]), cost: packed[1],
        hash: Array(packed[(14 + StoredPIN.saltBytes)...]))
    else { throw .unreadable }
    pin.wrong = packed[2..<6].reduce(0) { $0 << 8 | UInt32($1) }
    pin.notBefore = Timestamp(milliseconds: packed[6..<14].reduce(0) { $0 << 8 | Int64($1) })
    self = pin
  }

  public var description: String { "a PIN, after \(wrong) wrong tries" }
}

/// There is one.
struct PINKey: TableKey, CustomStringConvertible {
  init() {}
  static var wordCount: Int { 1 }
  var words: KeyWords { KeyWords(1) }
  init?(words: KeyWords) { guard words.first == 1 else { return nil } }
  var description: String { "the PIN" }
}
