/// What a verification finds: where something is wrong, what it is, and what to do.
internal import LMDB

/// One thing that is not as a ledger should be.
public struct Finding: Error, Hashable, Sendable {
  /// The file or the directory.
  public let file: String
  /// The table in it, if it is one of tables.
  public var table: String?
  /// The record, as the ledger's words have it.
  public var key: String?
  /// The offset in the file, in bytes.
  public var offset: Int?
  public let problem: String
  public let remedy: String

  /// What helps where a ledger is not what was written.
  public static let repair =
    "Stop here: do not write to it. Make a whole ledger of a backup and what the log still has: vouchd repair."

  /// Something that is wrong, which only a backup helps against unless told otherwise.
  public init(
    _ problem: String, file: String, table: String? = nil, key: String? = nil, offset: Int? = nil,
    remedy: String = Finding.repair
  ) {
    self.file = file
    self.table = table
    self.key = key
    self.offset = offset
    self.problem = problem
    self.remedy = remedy
  }
}

/// What a verification tells while it goes on.
public enum VerificationNews: Hashable, Sendable {
  /// What is being looked at, and how far it has come; `all` is 0 where that is not known.
  case progress(String, done: UInt64, all: UInt64)
  case finding(Finding)
  /// Something that is good to know, and no damage.
  case note(String)
}

/// Passes news on, and counts findings.
final class VerificationDesk {
  private let tell: (VerificationNews) -> Void
  private(set) var findings = 0

  init(_ tell: @escaping (VerificationNews) -> Void) { self.tell = tell }

  func report(_ finding: Finding) {
    findings += 1
    tell(.finding(finding))
  }

  func note(_ note: String) { tell(.note(note)) }

  func progress(_ what: String, _ done: UInt64 = 0, of all: UInt64 = 0) { tell(.progress(what, done: done, all: all)) }

  /// Reports a failure of the store as a finding in `file`.
  func report(_ error: StoreError, in file: String) {
    switch error {
    case .damaged(let table, let key, let reason): report(Finding(reason, file: file, table: table, key: key))
    case .log(let error): report(error, in: file)
    case .database(let error): report(Finding("LMDB: \(error)", file: file))
    default: report(Finding("\(error)", file: file))
    }
  }

  func report(_ error: LogError, in file: String) {
    let remedy =
      "Put back a copy of the segment; or \(Finding.repair.prefix(1).lowercased())\(Finding.repair.dropFirst())"
    switch error {
    case .damaged(let path, let offset, let what): report(Finding(what, file: path, offset: offset, remedy: remedy))
    case .foreign(let path): report(Finding("it belongs to another ledger", file: path, offset: 32, remedy: remedy))
    case .otherFormat(let path, let found, _):
      report(Finding("it has format \(found)", file: path, offset: 8, remedy: "Use the program that wrote it."))
    default: report(Finding("\(error)", file: file, remedy: remedy))
    }
  }
}
