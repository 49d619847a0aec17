/// What a distributor owes of the cash it collected, and for how long: pay-ins clear the oldest collection first.
public import Ledger
internal import Wire

/// A distributor's debt by its age.
public struct DebtAgeing: Hashable, Sendable {
  public let distributor: DistributorID
  public let currency: Currency
  /// In minor units; 0 or more.
  public let owed: Int64
  /// How much it may owe and be about to collect; 0: it collects no cash.
  public let limit: Int64
  /// What is not paid in, the oldest first.
  public private(set) var collections: [Collection] = []

  /// One collection of which something is still owed.
  public struct Collection: Hashable, Sendable {
    public var subject: JournalEntry.Subject
    public var time: Timestamp
    /// What was collected, and what of it is owed.
    public var amount: Int64
    public var owed: Int64
  }

  /// The ages told apart, in days: what is older than the last has come to stay.
  public static let ages = [7, 30]

  /// A debt of `owed`, nothing yet of what it is made of.
  public init(_ distributor: DistributorID, currency: Currency, owed: Int64, limit: Int64) {
    self.distributor = distributor
    self.currency = currency
    self.owed = owed
    self.limit = limit
  }

  /// What is not explained yet.
  private var rest: Int64 { owed - collections.reduce(0) { $0 + $1.owed } }

  /// Takes lines of the debt's statement, newest first, as far as they matter. Whether more are wanted.
  ///
  /// As pay-ins clear the oldest first, what is owed are the newest collections that come to the sum.
  public mutating func take(_ lines: [Statement.Line]) -> Bool {
    for line in lines where line.amount < 0 && rest > 0 {
      let owed = min(-line.amount, rest)
      collections.insert(Collection(subject: line.subject, time: line.time, amount: -line.amount, owed: owed), at: 0)
    }
    return rest > 0
  }

  /// The sums by age at `now`: up to each of `ages`, and beyond.
  public func sums(at now: Timestamp) -> [Int64] {
    var sums = [Int64](repeating: 0, count: DebtAgeing.ages.count + 1)
    for collection in collections {
      let days = (now.milliseconds - collection.time.milliseconds) / 86_400_000
      sums[DebtAgeing.ages.firstIndex { days <= $0 } ?? DebtAgeing.ages.count] += collection.owed
    }
    return sums
  }
}

extension Session {
  /// What a distributor owes, and since when.
  public func ageing(of distributor: Distributor) async throws(Failure) -> DebtAgeing {
    var ageing = DebtAgeing(
      distributor.id, currency: distributor.currency, owed: max(0, -distributor.debt.posted),
      limit: distributor.cashLimit)
    var query = StatementQuery(account: .debt(distributor.id), limit: PageBounds.maximum)
    var wantsMore = ageing.owed > 0
    while wantsMore {
      let page = try await ask(query)
      wantsMore = ageing.take(page.lines) && page.next != nil
      query.from = page.next
    }
    return ageing
  }
}

extension DebtAgeing {
  /// For programs. Sums are in minor units.
  public func json(at now: Timestamp) -> JSON {
    let sums = sums(at: now)
    return [
      "distributor": .text(distributor.description), "currency": .text(currency.code), "owed": .integer(owed),
      "limit": .integer(limit), "up_to_7_days": .integer(sums[0]), "up_to_30_days": .integer(sums[1]),
      "older": .integer(sums[2]),
      "collections": .array(
        collections.map { collection in
          JSON.object([
            collection.subject.member, JSON.Member("time", collection.time.json),
            JSON.Member("amount", .integer(collection.amount)), JSON.Member("owed", .integer(collection.owed)),
          ])
        }),
    ]
  }

  /// Several for people, and each collection that is owed for.
  public static func table(_ debts: [DebtAgeing], at now: Timestamp) -> String {
    var table = TextTable(
      .text("distributor"), .number("owes"), .number("≤ 7 days"), .number("≤ 30 days"), .number("older"), .text(""),
      .number("limit"))
    var parts = TextTable(
      .text("distributor"), .text("collected"), .text("check"), .number("amount"), .number("owed"), .text(""))
    for debt in debts {
      let currency = debt.currency
      table.add(
        [debt.distributor.description, currency.format(debt.owed)] + debt.sums(at: now).map { currency.format($0) }
          + [currency.code, currency.format(debt.limit)])
      for collection in debt.collections {
        parts.add(
          debt.distributor.description, collection.time.withZone, collection.subject.title,
          currency.format(collection.amount), currency.format(collection.owed), currency.code)
      }
    }
    return debts.allSatisfy(\.collections.isEmpty) ? "\(table)" : "\(table)\n\(parts)"
  }
}
