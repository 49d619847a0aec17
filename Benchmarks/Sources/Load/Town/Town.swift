/// Before a run the parties join and are funded; after it the books must balance.
internal import Ledger
internal import Wire

/// The books at the end of a run, as the manager's balance sheet has them, in cents.
public struct Proof: Sendable {
  /// The sum of all accounts of the book: 0, or money was made or lost.
  public var total: Int64
  /// What is held on all accounts, and what remains on all open checks: the same.
  public var held: Int64
  public var remaining: Int64
  /// Whether that is so in every currency.
  public var isConserved: Bool

  init(total: Int64, held: Int64, remaining: Int64, isConserved: Bool) {
    (self.total, self.held, self.remaining, self.isConserved) = (total, held, remaining, isConserved)
  }

  /// Of books in one currency.
  public init(total: Int64, held: Int64, remaining: Int64) {
    self.init(total: total, held: held, remaining: remaining, isConserved: total == 0 && held == remaining)
  }

  /// Reads `total held remaining`, as a server of the harness's own prints them in the end.
  public init?(_ text: String) {
    let numbers = text.split(whereSeparator: \.isWhitespace).map { Int64($0) }
    guard numbers.count == 3, let total = numbers[0], let held = numbers[1], let remaining = numbers[2] else {
      return nil
    }
    self.init(total: total, held: held, remaining: remaining)
  }

  /// What `init(_:)` reads.
  public var text: String { "\(total) \(held) \(remaining)" }
}

public struct Town {
  private let caller: Caller

  /// Connects to a manager.
  public init(_ target: Target) throws { caller = try Caller(target) }

  /// Enrols the cast and funds the accounts. Who is known already stays as it is, and is funded once more.
  public func enrol(_ cast: Cast, watch: (String, Int) -> Void) throws {
    try enrol("sellers", 0..<cast.sellers, watch) {
      .enrolSeller(CompanyEnrolment(code: Cast.seller($0).code, currency: Cast.euro))
    }
    try enrol("distributors", 0..<cast.distributors, watch) {
      .enrolDistributor(CompanyEnrolment(code: Cast.distributor($0).code, currency: Cast.euro))
    }
    try enrol("accounts", 0..<cast.accounts, watch) {
      var enrolment = AccountEnrolment(id: Cast.account($0), currency: Cast.euro)
      if cast.paysOverBank { enrolment.update.bankRail = .bank }
      return .enrolAccount(enrolment)
    }
    try enrol("funds", 0..<cast.accounts, watch) {
      .fund(Cast.account($0), .bank, Cast.amount(Cast.funds), .bank)
    }
  }

  private func enrol(
    _ what: String, _ numbers: Range<Int>, _ watch: (String, Int) -> Void,
    _ change: @escaping (Int) -> Administration.Change
  ) throws {
    var random = Dice(seed: UInt64(Clock.now()))
    // The last tag: a worker's ids are never these.
    var ids = Numbers(worker: 0x0FFF)
    ids.setTime(milliseconds: Clock.milliseconds())
    var count = 0
    let calls = numbers.lazy.map { number in
      let id = ids.next(&random)
      return Administration(id: CommandID(high: id.high, low: id.low), change: change(number))
    }
    try caller.ask(calls) { reply in
      switch reply.outcome {
      case .accepted, .refused(.alreadyEnrolled): count += 1
      case .refused(let refusal): throw LoadError("The server refuses \(what): \(refusal)")
      case .invalid(let invalid): throw LoadError("The server does not take \(what): \(invalid)")
      }
      if count % 1000 == 0 { watch(what, count) }
    }
  }

  /// Asks how the manager is, and waits for its answer.
  public func greet() throws { _ = try caller.ask(GetStatus()) }

  /// The books.
  public func prove() throws -> Proof {
    let sheet = try caller.ask(GetBalanceSheet())
    return Proof(
      total: sheet.sheets.reduce(0) { $0 + abs($1.total) }, held: sheet.sheets.reduce(0) { $0 + $1.held },
      remaining: sheet.sheets.reduce(0) { $0 + $1.remaining }, isConserved: sheet.isConserved)
  }
}
