/// Checks as records, and back.
internal import CVouchRecords
internal import Ledger

extension Check {
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
