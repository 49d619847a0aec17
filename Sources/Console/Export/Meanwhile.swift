/// What happened since the moment that an export is of: so that what is read later can be put back to it.
internal import Ledger
internal import Wire

/// The journal from the export's moment on, as far as it was read, summed up.
///
/// Balances, holds and checks are read page by page, each page as of its own decision. What was posted, held and decided since
/// stands in the journal; taken away again, all pages are of one moment.
struct Meanwhile {
  /// The last entry of the export.
  let moment: UInt64
  /// The last entry that was looked at.
  private(set) var last: UInt64
  private var posted: [BookAccountID: Int64] = [:]
  private var held: [BookAccountID: Int64] = [:]
  /// Checks that something happened to, as they were at the moment; nil: they were not there.
  private var checks: [CheckID: CheckProgress?] = [:]
  private var drawers: [CheckID: AccountID] = [:]
  private(set) var enrolled: Set<Party> = []
  /// Parties whose data, limits or status were changed: what they were before is kept nowhere.
  private(set) var changed: Set<Party> = []

  /// How many entries may come while an export is made: they are kept in memory, some hundred bytes each.
  static let mostEntries: UInt64 = 1_000_000

  init(after moment: UInt64) {
    self.moment = moment
    last = moment
  }

  /// Takes all entries up to `sequence`, the one that an answer saw.
  mutating func advance(to sequence: UInt64, _ session: Session) async throws(Failure) {
    guard sequence - min(moment, sequence) <= Meanwhile.mostEntries else {
      throw .notNow(
        "More than \(grouped(Meanwhile.mostEntries)) decisions were made while the export was: make it in a quieter hour."
      )
    }
    while last < sequence {
      let limit = Int(min(UInt64(PageBounds.maximum), sequence - last))
      let page = try await session.ask(ReadJournal(from: last + 1, limit: limit))
      guard page.items.first?.entry.sequence == last + 1 else {
        throw .badData(
          "The journal ends before entry \(last + 1), which an answer had seen. Was a backup put back meanwhile?")
      }
      for receipt in page.items {
        try await take(receipt.entry, session)
        last = receipt.entry.sequence
      }
    }
  }

  private mutating func take(_ entry: JournalEntry, _ session: Session) async throws(Failure) {
    for posting in entry.postings.all {
      posted[posting.debit, default: 0] -= posting.amount
      posted[posting.credit, default: 0] += posting.amount
    }
    switch entry.subject {
    case .party(let party):
      switch entry.kind {
      case .enrolled: enrolled.insert(party)
      case .updated, .statusSet, .forgotten: changed.insert(party)
      default: break
      }
    case .check(let id):
      if checks[id] == nil {
        let history = try await session.ask(GetCheck(id))
        // An entry that has no progress changed none.
        checks[id] = .some(history.entries.last { $0.entry.sequence <= moment && $0.entry.hasProgress }?.entry.progress)
        drawers[id] = history.check.terms.drawer
      }
      if let drawer = drawers[id] {
        held[.bank(drawer), default: 0] += entry.heldOnBank
        held[.card(drawer), default: 0] += entry.heldOnCard
      }
    }
  }

  /// What a balance that was read now was at the moment.
  func posted(_ balance: Int64, of account: BookAccountID) -> Int64 { balance - (posted[account] ?? 0) }

  /// What a sum held now was at the moment.
  func held(_ sum: Int64, of account: BookAccountID) -> Int64 { sum - (held[account] ?? 0) }

  /// How far a check that was read now had come; nil where it was not there.
  func progress(of check: CheckDocument) -> CheckProgress? {
    if let known = checks[check.id] { return known }
    return check.progress
  }
}
