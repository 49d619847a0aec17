/// What the statements of one run say, each movement once.
public import Ledger

/// The movements on the manager's own account, and those on others' that bear its ids.
public struct BankLines: Sendable {
  /// The manager's own account.
  public let own: String
  /// In the order of the files.
  public internal(set) var lines: [BankLine] = []
  /// Where statements of the own account do not follow from one another.
  public internal(set) var gaps: [Gap] = []
  /// The first and the last day that statements of the own account are about; nil where none says so.
  public internal(set) var firstDay: BankDay?
  public internal(set) var lastDay: BankDay?
  public internal(set) var tally = Tally()

  /// What was read, in numbers.
  public struct Tally: Hashable, Sendable {
    public var statements = 0
    /// Statements that came twice.
    public var repeatedStatements = 0
    /// Booked movements that are looked at.
    public var lines = 0
    /// Entries that are not booked, and so moved nothing yet.
    public var pending = 0
    /// Movements that another statement or notification tells too.
    public var repeated = 0
    /// Movements on others' accounts that bear no id of the manager's.
    public var foreign = 0
  }

  /// A statement that does not begin with what the one before ended with.
  public struct Gap: Hashable, Sendable {
    public var place: BankLine.Place
    public var before: BankLine.Place
    public var currency: Currency
    /// What the one before ended with, and this one begins with, in minor units.
    public var closing: Int64
    public var opening: Int64
  }
}

extension BankLines {
  /// Sorts a pile out: whose the statements are, and which movements are told more than once.
  ///
  /// - Parameter own: the manager's own account; nil: the only one that there are statements of.
  /// - Throws: where that account is not among them, or another has nothing to do with the manager.
  public init(_ pile: StatementPile, own: String?, ids: ConnectorRules) throws(StatementFault) {
    let own: String = if let own { own.accountNumber } else { try BankLines.onlyAccount(pile) }
    self.own = own
    tally.repeatedStatements = pile.repeated
    guard pile.sheets.contains(where: { $0.statement.account.accountNumber == own }) else {
      throw StatementFault(
        file: "", line: 0, "No statement is of the own account \(own); give its statements, or another --own-account.")
    }
    var told = ToldOnce()
    var ourAccounts: Set<String> = [own]
    // Statements first: what they tell, notifications told before.
    for sheet in pile.sheets.filter({ $0.statement.kind == .statement })
      + pile.sheets.filter({ $0.statement.kind == .notification })
    {
      let isOwn = sheet.statement.account.accountNumber == own
      let lines = BankLine.all(of: sheet.statement, isOwn: isOwn, file: sheet.file)
      let ours = isOwn ? lines : lines.filter { ids.instruction(of: $0.order) != nil }
      if !ours.isEmpty { ourAccounts.insert(sheet.statement.account.accountNumber) }
      let new = told.take(ours, isNotification: sheet.statement.kind == .notification)
      tally.statements += 1
      tally.pending += sheet.statement.entries.count { $0.status != .booked }
      tally.foreign += lines.count - ours.count
      tally.repeated += ours.count - new.count
      self.lines += new
      if isOwn { cover(sheet.statement) }
    }
    tally.lines = lines.count
    if let sheet = pile.sheets.first(where: { !ourAccounts.contains($0.statement.account.accountNumber) }) {
      throw StatementFault(
        file: sheet.file, line: sheet.statement.line,
        "it is of account \(sheet.statement.account) and not of the own account \(own), and none of its entries "
          + "bears an id such as \(ids.order(of: InstructionID(rail: ids.rail, sequence: 4711))); leave it out, or say "
          + "--own-account or --prefix.")
    }
    gaps = BankLines.gaps(in: pile.sheets.filter { $0.statement.account.accountNumber == own })
  }

  private static func onlyAccount(_ pile: StatementPile) throws(StatementFault) -> String {
    let accounts = Set(pile.sheets.map { $0.statement.account.accountNumber }).sorted()
    guard let first = accounts.first, accounts.count == 1 else {
      throw StatementFault(
        file: "", line: 0,
        "The statements are of \(accounts.count) accounts, \(accounts.prefix(3).joined(separator: ", "))"
          + "\(accounts.count > 3 ? ", …" : ""): say which is the own one with --own-account.")
    }
    return first
  }

  private mutating func cover(_ statement: BankStatement) {
    let days = [statement.firstDay, statement.lastDay].compactMap { $0 } + statement.entries.compactMap(\.bookingDay)
    for day in days {
      firstDay = min(firstDay ?? day, day)
      lastDay = max(lastDay ?? day, day)
    }
  }

  /// Statements of one currency, in their order, must follow from one another. Those that say neither days nor numbers
  /// have no order.
  private static func gaps(in sheets: [StatementPile.Sheet]) -> [Gap] {
    let chains = Dictionary(grouping: sheets.filter { $0.statement.kind == .statement }, by: \.statement.currency)
    return chains.values.flatMap { sheets -> [Gap] in
      guard sheets.allSatisfy({ $0.statement.firstDay != nil }) || sheets.allSatisfy({ $0.statement.sequence != nil })
      else { return [] }
      let sorted = sheets.enumerated().sorted { a, b in
        let (one, two) = (a.element.statement, b.element.statement)
        let (oneDay, twoDay) = (one.firstDay?.number ?? 0, two.firstDay?.number ?? 0)
        return (oneDay, one.sequence ?? 0, a.offset) < (twoDay, two.sequence ?? 0, b.offset)
      }.map(\.element)
      return zip(sorted, sorted.dropFirst()).compactMap { before, after in
        guard let closing = before.statement.closing, let opening = after.statement.opening, closing != opening else {
          return nil
        }
        return Gap(
          place: after.place, before: before.place, currency: after.statement.currency, closing: closing,
          opening: opening)
      }
    }
  }
}

extension StatementPile.Sheet {
  var place: BankLine.Place { BankLine.Place(file: file, line: statement.line, statement: statement.id) }
}
