/// What a distributor says of a hand-over: which check's goods, to whom, when, and on what sight.

/// The whole statement. It has a name in it: it stays with the carrier, the seller and the buyer; the ledger has its digest.
///
/// Absent: a signature (`SignedHandOver`); a way to leave out the salt, without which the digest would tell the name to
/// whoever tries the names of a street.
public struct HandOverStatement: Hashable, Sendable {
  /// The check that pays the goods: 16 bytes.
  public let check: [UInt8]
  /// The delivery's number at the carrier, which is the order's: 16 bytes.
  public let delivery: [UInt8]
  /// The distributor's code.
  public let distributor: String
  /// Who took the goods, as the driver wrote it; may be empty.
  public let recipient: String
  /// When, in milliseconds since 1970-01-01 UTC, by the carrier's clock.
  public let milliseconds: Int64
  public let shown: Shown
  /// 16 random bytes.
  public let salt: [UInt8]

  /// On what sight the goods were handed over.
  public enum Shown: Hashable, Sendable {
    /// The buyer's code: only who has it from the buyer can have told it.
    case code
    /// The recipient signed, on paper or glass; that signature is the carrier's to keep.
    case signature
    /// Nobody took it: it was left at this place.
    case left(at: String)
    /// Somebody took it, and showed nothing.
    case nothing
  }

  /// How many bytes ids and salt have.
  public static let idBytes = 16
  /// The longest code, name and place, in bytes of UTF-8: those of the wire contract.
  public static let maximumCodeBytes = 12
  public static let maximumTextBytes = 256

  /// A statement; nil where an id or the salt has another length than 16, a text is too long, the code or the place is empty.
  public init?(
    check: [UInt8], delivery: [UInt8], distributor: String, recipient: String, milliseconds: Int64, shown: Shown,
    salt: [UInt8]
  ) {
    guard check.count == HandOverStatement.idBytes, delivery.count == HandOverStatement.idBytes,
      salt.count == HandOverStatement.idBytes,
      (1...HandOverStatement.maximumCodeBytes).contains(distributor.utf8.count),
      recipient.utf8.count <= HandOverStatement.maximumTextBytes
    else { return nil }
    if case .left(let place) = shown {
      guard (1...HandOverStatement.maximumTextBytes).contains(place.utf8.count) else { return nil }
    }
    self.check = check
    self.delivery = delivery
    self.distributor = distributor
    self.recipient = recipient
    self.milliseconds = milliseconds
    self.shown = shown
    self.salt = salt
  }

  /// A salt that nobody can guess.
  public static func freshSalt() -> [UInt8] {
    (0..<HandOverStatement.idBytes).map { _ in UInt8.random(in: 0...UInt8.max) }
  }
}

// MARK: - Bytes

extension HandOverStatement {
  /// Of the byte form.
  static let version: UInt8 = 1

  /// The byte form: version (1), check (16), delivery (16), time (8), what was shown (1), salt (16), and the code, the
  /// recipient and the place, each with its length before it (1, 2, 2). The same statement has the same bytes everywhere.
  public var bytes: [UInt8] {
    var bytes = [HandOverStatement.version] + check + delivery
    bytes.append(littleEndian: UInt64(bitPattern: milliseconds))
    bytes.append(shown.number)
    bytes += salt
    bytes.append(UInt8(distributor.utf8.count))
    bytes += distributor.utf8
    for text in [recipient, shown.place] {
      bytes.append(littleEndian: UInt16(text.utf8.count))
      bytes += text.utf8
    }
    return bytes
  }

  /// Reads exactly what `bytes` makes, else nothing. Takes anything.
  public init?(_ bytes: [UInt8]) {
    var cursor = ByteCursor(bytes)
    guard cursor.version(HandOverStatement.version),
      let check = cursor.bytes(HandOverStatement.idBytes), let delivery = cursor.bytes(HandOverStatement.idBytes),
      let time = cursor.number(UInt64.self), let number = cursor.number(UInt8.self),
      let salt = cursor.bytes(HandOverStatement.idBytes),
      let codeLength = cursor.number(UInt8.self), let distributor = cursor.text(Int(codeLength)),
      let nameLength = cursor.number(UInt16.self), let recipient = cursor.text(Int(nameLength)),
      let placeLength = cursor.number(UInt16.self), let place = cursor.text(Int(placeLength)),
      let shown = Shown(number, place: place), cursor.isAtEnd
    else { return nil }
    self.init(
      check: Array(check), delivery: Array(delivery), distributor: distributor, recipient: recipient,
      milliseconds: Int64(bitPattern: time), shown: shown, salt: Array(salt))
  }

  /// SHA-256 of the byte form: what the ledger keeps.
  public var digest: [UInt8] { Hash.sha256(bytes) }
}

extension HandOverStatement.Shown {
  fileprivate var number: UInt8 {
    switch self {
    case .code: 1
    case .signature: 2
    case .left: 3
    case .nothing: 4
    }
  }

  fileprivate var place: String { if case .left(let place) = self { place } else { "" } }

  fileprivate init?(_ number: UInt8, place: String) {
    switch (number, place.isEmpty) {
    case (1, true): self = .code
    case (2, true): self = .signature
    case (3, false): self = .left(at: place)
    case (4, true): self = .nothing
    default: return nil
    }
  }
}

extension ByteCursor {
  /// The next `count` bytes as UTF-8; nil where they are none.
  fileprivate mutating func text(_ count: Int) -> String? {
    bytes(count).flatMap { String(validating: $0, as: UTF8.self) }
  }
}
