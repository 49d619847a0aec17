/// How accounts were written before their layout had a second version: what older ledgers hold.
import CVouchRecords
import Ledger

@testable import LedgerStore

extension vouch_account_record: StoredRecord {}

extension Account {
  /// As ledgers of format 1 and 2 have it.
  var record: vouch_account_record {
    var record = vouch_account_record()
    record.status = status.rawValue
    record.delivery = delivery.rawValue
    record.currency = currency.number
    record.bank = bank.record
    record.card = card.record
    record.per_check = limits.perCheck
    record.per_day = limits.perDay
    record.checks_per_day = limits.checksPerDay
    record.used_day = usedDay
    record.used_amount = usedAmount
    record.used_count = usedCount
    record.open_checks = openChecks
    record.last_check = (lastCheck?.high ?? 0, lastCheck?.low ?? 0)
    record.enrolled = enrolled.milliseconds
    record.updated = updated.milliseconds
    return record
  }
}

extension CoverBalance {
  fileprivate var record: vouch_cover {
    var record = vouch_cover()
    record.balance = balance.record
    record.held = held
    record.line = line
    record.rail_sequence = railSequence
    record.standing = standing.rawValue
    return record
  }
}
