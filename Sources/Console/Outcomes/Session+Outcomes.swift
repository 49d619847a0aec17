/// The journal read for outcomes, and limits moved by them.
internal import CheckClient
public import Ledger
internal import Wire

/// How far a reading of the journal for outcomes is.
public struct OutcomeReading: Sendable {
  /// What the journal says so far.
  public var book: OutcomeBook
  /// The entry to go on from; 0: the first that is not in archives alone.
  public var next: UInt64 = 0

  /// Nothing read.
  public init(rule: LimitRule = LimitRule()) { book = OutcomeBook(rule: rule) }
}

extension Session {
  /// Reads on to the journal's end. `progress` is told how many entries were read.
  public func read(
    _ reading: inout OutcomeReading, _ progress: (UInt64) -> Void = { _ in }
  ) async throws(Failure) {
    while true {
      let page = try await ask(ReadJournal(from: reading.next, limit: PageBounds.maximum))
      for receipt in page.items {
        reading.book.take(receipt, terms: try await terms(of: receipt.entry))
        reading.next = receipt.entry.sequence + 1
      }
      progress(max(1, reading.next) - 1)
      if page.items.isEmpty { return }
    }
  }

  /// The terms of the check that an entry with an outcome is about.
  private func terms(of entry: JournalEntry) async throws(Failure) -> CheckTerms? {
    guard case .check(let check) = entry.subject, entry.mayHaveOutcome else { return nil }
    return try await ask(GetCheck(check)).check.terms
  }

  /// Makes the changes that are proposed, each journalled with its reason; gives what was changed. A party that has left
  /// meanwhile is passed over.
  public func apply(_ reading: OutcomeReading) async throws(Failure) -> [(party: Party, receipt: Receipt)] {
    let ids = IDMaker()
    var made: [(Party, Receipt)] = []
    for (party, record) in reading.book.records.sorted(by: { "\($0.key)" < "\($1.key)" }) {
      guard let proposal = record.proposal else { continue }
      let change = try await change(of: party, to: proposal.limit)
      let command = Administration(id: ids.command(), change: change, note: Text(proposal.reason) ?? .empty)
      do {
        made.append((party, try await ask(command)))
      } catch .refused(.accountClosed), .refused(.sellerClosed), .refused(.distributorClosed) {
        continue
      }
    }
    return made
  }

  private func change(of party: Party, to limit: Int64) async throws(Failure) -> Administration.Change {
    switch party {
    case .account(let id):
      var update = AccountUpdate()
      var limits = try await ask(GetAccount(id)).account.limits
      limits.perDay = limit
      update.limits = limits
      return .updateAccount(id, update)
    case .seller(let id):
      var update = CompanyUpdate()
      update.exposureLimit = limit
      return .updateSeller(id, update)
    case .distributor(let id):
      var update = CompanyUpdate()
      update.exposureLimit = limit
      return .updateDistributor(id, update)
    }
  }
}

extension JournalEntry {
  /// Whether entries of its kind can say something of somebody.
  var mayHaveOutcome: Bool {
    switch kind {
    case .captured, .paidOnDelivery, .cashCollected, .railAccepted, .railRejected, .railReturned, .deliveryConfirmed,
      .deliveryFailed, .deadlineLapsed, .withdrawn, .chargedBack, .guaranteeClaimed, .disputeResolved:
      true
    default: false
    }
  }
}

extension OutcomeBook {
  /// Whose limits follow, for programs.
  public var json: JSON {
    .array(
      records.sorted { "\($0.key)" < "\($1.key)" }.map { party, record in
        JSON.object([
          JSON.Member("party", .text("\(party)")), JSON.Member("follows", .text(OutcomeBook.name(of: party))),
          JSON.Member("limit", .integer(record.limit)), JSON.Member("base", .integer(record.base)),
          JSON.Member("run", .integer(Int64(record.run))),
          JSON.Member("proposed", record.proposal.map { .integer($0.limit) } ?? .null),
          JSON.Member("reason", record.proposal.map { .text($0.reason) } ?? .null),
        ])
      })
  }

  /// The same for people, in minor units: the journal does not say in which currency.
  public var text: String {
    var table = TextTable(
      .text("party"), .text("follows"), .number("limit"), .number("as set"), .number("good in a row"),
      .number("proposed"),
      .text("because"))
    for (party, record) in records.sorted(by: { "\($0.key)" < "\($1.key)" }) {
      table.add(
        "\(party)", OutcomeBook.name(of: party), grouped(record.limit), grouped(record.base), grouped(record.run),
        record.proposal.map { grouped($0.limit) } ?? "", record.proposal?.reason ?? "")
    }
    return table.description
  }
}
