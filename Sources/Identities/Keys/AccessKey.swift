/// A key for a light client: a text that shows who somebody is, for those who have no certificate.
///
///     vouch_7k3m9q2v8d_5xq0…
///
/// `vouch_`, by which people and secret scanners know it; its number, which is no secret and names it in lists and logs; the
/// secret, 256 random bits; and a check sum over all of it, so that a typo is told from a wrong key without asking anybody.
/// One word for whoever copies it by a double click. Nothing prints it but `text`.
public import Ledger

/// A key. Whoever has it is whom it was issued for, until it ends or is taken back.
public struct AccessKey: Sendable {
  /// Its number.
  public let id: AccessKeyID
  private let secret: [UInt8]

  /// What every key begins with.
  public static let prefix = "vouch_"
  /// How many bytes the secret has: as nobody can guess it, it needs no slow hash.
  static let secretBytes = 32
  /// How many characters a key has: the prefix, the number, `_`, the secret, the check sum.
  public static let textLength = 6 + AccessKeyID.textLength + 1 + secretLength + checkLength
  private static let secretLength = 52
  private static let checkLength = 7

  /// A new key.
  public init(random: inout some RandomNumberGenerator) {
    id = AccessKeyID(random: &random)
    secret = Randomness.bytes(AccessKey.secretBytes, &random)
  }

  /// Reads a key.
  ///
  /// - Throws: `Malformed`: whether it is no key at all, cut, or has a character that is another. Nothing of it is quoted.
  public init(_ text: some StringProtocol) throws(Malformed) {
    let thing = "an access key"
    guard text.hasPrefix(AccessKey.prefix) else { throw Malformed(thing, "does not begin with \(AccessKey.prefix)") }
    let characters = Array(text.utf8)
    guard characters.count == AccessKey.textLength else {
      throw Malformed(
        thing, "has \(characters.count) characters, and such keys have \(AccessKey.textLength): is all of it there?")
    }
    let body = characters.dropLast(AccessKey.checkLength)
    let number = body.dropFirst(AccessKey.prefix.utf8.count).prefix(AccessKeyID.textLength)
    guard let sum = Base32.number(of: characters.suffix(AccessKey.checkLength)), sum == AccessKey.checkSum(Array(body)),
      let id = AccessKeyID(digits: number), body[body.startIndex + AccessKey.prefix.utf8.count + number.count] == 0x5F,
      let secret = Base32.bytes(of: body.suffix(AccessKey.secretLength), count: AccessKey.secretBytes)
    else { throw Malformed(thing, "has a character that is another, or missing: copy it again") }
    self.id = id
    self.secret = secret
  }

  /// The key itself.
  public var text: String {
    let body = AccessKey.prefix + id.description + "_" + Base32.text(of: secret)
    return body + Base32.text(of: AccessKey.checkSum(Array(body.utf8)), length: AccessKey.checkLength)
  }

  /// What is kept of it by who judges it: SHA-256 over what it is for, its number and the secret. From a digest nobody makes
  /// the key: 2^256 tries are none, however fast each of them is.
  public var digest: Digest {
    var bytes = Array("vouch key".utf8) + [0]
    bytes += (0..<8).map { UInt8(truncatingIfNeeded: id.number >> (56 - 8 * UInt64($0))) }
    return Digest(sha256: bytes + secret)
  }

  /// CRC-32C: whatever one character is changed into, or two that stand together, it is seen.
  private static func checkSum(_ bytes: [UInt8]) -> UInt64 { UInt64(CheckSum.crc32c(bytes)) }
}

extension AccessKey: CustomStringConvertible, CustomReflectable {
  /// Its number alone.
  public var description: String { "AccessKey \(id)" }
  /// Nothing.
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// The number of a key: fifty random bits, written as ten digits. No secret.
public struct AccessKeyID: Hashable, Sendable {
  /// 1 … 2^50 - 1.
  public let number: UInt64

  static let textLength = 10
  private static let numbers: ClosedRange<UInt64> = 1...(1 << 50 - 1)

  /// Takes a number of a key, else nothing.
  public init?(number: UInt64) {
    guard AccessKeyID.numbers.contains(number) else { return nil }
    self.number = number
  }

  /// Reads the ten digits; nothing when it is none. A whole key is none either.
  public init?(_ text: some StringProtocol) { self.init(digits: Array(text.utf8)[...]) }

  init?(digits: ArraySlice<UInt8>) {
    guard digits.count == AccessKeyID.textLength, let number = Base32.number(of: digits) else { return nil }
    self.init(number: number)
  }

  init(random: inout some RandomNumberGenerator) { number = .random(in: AccessKeyID.numbers, using: &random) }
}

extension AccessKeyID: CustomStringConvertible, Comparable {
  /// The ten digits: `7k3m9q2v8d`.
  public var description: String { Base32.text(of: number, length: AccessKeyID.textLength) }

  /// By number.
  public static func < (a: AccessKeyID, b: AccessKeyID) -> Bool { a.number < b.number }
}
