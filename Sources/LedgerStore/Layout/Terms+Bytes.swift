/// The terms of a check: bits for what there is, and then only that. The log keeps them beside the entry that issued it,
/// which says most of them.
internal import LMDB
internal import Ledger

extension Bits {
  /// What there is of what few checks are given.
  mutating func putOptional(_ terms: CheckTerms) {
    put(terms.expires != nil)
    put(terms.deliveryWindow != nil)
    put(terms.order != nil)
    put(terms.claim != nil)
    put(terms.coolingOff > .none)
    put(terms.guarantee > .none)
    put(terms.reserveShare != 0)
  }
}

extension ByteWriter {
  mutating func putOptional(_ terms: CheckTerms, since time: Timestamp) {
    if let expires = terms.expires { put(expires, since: time) }
    if let window = terms.deliveryWindow { put(window.milliseconds) }
    if let order = terms.order { put(order) }
    if let claim = terms.claim { put(claim) }
    if terms.coolingOff > .none { put(terms.coolingOff.milliseconds) }
    if terms.guarantee > .none { put(terms.guarantee.milliseconds) }
    if terms.reserveShare != 0 { put(UInt64(terms.reserveShare)) }
  }

  /// Writes what `entry`, which issued the check, does not say.
  mutating func put(_ terms: CheckTerms, memo: Text, of entry: inout JournalEntry) {
    let isByDrawer = entry.actor == .terminal(terms.drawer)
    let isToPayee = (entry.hasProgress ? entry.reached.payee : nil) == terms.payee
    let isOfAmount = entry.amount == terms.amount.minorUnits
    var bits = Bits()
    // The first seven make a byte of a number, and most checks have no others.
    bits.put(terms.method.rawValue, 2)
    bits.put(terms.release.rawValue, 2)
    bits.put(terms.distributor != nil)
    bits.put(!isByDrawer)
    bits.put(!isToPayee || !isOfAmount)
    bits.putOptional(terms)
    bits.put(memo != .empty)
    // Last: it takes no byte where it is not so.
    bits.put(terms.sealsAddress)
    put(bits.word)
    if let distributor = terms.distributor { putWhole(distributor.code.packed) }
    if !isByDrawer { putWhole(terms.drawer.code.packed) }
    if !isToPayee || !isOfAmount {
      putWhole(terms.payee?.code.packed ?? 0)
      put(terms.amount.minorUnits)
    }
    putOptional(terms, since: entry.time)
    if memo != .empty { put(memo.value) }
  }
}

extension ByteReader {
  /// The terms of the check that `entry` issued, and its memo; nil for what no program writes.
  mutating func terms(of entry: JournalEntry) -> (terms: CheckTerms, memo: Text)? {
    guard let drawer = entry.actor.account ?? AccountID("NOBODY"), let amount = Amount(minorUnits: 1) else {
      return nil
    }
    var terms = CheckTerms(drawer: drawer, amount: amount, currency: entry.currency)
    var memo = Text.empty
    var entry = entry
    return readTerms(of: &entry, into: &terms, memo: &memo) ? (terms, memo) : nil
  }

  /// Reads the same over `terms` and `memo`, whatever they are; whether there is what a program writes. The entry is only
  /// looked at, where it lies.
  mutating func readTerms(of entry: inout JournalEntry, into terms: inout CheckTerms, memo: inout Text) -> Bool {
    guard let word = number() else { return false }
    var bits = Bits(word: word)
    guard let method = PaymentMethod(rawValue: bits.small(2)), let release = ReleaseRule(rawValue: bits.small(2)) else {
      return false
    }
    terms.method = method
    terms.release = release
    terms.distributor = nil
    if bits.flag() {
      guard let code = party() else { return false }
      terms.distributor = DistributorID(code)
    }
    guard let drawer = bits.flag() ? party().map({ AccountID($0) }) : entry.actor.account else { return false }
    terms.drawer = drawer
    terms.currency = entry.currency
    if bits.flag() {
      guard let payee = code(), let amount = signed().flatMap(Amount.init(minorUnits:)) else { return false }
      terms.payee = payee.map { SellerID($0) }
      terms.amount = amount
    } else {
      guard let amount = Amount(minorUnits: entry.amount) else { return false }
      terms.payee = entry.hasProgress ? entry.reached.payee : nil
      terms.amount = amount
    }
    terms.clearOptional()
    guard terms.readOptional(&bits, since: entry.time, &self) else { return false }
    memo = .empty
    if bits.flag() {
      guard let text = text(), let text, text != .empty else { return false }
      memo = text
    }
    terms.sealsAddress = bits.flag()
    return bits.isEmptyToEnd
  }
}

extension CheckTerms {
  /// Nothing of what few checks are given.
  fileprivate mutating func clearOptional() {
    expires = nil
    deliveryWindow = nil
    order = nil
    claim = nil
    coolingOff = .none
    guarantee = .none
    reserveShare = 0
  }

  /// What there is of what few checks are given; whether it can be.
  mutating func readOptional(_ bits: inout Bits, since time: Timestamp, _ reader: inout ByteReader) -> Bool {
    if bits.flag() {
      guard let expires = reader.time(since: time) else { return false }
      self.expires = expires
    }
    if bits.flag() {
      guard let window = reader.signed().flatMap(Timestamp.Span.init(stored:)) else { return false }
      deliveryWindow = window
    }
    if bits.flag() {
      guard let order = reader.digest() else { return false }
      self.order = order
    }
    if bits.flag() {
      guard let claim = reader.digest() else { return false }
      self.claim = claim
    }
    return readShares(&bits, &reader)
  }

  private mutating func readShares(_ bits: inout Bits, _ reader: inout ByteReader) -> Bool {
    if bits.flag() {
      guard let coolingOff = reader.nonzero().flatMap(Timestamp.Span.init(stored:)) else { return false }
      self.coolingOff = coolingOff
    }
    if bits.flag() {
      guard let guarantee = reader.nonzero().flatMap(Timestamp.Span.init(stored:)) else { return false }
      self.guarantee = guarantee
    }
    if bits.flag() {
      guard let share = reader.number().flatMap(UInt16.init(exactly:)), share != 0 else { return false }
      reserveShare = share
    }
    return true
  }
}

extension Actor {
  /// The account whose terminal it is, if one.
  fileprivate var account: AccountID? {
    if case .terminal(let id) = self { id } else { nil }
  }
}
