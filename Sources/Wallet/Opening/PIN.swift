/// The number that opens the wallet, and what is kept of it.
internal import Crypto
internal import CryptoExtras
internal import Foundation
public import Terminal

/// A PIN, as its owner writes it. Its description does not tell it.
public struct PIN: Sendable, CustomStringConvertible {
  let digits: [UInt8]
  /// As it was written.
  public var entered: String { String(decoding: digits, as: UTF8.self) }

  /// How many digits it has: fewer are soon tried through, more nobody remembers.
  public static let lengths = 6...12

  /// Reads a PIN; nothing where it is none, with other characters than digits.
  public init?(_ text: some StringProtocol) {
    let digits = Array(text.utf8)
    guard PIN.lengths.contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    self.digits = digits
  }

  /// Whether it is one that everybody tries first: one digit again and again, or a row of them up or down.
  public var isObvious: Bool {
    let steps = Set(zip(digits, digits.dropFirst()).map { Int($1) - Int($0) })
    return steps == [0] || steps == [1] || steps == [-1]
  }

  public var description: String { "a PIN of \(digits.count) digits" }
}

extension StoredPIN {
  /// How slow a try is, as the exponent of scrypt's N: with blocks of 8 it takes 64 MiB and a good part of a second, so that a
  /// million of them take whoever has stolen the home days, and a try at the door disturbs nobody.
  public static let usualCost: UInt8 = 16

  /// What is kept of a PIN.
  public init(_ pin: PIN, cost: UInt8 = StoredPIN.usualCost) throws {
    var random = SystemRandomNumberGenerator()
    let salt = (0..<StoredPIN.saltBytes).map { _ in UInt8.random(in: 0...UInt8.max, using: &random) }
    let hash = try StoredPIN.hash(pin, salt, cost)
    guard let stored = StoredPIN(salt: salt, cost: cost, hash: hash) else {
      preconditionFailure("both have their length")
    }
    self = stored
  }

  /// Whether it is this PIN. Takes as long either way.
  func isMade(of pin: PIN) throws -> Bool {
    let found = try StoredPIN.hash(pin, salt, cost)
    return zip(found, hash).reduce(into: UInt8(0)) { $0 |= $1.0 ^ $1.1 } == 0
  }

  private static func hash(_ pin: PIN, _ salt: [UInt8], _ cost: UInt8) throws -> [UInt8] {
    let key = try KDF.Scrypt.deriveKey(
      from: pin.digits, salt: salt, outputByteCount: hashBytes, rounds: 1 << Int(cost), blockSize: 8, parallelism: 1)
    return unsafe key.withUnsafeBytes { bytes in unsafe Array(bytes) }
  }
}
