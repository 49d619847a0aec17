/// Checks of ledgers of format 1 and 2, which lie there as records of a fixed layout until they are next written.
internal import CVouchRecords
internal import Ledger

extension Check {
  init?(_ record: vouch_check_record, id: CheckID) {
    func has(_ flag: Int) -> Bool { Int(record.flags) & flag != 0 }
    guard let drawer = Code(packed: record.drawer), let amount = Amount(minorUnits: record.amount),
      let currency = Currency(number: record.currency), let state = CheckState(rawValue: record.state),
      let method = PaymentMethod(rawValue: record.method), let cover = Cover(rawValue: record.cover),
      let drawnMethod = PaymentMethod(rawValue: record.drawn_method),
      let release = ReleaseRule(rawValue: record.release),
      let deliveryWindow = Timestamp.Span(stored: record.delivery_window),
      let coolingOff = Timestamp.Span(stored: record.cooling_off),
      let guarantee = Timestamp.Span(stored: record.guarantee),
      record.frozen_from == 0 || CheckState(rawValue: record.frozen_from) != nil
    else { return nil }

    var terms = CheckTerms(drawer: AccountID(drawer), amount: amount, currency: currency)
    terms.payee = Code(packed: record.payee).map { SellerID($0) }
    terms.distributor = Code(packed: record.distributor).map { DistributorID($0) }
    terms.method = drawnMethod
    terms.release = release
    terms.expires = has(VOUCH_CHECK_HAS_EXPIRES) ? Timestamp(milliseconds: record.drawn_expires) : nil
    terms.deliveryWindow = has(VOUCH_CHECK_HAS_WINDOW) ? deliveryWindow : nil
    terms.order = has(VOUCH_CHECK_HAS_ORDER) ? Digest(stored: record.order) : nil
    terms.claim = has(VOUCH_CHECK_HAS_CLAIM) ? Digest(stored: record.claim) : nil
    terms.coolingOff = coolingOff
    terms.guarantee = guarantee
    terms.reserveShare = record.reserve_share

    var progress = CheckProgress(terms: terms, expires: Timestamp(milliseconds: record.expires))
    progress.state = state
    progress.method = method
    progress.cover = cover
    progress.confirmed = has(VOUCH_CHECK_CONFIRMED)
    progress.payee = Code(packed: record.presenter).map { SellerID($0) }
    progress.remaining = record.remaining
    progress.captured = record.captured
    progress.capturedFromCard = record.captured_from_card
    progress.released = record.released
    progress.returned = record.returned
    progress.returnedToCard = record.returned_to_card
    progress.demanded = record.demanded
    progress.deadline = Timestamp(stored: record.deadline)
    progress.frozenFrom = CheckState(rawValue: record.frozen_from)
    progress.frozenAt = Timestamp(stored: record.frozen_at)
    progress.locked = record.locked
    progress.lockedUntil = Timestamp(stored: record.locked_until)
    progress.reserved = record.reserved
    progress.reservedUntil = Timestamp(stored: record.reserved_until)

    self.init(
      id: id, terms: terms, issued: Timestamp(milliseconds: record.issued), progress: progress,
      fingerprint: record.fingerprint, firstEntry: record.first_entry, lastEntry: record.last_entry,
      entryCount: record.entry_count, previousOfDrawer: CheckID(stored: record.previous_of_drawer))
  }
}

extension Timestamp {
  /// A moment kept as milliseconds; 0: none.
  init?(stored milliseconds: Int64) {
    guard milliseconds != 0 else { return nil }
    self.init(milliseconds: milliseconds)
  }
}

extension Timestamp.Span {
  init?(stored milliseconds: Int64) {
    guard milliseconds >= 0 else { return nil }
    self.init(milliseconds: UInt64(milliseconds))
  }
}

extension Digest {
  init(stored words: (UInt64, UInt64, UInt64, UInt64)) { self.init(words.0, words.1, words.2, words.3) }
}
