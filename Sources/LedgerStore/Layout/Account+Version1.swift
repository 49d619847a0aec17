/// Accounts of ledgers of format 1 and 2, which lie there as records of a fixed layout until they are next written.
internal import CVouchRecords
internal import Ledger

extension Account {
  mutating func readVersion1(_ reader: ByteReader, id: AccountID) -> Bool {
    guard let record = reader.record(vouch_account_record.self), let account = Account(record, id: id) else {
      return false
    }
    self = account
    return true
  }

  init?(_ record: vouch_account_record, id: AccountID) {
    guard let status = PartyStatus(rawValue: record.status), let currency = Currency(number: record.currency),
      let delivery = CheckDelivery(rawValue: record.delivery), let bank = CoverBalance(record.bank),
      let card = CoverBalance(record.card)
    else { return nil }
    self.init(id: id, status: status, currency: currency, at: Timestamp(milliseconds: record.enrolled))
    self.delivery = delivery
    self.bank = bank
    self.card = card
    limits = AccountLimits(
      perCheck: record.per_check, perDay: record.per_day, checksPerDay: record.checks_per_day)
    usedDay = record.used_day
    usedAmount = record.used_amount
    usedCount = record.used_count
    openChecks = record.open_checks
    lastCheck = CheckID(stored: record.last_check)
    updated = Timestamp(milliseconds: record.updated)
  }
}

extension CoverBalance {
  fileprivate init?(_ record: vouch_cover) {
    guard let standing = Standing(rawValue: record.standing) else { return nil }
    self.init(
      balance: Balance(record.balance), held: record.held, line: record.line, standing: standing,
      railSequence: record.rail_sequence)
  }
}
