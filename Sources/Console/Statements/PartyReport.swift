/// What a period brought a party on all of its accounts of the book together.
public import Ledger
internal import Wire

/// The statements of a party's accounts beside one another.
public struct PartyReport: Hashable, Sendable {
  public let party: Party
  public let period: StatementPeriod
  /// One an account, all of the same period.
  public let statements: [PeriodStatement]

  /// A report of a party; all statements are its own.
  public init(of party: Party, in period: StatementPeriod, _ statements: [PeriodStatement]) {
    self.party = party
    self.period = period
    self.statements = statements
  }

  /// The party's accounts of the book.
  public static func accounts(of party: Party) -> [BookAccountID] {
    switch party {
    case .account(let id): [.bank(id), .card(id)]
    case .seller(let id): [.available(id), .locked(id), .reserve(id)]
    case .distributor(let id): [.debt(id)]
    }
  }

  /// The sums of one kind of entry.
  public struct Sum: Hashable, Sendable {
    public var kind: JournalEntry.Kind
    /// How many movements.
    public var count: Int
    /// What came from others, less what went to others, in minor units.
    public var amount: Int64
  }

  /// What moved between the party and others, by what happened, the largest first. What only moved from one of its accounts to
  /// another, as proceeds that were unlocked, is no one's gain: such kinds stand at the end with 0.
  public var sums: [Sum] {
    var sums: [JournalEntry.Kind: Sum] = [:]
    for line in statements.flatMap(\.lines) {
      let isWithin = line.counterpart.party == party
      sums[line.kind, default: Sum(kind: line.kind, count: 0, amount: 0)].count += 1
      sums[line.kind, default: Sum(kind: line.kind, count: 0, amount: 0)].amount += isWithin ? 0 : line.amount
    }
    return sums.values.sorted { ($0.amount.magnitude, $1.kind.rawValue) > ($1.amount.magnitude, $0.kind.rawValue) }
  }

  /// What all accounts had before, and have after, in minor units. Invariant: opening + Σ sums = closing.
  public var opening: Int64 { statements.reduce(0) { $0 + $1.opening } }
  public var closing: Int64 { statements.reduce(0) { $0 + $1.closing } }

  /// The currency of all of them.
  var currency: Currency? { statements.first?.currency }
}

extension PartyReport {
  /// For programs. Sums are in minor units.
  public var json: JSON {
    [
      "party": .text("\(party)"), "currency": .optional(currency?.code), "opening": .integer(opening),
      "closing": .integer(closing),
      "accounts": .array(
        statements.map { statement in
          [
            "account": .text(statement.account.title), "opening": .integer(statement.opening),
            "paid_in": .integer(statement.paidIn), "paid_out": .integer(statement.paidOut),
            "closing": .integer(statement.closing), "held": statement.held.map { .integer($0) } ?? .null,
          ]
        }),
      "sums": .array(
        sums.map { ["kind": .text($0.kind.name), "count": .integer(Int64($0.count)), "amount": .integer($0.amount)] }),
    ]
  }

  /// For people: the accounts, then what happened.
  public var text: String {
    guard let currency else { return "" }
    var accounts = TextTable(
      .text("account"), .number("before"), .number("in"), .number("out"), .number("after"), .number("held"), .text(""))
    for statement in statements {
      accounts.add(
        statement.account.title, currency.format(statement.opening), currency.format(statement.paidIn),
        currency.format(statement.paidOut), currency.format(statement.closing),
        statement.held.map { $0 == 0 ? "" : currency.format($0) } ?? "", currency.code)
    }
    accounts.add("together", currency.format(opening), "", "", currency.format(closing), "", currency.code)
    var kinds = TextTable(.text("what happened"), .number("movements"), .number("with others"), .text(""))
    for sum in sums {
      kinds.add(sum.kind.words, grouped(sum.count), sum.amount == 0 ? "" : currency.format(sum.amount), currency.code)
    }
    return sums.isEmpty ? "\(party)\n\(accounts)" : "\(party)\n\(accounts)\n\(kinds)"
  }
}

extension Session {
  /// Shows what a period brought a party.
  public func showReport(of party: Party, in time: StatementPeriodFlags) async throws {
    guard time.moment == nil else { throw Failure.usage("A report is of a period: give --from and --to.") }
    // An end that has been, so that all accounts are seen as of the same moment though they are asked for one after the other.
    let end = try await ask(GetStatus()).time
    let asked = time.period
    guard let period = StatementPeriod(from: asked?.from, to: min(asked?.to ?? end, end)) else {
      throw Failure.usage("The period has not begun.")
    }
    var statements: [PeriodStatement] = []
    for account in PartyReport.accounts(of: party) { statements.append(try await statement(of: account, in: period)) }
    let report = PartyReport(of: party, in: period, statements)
    try show(report.text, json: report.json)
  }
}
