/// Accounts, sellers, distributors and clearing accounts as records, and back. A value no program of this version
/// writes is damage: it is named, never guessed.
internal import CVouchRecords
internal import Ledger

extension Balance {
  var record: vouch_balance { vouch_balance(posted: posted, last_entry: lastEntry) }

  init(_ record: vouch_balance) { self.init(posted: record.posted, lastEntry: record.last_entry) }
}

extension CoverBalance {
  var record: vouch_cover {
    var record = vouch_cover()
    record.balance = balance.record
    record.held = held
    record.line = line
    record.rail_sequence = railSequence
    record.standing = standing.rawValue
    return record
  }

  init?(_ record: vouch_cover) {
    guard let standing = Standing(rawValue: record.standing) else { return nil }
    self.init(
      balance: Balance(record.balance), held: record.held, line: record.line, standing: standing,
      railSequence: record.rail_sequence)
  }
}

extension Account {
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

extension Seller {
  var record: vouch_seller_record {
    var record = vouch_seller_record()
    record.status = status.rawValue
    record.currency = currency.number
    record.available = available.record
    record.locked = locked.record
    record.reserve = reserve.record
    record.exposure = exposure
    record.exposure_limit = exposureLimit
    record.enrolled = enrolled.milliseconds
    record.updated = updated.milliseconds
    return record
  }

  init?(_ record: vouch_seller_record, id: SellerID) {
    guard let status = PartyStatus(rawValue: record.status), let currency = Currency(number: record.currency) else {
      return nil
    }
    self.init(id: id, status: status, currency: currency, at: Timestamp(milliseconds: record.enrolled))
    available = Balance(record.available)
    locked = Balance(record.locked)
    reserve = Balance(record.reserve)
    exposure = record.exposure
    exposureLimit = record.exposure_limit
    updated = Timestamp(milliseconds: record.updated)
  }
}

extension Distributor {
  var record: vouch_distributor_record {
    var record = vouch_distributor_record()
    record.status = status.rawValue
    record.currency = currency.number
    record.debt = debt.record
    record.cash_pending = cashPending
    record.cash_limit = cashLimit
    record.exposure = exposure
    record.exposure_limit = exposureLimit
    record.enrolled = enrolled.milliseconds
    record.updated = updated.milliseconds
    return record
  }

  init?(_ record: vouch_distributor_record, id: DistributorID) {
    guard let status = PartyStatus(rawValue: record.status), let currency = Currency(number: record.currency) else {
      return nil
    }
    self.init(id: id, status: status, currency: currency, at: Timestamp(milliseconds: record.enrolled))
    debt = Balance(record.debt)
    cashPending = record.cash_pending
    cashLimit = record.cash_limit
    exposure = record.exposure
    exposureLimit = record.exposure_limit
    updated = Timestamp(milliseconds: record.updated)
  }
}

extension TimedID {
  /// The id kept in two words; both zero: none.
  init?(stored words: (UInt64, UInt64)) {
    guard words.0 != 0 || words.1 != 0 else { return nil }
    self.init(high: words.0, low: words.1)
  }
}
