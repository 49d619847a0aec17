/// Sellers, distributors and clearing accounts as records, and back. A value no program of this version
/// writes is damage: it is named, never guessed.
internal import CVouchRecords
internal import Ledger

extension Balance {
  var record: vouch_balance { vouch_balance(posted: posted, last_entry: lastEntry) }

  init(_ record: vouch_balance) { self.init(posted: record.posted, lastEntry: record.last_entry) }
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
    record.paying_out = payingOut
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
    payingOut = record.paying_out
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
    record.has_address_key = hasAddressKey ? 1 : 0
    record.exposure = exposure
    record.exposure_limit = exposureLimit
    if let handOverKey { record.hand_over_key = handOverKey.words }
    record.enrolled = enrolled.milliseconds
    record.updated = updated.milliseconds
    return record
  }

  init?(_ record: vouch_distributor_record, id: DistributorID) {
    guard let status = PartyStatus(rawValue: record.status), let currency = Currency(number: record.currency),
      record.has_address_key <= 1
    else { return nil }
    self.init(id: id, status: status, currency: currency, at: Timestamp(milliseconds: record.enrolled))
    debt = Balance(record.debt)
    cashPending = record.cash_pending
    cashLimit = record.cash_limit
    hasAddressKey = record.has_address_key != 0
    exposure = record.exposure
    exposureLimit = record.exposure_limit
    handOverKey = KeyMark(stored: record.hand_over_key)
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
