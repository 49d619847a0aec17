/// What the journal says of every party's limit and outcomes, entry for entry: always the same for the same journal, so that
/// whoever begins anew comes to the same.
public import Ledger

/// The limits that follow outcomes, as they stand after the entries taken.
public struct OutcomeBook: Sendable {
  private let rule: LimitRule
  /// Whose limit is known and does not stand at none.
  public private(set) var records: [Party: Record] = [:]

  /// One party.
  public struct Record: Hashable, Sendable {
    /// The limit as it is, and as the operator set it last.
    public var limit: Int64
    public var base: Int64
    /// Good outcomes in a row.
    public var run = 0
    /// What the limit should become, and why; nil: it may stay.
    public var proposal: Proposal?
  }

  /// A change of a limit, with its reason.
  public struct Proposal: Hashable, Sendable {
    public var limit: Int64
    public var reason: String
  }

  /// What the reasons of these changes begin with: by it they are told from the operator's own.
  public static let mark = "outcomes:"

  /// A book of nothing.
  public init(rule: LimitRule = LimitRule()) { self.rule = rule }

  /// The name of the limit that follows: of an account what it may draw in a day, of companies how much may be open.
  public static func name(of party: Party) -> String {
    if case .account = party { "per_day" } else { "exposure_limit" }
  }

  /// Takes the next entry. `terms` are those of the check that it is about.
  public mutating func take(_ receipt: Receipt, terms: CheckTerms?) {
    if case .party(let party) = receipt.entry.subject {
      if receipt.entry.kind == .enrolled || receipt.entry.kind == .updated { takeLimit(of: party, receipt.detail) }
      return
    }
    guard let terms else { return }
    for outcome in PartyOutcome.all(of: receipt.entry, terms: terms) { take(outcome, receipt.entry) }
  }

  /// Of a limit set by the operator all begins; one set for outcomes was proposed here.
  private mutating func takeLimit(of party: Party, _ detail: String) {
    let parts = detail.split(separator: ";", maxSplits: 1).map { $0.trimmingCharacters(" ") }
    guard
      let limit = parts.first?.split(separator: " ").first(where: { $0.hasPrefix("\(OutcomeBook.name(of: party))=") })
        .flatMap({ Int64($0.split(separator: "=")[1]) })
    else { return }
    guard limit > 0 else {
      records[party] = nil
      return
    }
    if parts.count > 1, parts[1].hasPrefix(OutcomeBook.mark), var record = records[party] {
      record.limit = limit
      record.proposal = nil
      records[party] = record
    } else {
      records[party] = Record(limit: limit, base: limit)
    }
  }

  private mutating func take(_ outcome: PartyOutcome, _ entry: JournalEntry) {
    guard var record = records[outcome.party] else { return }
    defer { records[outcome.party] = record }
    // What is proposed already is where the next one begins.
    let limit = record.proposal?.limit ?? record.limit
    switch outcome.weight {
    case .neutral: record.run = 0
    case .good:
      record.run += 1
      guard record.run >= rule.run else { return }
      record.run = 0
      propose(rule.grown(limit, base: record.base), "\(rule.run) good outcomes in a row", &record)
    case .bad:
      record.run = 0
      propose(rule.shrunk(limit, base: record.base), "\(entry.kind.words) at \(entry.sequence)", &record)
    }
  }

  private func propose(_ limit: Int64, _ why: String, _ record: inout Record) {
    guard limit != record.proposal?.limit ?? record.limit else { return }
    record.proposal = limit == record.limit ? nil : Proposal(limit: limit, reason: "\(OutcomeBook.mark) \(why)")
  }
}

extension Substring {
  fileprivate func trimmingCharacters(_ character: Character) -> String {
    String(drop { $0 == character }.reversed().drop { $0 == character }.reversed())
  }
}
