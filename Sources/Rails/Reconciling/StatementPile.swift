/// Statements and notifications of any number of files, before it is known whose they are.
internal import Ledger

/// The files of one run. Every one of them has been read and has added up before it comes here.
public struct StatementPile: Sendable {
  private(set) var sheets: [Sheet] = []
  private var places: [Key: Int] = [:]
  private var entryCount = 0
  /// How many statements came a second time, with the same contents.
  public private(set) var repeated = 0

  /// The most entries of all files: each is kept in memory, with about half a kilobyte.
  public static let mostEntries = 1_000_000
  /// The most files: a year of days, for each of two accounts, fits.
  public static let mostFiles = 1_000

  /// A statement and where it came from.
  struct Sheet: Sendable {
    var statement: BankStatement
    var file: String
  }

  /// What a bank calls one statement.
  private struct Key: Hashable {
    var kind: BankStatement.Kind
    var account: String
    var id: String
  }

  /// No files.
  public init() {}

  /// Takes a file. Throws where it is no statement, or contradicts one that is there.
  public mutating func add(_ bytes: [UInt8], named file: String) throws(StatementFault) {
    let message: BankMessage
    do throws(ISO20022Fault) {
      message = try BankMessage(bytes)
    } catch {
      throw StatementFault(file: file, line: error.line, error.reason)
    }
    switch message {
    case .statements(let statements), .notifications(let statements):
      for statement in statements { try add(statement, file) }
    case .reports(let reports):
      throw StatementFault(
        file: file, line: reports.first?.line ?? 1,
        "it is of a day that is not over (camt.052); give the day's statement, camt.053.")
    case .statuses, .returns:
      throw StatementFault(
        file: file, line: 1, "it tells no movements of an account; give camt.053, or camt.054.")
    }
  }

  private mutating func add(_ statement: BankStatement, _ file: String) throws(StatementFault) {
    let key = Key(kind: statement.kind, account: statement.account.accountNumber, id: statement.id)
    if let place = places[key] {
      let known = sheets[place]
      guard known.statement.isSame(as: statement) else {
        throw StatementFault(
          file: file, line: statement.line,
          "the statement '\(statement.id)' of account \(statement.account) is in \(known.file):\(known.statement.line) "
            + "already, with other contents; ask the bank which one holds, and give that.")
      }
      repeated += 1
      return
    }
    entryCount += statement.entries.count
    guard entryCount <= StatementPile.mostEntries else {
      throw StatementFault(
        file: file, line: statement.line,
        "there are more than \(StatementPile.mostEntries) entries; reconcile a shorter time at once.")
    }
    places[key] = sheets.count
    sheets.append(Sheet(statement: statement, file: file))
  }
}

extension BankStatement {
  /// Whether another says the same, wherever it stands in its file.
  fileprivate func isSame(as other: BankStatement) -> Bool {
    var (one, two) = (self, other)
    (one.line, two.line) = (0, 0)
    for index in one.entries.indices { one.entries[index].line = 0 }
    for index in two.entries.indices { two.entries[index].line = 0 }
    return one == two
  }
}
