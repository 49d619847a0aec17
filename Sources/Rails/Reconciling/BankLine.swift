/// One movement on one account as a bank booked it: what is held against the ledger.
public import Ledger

/// A payment of a booked entry. An entry that lists no payments is one line without an id.
public struct BankLine: Hashable, Sendable {
  /// The account's number, without spaces.
  public var account: String
  /// Whether it is the manager's own account; the others are drawers' and sellers'.
  public var isOwn: Bool
  /// As the account's owner sees it.
  public var direction: BankEntry.Direction
  /// Minor units, not negative; nil where the bank does not say it in the account's currency.
  public var amount: Int64?
  public var currency: Currency
  /// The booking day, or where there is none the value day, or the statement's last.
  public var day: BankDay?
  /// The end-to-end id; empty where there is none.
  public var order: String
  /// Whether the bank says that money comes back.
  public var isReturn: Bool
  /// The bank's own reference of the entry; empty where it gave none.
  public var bankReference: String
  public var place: Place

  /// Where it stands.
  public struct Place: Hashable, Sendable, CustomStringConvertible {
    public var file: String
    /// From 1.
    public var line: Int
    /// The bank's id of the statement.
    public var statement: String

    public init(file: String, line: Int, statement: String) {
      self.file = file
      self.line = line
      self.statement = statement
    }

    /// `2026-12-01.xml:24`
    public var description: String { "\(file):\(line)" }
  }
}

extension BankLine {
  /// The lines of a statement: of each booked entry its payments, and what of its sum they leave unexplained.
  static func all(of statement: BankStatement, isOwn: Bool, file: String) -> [BankLine] {
    statement.entries.filter { $0.status == .booked }.flatMap { entry in
      var rest: Int128? = Int128(entry.signedAmount)
      var lines = entry.details.map { detail in
        var line = BankLine(entry, of: statement, isOwn: isOwn, file: file)
        line.direction = detail.direction ?? entry.direction
        line.amount = detail.amount
        line.order = detail.endToEndID
        line.isReturn = detail.isReturn || entry.isReversal
        rest = detail.amount.flatMap { amount in rest.map { $0 - Int128(line.direction == .credit ? amount : -amount) }
        }
        return line
      }
      // Of an entry without payments all is left. Where a payment's amount is not known, the rest is not either.
      if let rest, rest != 0 {
        var line = BankLine(entry, of: statement, isOwn: isOwn, file: file)
        line.amount = Int64(clamping: rest.magnitude)
        line.direction = rest > 0 ? .credit : .debit
        lines.append(line)
      }
      return lines
    }
  }

  private init(_ entry: BankEntry, of statement: BankStatement, isOwn: Bool, file: String) {
    self.init(
      account: statement.account.accountNumber, isOwn: isOwn, direction: entry.direction, amount: entry.amount,
      currency: statement.currency, day: entry.bookingDay ?? entry.valueDay ?? statement.lastDay, order: "",
      isReturn: entry.isReversal, bankReference: entry.bankReference,
      place: Place(file: file, line: entry.line, statement: statement.id))
  }
}

extension String {
  /// A number of an account as it is compared: people write it with spaces, and in small letters too.
  public var accountNumber: String { uppercased().filter { $0 != " " } }
}
