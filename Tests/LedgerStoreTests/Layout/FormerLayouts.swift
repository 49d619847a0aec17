/// How checks and journal entries were written before their layouts had a second version: what older ledgers and logs
/// hold.
import CVouchRecords
import LMDB
import Ledger

@testable import LedgerStore

extension vouch_check_record: StoredRecord {}

extension Check {
  /// As ledgers of format 1 and 2 have it.
  var record: vouch_check_record {
    var record = vouch_check_record()
    record.state = progress.state.rawValue
    record.method = progress.method.rawValue
    record.cover = progress.cover.rawValue
    record.drawn_method = terms.method.rawValue
    record.release = terms.release.rawValue
    record.frozen_from = progress.frozenFrom?.rawValue ?? 0
    record.flags = flags
    record.currency = terms.currency.number
    record.reserve_share = terms.reserveShare
    record.entry_count = entryCount
    record.drawer = terms.drawer.code.packed
    record.payee = terms.payee?.code.packed ?? 0
    record.presenter = progress.payee?.code.packed ?? 0
    record.distributor = terms.distributor?.code.packed ?? 0
    record.amount = terms.amount.minorUnits
    record.issued = issued.milliseconds
    record.drawn_expires = terms.expires?.milliseconds ?? 0
    record.delivery_window = terms.deliveryWindow?.milliseconds ?? 0
    record.cooling_off = terms.coolingOff.milliseconds
    record.guarantee = terms.guarantee.milliseconds
    record.order = terms.order?.bigEndianWords ?? (0, 0, 0, 0)
    record.claim = terms.claim?.bigEndianWords ?? (0, 0, 0, 0)
    record.remaining = progress.remaining
    record.captured = progress.captured
    record.captured_from_card = progress.capturedFromCard
    record.released = progress.released
    record.returned = progress.returned
    record.returned_to_card = progress.returnedToCard
    record.demanded = progress.demanded
    record.expires = progress.expires.milliseconds
    record.deadline = progress.deadline?.milliseconds ?? 0
    record.frozen_at = progress.frozenAt?.milliseconds ?? 0
    record.locked = progress.locked
    record.locked_until = progress.lockedUntil?.milliseconds ?? 0
    record.reserved = progress.reserved
    record.reserved_until = progress.reservedUntil?.milliseconds ?? 0
    record.fingerprint = fingerprint
    record.first_entry = firstEntry
    record.last_entry = lastEntry
    record.previous_of_drawer = (previousOfDrawer?.high ?? 0, previousOfDrawer?.low ?? 0)
    return record
  }

  private var flags: UInt8 {
    var flags = 0
    if terms.order != nil { flags |= VOUCH_CHECK_HAS_ORDER }
    if terms.claim != nil { flags |= VOUCH_CHECK_HAS_CLAIM }
    if progress.confirmed { flags |= VOUCH_CHECK_CONFIRMED }
    if terms.deliveryWindow != nil { flags |= VOUCH_CHECK_HAS_WINDOW }
    if terms.expires != nil { flags |= VOUCH_CHECK_HAS_EXPIRES }
    return UInt8(truncatingIfNeeded: flags)
  }
}

extension Receipt {
  /// As ledgers of format 1 and 2 have it.
  var version1: [UInt8] {
    var writer = ByteWriter(capacity: 0)
    writer.put(version1: entry, detail: detail)
    return writer.sealed(at: entry.sequence)
  }
}

extension ByteWriter {
  /// Writes all of an entry but its sequence, which is its key.
  mutating func put(version1 entry: JournalEntry, detail: String) {
    put(entry.kind.rawValue)
    put(entry.time.milliseconds)
    put(version1: entry.actor)
    put(entry.command)
    putWhole(entry.fingerprint)
    put(version1: entry.subject)
    put(UInt64(entry.currency.number))
    put(entry.amount)
    put(entry.heldOnBank)
    put(entry.heldOnCard)
    put(entry.previousOfCheck)
    put(UInt64(entry.postings.count))
    for index in 0..<entry.postings.count { put(version1: entry.postings[index]) }
    put(entry.progress == nil ? 0 : 1 as UInt8)
    if let progress = entry.progress { put(version1: progress) }
    put(detail)
  }

