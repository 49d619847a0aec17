/// An export of everything: parties as they can be enrolled again, balances, checks and the journal, all of one moment.
internal import Foundation
internal import Ledger
internal import Wire

/// An export that is being made, in a directory of its own.
struct FullExport {
  let session: Session
  let format: ExportFormat
  let directory: String
  var meanwhile: Meanwhile
  var files: [JSON] = []
  private(set) var omitted: [PartyOmission: UInt64] = [:]
  /// The sum of all balances, by currency: zero, or the export is no good.
  private(set) var sums: [Currency: Int64] = [:]
  var progress: ExportProgress

  static let balances = ExportTable(name: "balances", columns: ["account", "currency", "posted", "held"])

  init(_ session: Session, as format: ExportFormat, in directory: String, at moment: UInt64, progress: Bool) {
    self.session = session
    self.format = format
    self.directory = directory
    self.progress = ExportProgress(isAsked: progress)
    meanwhile = Meanwhile(after: moment)
  }

  /// Reads all, and writes it.
  mutating func run() async throws(Failure) {
    var balances = try ExportFile(FullExport.balances, as: format, in: directory)
    try await parties(&balances)
    try await clearing(&balances)
    files.append(try balances.close())
    try await checks()
    try await journal()
    progress.end()
  }

  // MARK: - Parties and balances

  private mutating func parties(_ balances: inout ExportFile) async throws(Failure) {
    try await registry(.accounts, &balances) {
      ListAccounts(from: $0, limit: $1)
    } row: { record, meanwhile in
      let account = record.account
      let lines: [BalanceLine] = [
        BalanceLine(.bank(account.id), account.bank.balance.posted, account.bank.held, account.currency),
        BalanceLine(.card(account.id), account.card.balance.posted, account.card.held, account.currency),
      ]
      let posted = meanwhile.posted(account.bank.balance.posted, of: .bank(account.id))
      var then = record
      then.account.card.balance.posted = meanwhile.posted(account.card.balance.posted, of: .card(account.id))
      return (.account(account.id), account.status, then.row(posted: posted), lines)
    }
    try await registry(.sellers, &balances) {
      ListSellers(from: $0, limit: $1)
    } row: { record, _ in
      let seller = record.seller
      let lines: [BalanceLine] = [
        BalanceLine(.available(seller.id), seller.available.posted, 0, seller.currency),
        BalanceLine(.locked(seller.id), seller.locked.posted, 0, seller.currency),
        BalanceLine(.reserve(seller.id), seller.reserve.posted, 0, seller.currency),
      ]
      return (.seller(seller.id), seller.status, record.row, lines)
    }
    try await registry(.distributors, &balances) {
      ListDistributors(from: $0, limit: $1)
    } row: { record, _ in
      let distributor = record.distributor
      let line = BalanceLine(.debt(distributor.id), distributor.debt.posted, 0, distributor.currency)
      return (.distributor(distributor.id), distributor.status, record.row, [line])
    }
  }

  /// One balance as it was read.
  private struct BalanceLine {
    let account: BookAccountID
    let posted: Int64
    let held: Int64
    let currency: Currency

    init(_ account: BookAccountID, _ posted: Int64, _ held: Int64, _ currency: Currency) {
      (self.account, self.posted, self.held, self.currency) = (account, posted, held, currency)
    }
  }

  /// Writes a registry's two files: the parties that can be enrolled again, and those that are closed.
  private mutating func registry<C: Call, Record, ID>(
    _ registry: Registry, _ balances: inout ExportFile, page call: (ID?, Int) -> C,
    row: (Record, Meanwhile) -> (Party, PartyStatus, PartyRow, [BalanceLine])
  ) async throws(Failure) where C.Accepted == Page<Record, ID> {
    var open = try ExportFile(PartySheet.exportTable(of: registry), as: format, in: directory)
    var closed = try ExportFile(PartySheet.exportTable(of: registry, suffix: "-closed"), as: format, in: directory)
    var next: ID?
    repeat {
      let (page, sequence) = try await session.reply(to: call(next, PageBounds.maximum))
      try await meanwhile.advance(to: sequence, session)
      for record in page.items {
        let (party, status, row, lines) = row(record, meanwhile)
        guard !meanwhile.enrolled.contains(party) else { continue }
        if status == .closed { try closed.write(row.values) } else { try open.write(row.values) }
        for omission in row.omissions { omitted[omission, default: 0] += 1 }
        for line in lines { try write(line, to: &balances) }
      }
      progress.show("\(registry)", open.records + closed.records)
      next = page.next
    } while next != nil
    files += [try open.close(), try closed.close()]
  }

  private mutating func write(_ line: BalanceLine, to file: inout ExportFile) throws(Failure) {
    let posted = meanwhile.posted(line.posted, of: line.account)
    // Wrapped, never trapped on: a book that overflows is shown as one that does not add up.
    sums[line.currency, default: 0] &+= posted
    try file.write([
      .text(line.account.title), .text(line.currency.code), .integer(posted),
      .integer(meanwhile.held(line.held, of: line.account)),
    ])
  }

  /// The accounts of the book that no party has.
  private mutating func clearing(_ balances: inout ExportFile) async throws(Failure) {
    for sheet in try await session.ask(GetBalanceSheet()).sheets {
      for line in sheet.lines {
        guard let rail = line.rail else { continue }
        let account: BookAccountID =
          line.kind == .settlement ? .settlement(rail, sheet.currency) : .clearing(rail, sheet.currency)
        let (statement, sequence) = try await session.reply(to: StatementQuery(account: account, limit: 1))
        try await meanwhile.advance(to: sequence, session)
        try write(BalanceLine(account, statement.balance, 0, sheet.currency), to: &balances)
      }
    }
  }
}
