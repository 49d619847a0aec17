/// What one part of a backup is: which ledger's, from where to where, and each file with its checksum.
internal import Crypto
internal import Foundation
internal import LedgerStore

/// The manifest of a part: `manifest.json`, written last, so that a part without one is none.
public struct BackupManifest: Codable, Hashable, Sendable {
  /// A file of the part.
  public struct File: Codable, Hashable, Sendable {
    public let name: String
    public let bytes: Int
    /// SHA-256, in hexadecimal.
    public let sha256: String
  }

  /// Of the manifest's form.
  public var version = BackupManifest.version
  /// The ledger's identity, in hexadecimal.
  public var ledger: String
  /// Which life of the ledger: another after each restore, so that parts of two lives are never put together.
  public var era: String
  /// An entry that the tables have, and all before it; nil: the part has log alone.
  public var tables: UInt64?
  /// The part goes on from this entry…
  public var after: UInt64
  /// … to this one.
  public var through: UInt64
  /// The time of the last one, in milliseconds since 1970.
  public var time: Int64
  /// When the part was made, likewise.
  public var made: Int64
  /// The program that made it.
  public var program: String
  public var files: [File] = []

  static let version = 1
  static let fileName = "manifest.json"

  var json: Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    guard let data = try? encoder.encode(self) else { preconditionFailure("a manifest is numbers and texts") }
    return data
  }
}

/// Why a backup could not be made or used: what is wrong, where, and what to do.
public struct BackupProblem: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}

/// What is asked of a vouchd that runs, and what it says: lines of JSON, and after a `piece` so many bytes.
enum BackupMessage {
  /// What the program asks for.
  struct Request: Codable {
    /// Log from here on; nil: everything.
    var after: UInt64?
    /// The life of the ledger that this was of.
    var era: String?
    /// Bytes a second; 0: as many as come.
    var rate: Int = 0
    /// A part is kept that ends so: the log before it is not needed any more.
    var kept: UInt64?
    /// Not a backup: archives are kept, and what they have may go.
    var archives: Archives?
  }

  /// Archives that are kept somewhere and were verified there: from which entry on, and the head they end with.
  struct Archives: Codable {
    let first: UInt64
    let last: UInt64
    let size: UInt64
    /// In hexadecimal.
    let root: String
    /// Only what was decided before: milliseconds since 1970.
    let before: Int64
  }

  /// How far a ledger is archived.
  struct Archived: Codable {
    let through: UInt64
    let time: Int64
    let checks: UInt64
    let entries: UInt64
  }

  /// What vouchd says.
  struct Reply: Codable {
    struct Piece: Codable {
      let file: String
      let bytes: Int
    }

    /// Some of a file follows; what belongs to one comes together.
    var piece: Piece?
    /// That was all.
    var end: BackupManifest?
    /// Why it cannot be had; and whether everything can, where log alone cannot.
    var failure: String?
    var wantsAll: Bool?
    /// How far the letting go has come, and how far it came in the end.
    var archived: Archived?
    var archivedEnd: Archived?
  }
}

extension LedgerStore.LedgerIdentity {
  /// 32 hexadecimal digits.
  var hex: String {
    [high, low].map { String(repeating: "0", count: 16 - String($0, radix: 16).count) + String($0, radix: 16) }.joined()
  }
}

extension SHA256 {
  /// What was taken in, in hexadecimal.
  var hex: String {
    finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
