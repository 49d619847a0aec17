/// Checks read from byte strings, of whichever version.
internal import CVouchRecords
internal import LMDB
internal import Ledger

extension Check {
  init?(_ reader: inout ByteReader, id: CheckID) {
    guard reader.version == checkVersion else {
      guard let record = reader.record(vouch_check_record.self) else { return nil }
      self.init(record, id: id)
      return
    }
    guard var head = reader.head(), let state = CheckState(rawValue: head.small(3)),
      let method = PaymentMethod(rawValue: head.small(2)), let drawnMethod = PaymentMethod(rawValue: head.small(2)),
      let cover = Cover(rawValue: head.small(2)), let release = ReleaseRule(rawValue: head.small(2)),
      let frozenFrom = head.state()
    else { return nil }
    let confirmed = head.flag()
    guard let currency = Currency(number: head.take(10)), let drawer = reader.party(), let fingerprint = reader.whole(),
      let amount = reader.signed().flatMap(Amount.init(minorUnits:)), let sinceID = reader.signed(),
      let firstEntry = reader.number(), let entries = reader.number(),
      let entryCount = reader.number().flatMap(UInt32.init(exactly:))
    else { return nil }
    let issued = Timestamp(milliseconds: id.time.milliseconds &+ sinceID)

    var terms = CheckTerms(drawer: AccountID(drawer), amount: amount, currency: currency)
    terms.method = drawnMethod
    terms.release = release
    self.init(
      id: id, terms: terms, issued: issued,
      progress: CheckProgress(state: state, method: method, cover: cover, expires: issued),
      fingerprint: fingerprint, firstEntry: firstEntry, lastEntry: firstEntry &+ entries, entryCount: entryCount,
      previousOfDrawer: nil)
    progress.confirmed = confirmed
    progress.frozenFrom = frozenFrom
    guard readTerms(&head, &reader), readProgress(&head, &reader), head.isEmptyToEnd, reader.isEmptyToEnd() else {
      return nil
    }
  }

  /// What there is of the terms; whether it can be.
  private mutating func readTerms(_ head: inout Bits, _ reader: inout ByteReader) -> Bool {
    if head.flag() {
      guard let payee = reader.party() else { return false }
      terms.payee = SellerID(payee)
    }
    if head.flag() {
      guard let distributor = reader.party() else { return false }
      terms.distributor = DistributorID(distributor)
    }
    guard terms.readOptional(&head, since: issued, &reader) else { return false }
    if head.flag() {
      guard let previous = reader.id(CheckID.self, beside: id) else { return false }
      previousOfDrawer = previous
    }
    return true
  }

  /// What there is of its progress; whether it can be.
  private mutating func readProgress(_ head: inout Bits, _ reader: inout ByteReader) -> Bool {
    switch (head.flag(), head.flag()) {
    case (false, false): guard terms.payee == nil else { return false }
    case (false, true): guard terms.payee != nil else { return false }
    case (true, false):
      guard terms.payee != nil else { return false }
      progress.payee = terms.payee
    case (true, true):
      guard let payee = reader.party(), SellerID(payee) != terms.payee else { return false }
      progress.payee = SellerID(payee)
    }
    guard progress.readSums(head.small(2), of: terms.amount.minorUnits, &reader) else { return false }
    progress.expires = usualExpiry(terms, issued)
    if head.flag() {
      guard let expires = reader.time(since: issued), expires != progress.expires else { return false }
      progress.expires = expires
    }
    return progress.readOptional(&head, since: issued, &reader)
  }
}
