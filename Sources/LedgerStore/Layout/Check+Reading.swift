/// Checks read from byte strings, of whichever version.
internal import CVouchRecords
internal import LMDB
internal import Ledger

extension Check {
  init?(_ reader: inout ByteReader, id: CheckID) {
    self = .blank
    guard read(&reader, id: id) else { return nil }
  }

  /// Becomes, in place, the check of that string; whether it is one.
  mutating func read(_ reader: inout ByteReader, id: CheckID) -> Bool {
    guard reader.version == checkVersion else {
      guard let record = reader.record(vouch_check_record.self), let check = Check(record, id: id) else { return false }
      self = check
      return true
    }
    guard var head = reader.head(), let state = CheckState(rawValue: head.small(3)),
      let method = PaymentMethod(rawValue: head.small(2)), let drawnMethod = PaymentMethod(rawValue: head.small(2)),
      let cover = Cover(rawValue: head.small(2)), let release = ReleaseRule(rawValue: head.small(2)),
      let frozenFrom = head.state()
    else { return false }
    let confirmed = head.flag()
    guard let currency = Currency(number: head.take(10)), let drawer = reader.party(), let fingerprint = reader.whole(),
      let amount = reader.signed().flatMap(Amount.init(minorUnits:)), let sinceID = reader.signed(),
      let firstEntry = reader.number(), let entries = reader.number(),
      let entryCount = reader.number().flatMap(UInt32.init(exactly:))
    else { return false }
    self.id = id
    self.fingerprint = fingerprint
    self.firstEntry = firstEntry
    lastEntry = firstEntry &+ entries
    self.entryCount = entryCount
    previousOfDrawer = nil
    issued = Timestamp(milliseconds: id.time.milliseconds &+ sinceID)
    terms = CheckTerms(drawer: AccountID(drawer), amount: amount, currency: currency)
    terms.method = drawnMethod
    terms.release = release
    progress = CheckProgress(state: state, method: method, cover: cover, expires: issued)
    progress.confirmed = confirmed
    progress.frozenFrom = frozenFrom
    guard readTerms(&head, &reader), readProgress(&head, &reader) else { return false }
    terms.sealsAddress = head.flag()
    return head.isEmptyToEnd && reader.isEmptyToEnd
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