  private mutating func put(version1 actor: Actor) {
    switch actor {
    case .operator: put(1 as UInt8)
    case .terminal(let id):
      put(2 as UInt8)
      putWhole(id.code.packed)
    case .seller(let id):
      put(3 as UInt8)
      putWhole(id.code.packed)
    case .distributor(let id):
      put(4 as UInt8)
      putWhole(id.code.packed)
    case .rail(let rail):
      put(5 as UInt8)
      put(rail.rawValue)
    case .committer: put(6 as UInt8)
    }
  }

  private mutating func put(version1 subject: JournalEntry.Subject) {
    switch subject {
    case .check(let id):
      put(1 as UInt8)
      put(id)
    case .party(let party):
      switch party {
      case .account: put(2 as UInt8)
      case .seller: put(3 as UInt8)
      case .distributor: put(4 as UInt8)
      }
      putWhole(party.code.packed)
    }
  }

  private mutating func put(version1 account: BookAccountID) {
    switch account {
    case .bank(let id): put(1, id.code)
    case .card(let id): put(2, id.code)
    case .available(let id): put(3, id.code)
    case .locked(let id): put(4, id.code)
    case .reserve(let id): put(5, id.code)
    case .debt(let id): put(6, id.code)
    case .clearing(let rail, let currency):
      put(7 as UInt8)
      put(rail.rawValue)
      put(UInt64(currency.number))
    case .settlement: preconditionFailure("no former ledger has such an account")
    case .fees(let currency):
      put(8 as UInt8)
      put(UInt64(currency.number))
    }
  }

  private mutating func put(_ kind: UInt8, _ code: Code) {
    put(kind)
    putWhole(code.packed)
  }

  private mutating func put(version1 posting: Posting) {
    put(version1: posting.debit)
    put(version1: posting.credit)
    put(posting.amount)
    put(posting.previousOfDebit)
    put(posting.previousOfCredit)
  }

  private mutating func put(version1 progress: CheckProgress) {
    put(progress.state.rawValue)
    put(progress.method.rawValue)
    put(progress.cover.rawValue | (progress.confirmed ? 0x80 : 0))
    put(progress.frozenFrom?.rawValue ?? 0)
    putWhole(progress.payee?.code.packed ?? 0)
    // Not in loops: those would make an array for every entry.
    put(progress.remaining)
    put(progress.captured)
    put(progress.capturedFromCard)
    put(progress.released)
    put(progress.returned)
    put(progress.returnedToCard)
    put(progress.demanded)
    put(progress.locked)
    put(progress.reserved)
    put(progress.expires.milliseconds)
    put(progress.deadline?.milliseconds ?? 0)
    put(progress.frozenAt?.milliseconds ?? 0)
    put(progress.lockedUntil?.milliseconds ?? 0)
    put(progress.reservedUntil?.milliseconds ?? 0)
  }
}

extension ByteWriter {
  /// What the log has beside an entry that issued a check.
  mutating func appendSupplement(version1 issue: IssueCheck, to entry: JournalEntry) {
    _ = append(sealedAt: entry.sequence) {
      $0.put(version1: issue.terms)
      $0.put(issue.memo)
    }
  }

  private mutating func put(version1 terms: CheckTerms) {
    putWhole(terms.drawer.code.packed)
    putWhole(terms.payee?.code.packed ?? 0)
    putWhole(terms.distributor?.code.packed ?? 0)
    put(terms.amount.minorUnits)
    put(terms.method.rawValue | terms.release.rawValue << 4)
    put(optional: terms.expires?.milliseconds)
    put(optional: terms.deliveryWindow?.milliseconds)
    put(optional: terms.order)
    put(optional: terms.claim)
    put(terms.coolingOff.milliseconds)
    put(terms.guarantee.milliseconds)
    put(UInt64(terms.reserveShare))
  }

  private mutating func put(optional digest: Digest?) {
    guard let digest else { return put(0 as UInt8) }
    put(1 as UInt8)
    put(digest)
  }

  private mutating func put(optional number: Int64?) {
    put(number == nil ? 0 : 1 as UInt8)
    if let number { put(number) }
  }
}
