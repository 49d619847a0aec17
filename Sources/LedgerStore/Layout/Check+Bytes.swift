/// Checks as byte strings: bits for what there is, and then only that. What follows from something else, as a full
/// capture from the amount, is a bit too, and times are distances. A check that was settled takes some 80 bytes.
internal import CVouchRecords
internal import LMDB
internal import Ledger

/// How long a check is good unless told otherwise, in milliseconds, as this layout has it: the rule itself may change.
let usualValidity: Int64 = 30 * 86_400_000

extension Check {
  /// Writes the whole string, sealed.
  ///
  /// - Parameter size: how many bytes the string took that it is to stand in for; 0: none. It is then not made smaller,
  ///   as LMDB writes over what has the same size, and moves the rest of its page for what has not.
  mutating func write(over size: Int, to writer: inout ByteWriter) {
    writer.begin(version: checkVersion)
    writer.put(head())
    writer.putWhole(terms.drawer.code.packed)
    writer.putWhole(fingerprint)
    writer.put(terms.amount.minorUnits)
    writer.put(issued.milliseconds &- id.time.milliseconds)
    writer.put(firstEntry)
    writer.put(lastEntry &- firstEntry)
    writer.put(UInt64(entryCount))
    if let payee = terms.payee { writer.putWhole(payee.code.packed) }
    if let distributor = terms.distributor { writer.putWhole(distributor.code.packed) }
    writer.putOptional(terms, since: issued)
    if let previousOfDrawer { writer.put(previousOfDrawer, beside: id) }
    writer.putProgress(of: &self)
    // Not what it has room for already, when it is written again.
    writer.fill(to: size > 0 ? size - MemoryLayout<UInt32>.size : writer.count + room)
    writer.seal(at: IDKey(id))
  }

  /// How many bytes more the check may come to take: an open one is written with room for its end.
  private var room: Int {
    guard progress.state.isOpen else { return 0 }
    var room = 3  // how far away its last entry is
    if progress.payee == nil { room += 8 }
    if terms.release == .onDelivery || progress.method == .cash { room += 13 }  // the demand, and its deadline
    if terms.coolingOff > .none { room += 9 }  // what is locked, and until when
    if terms.guarantee > .none { room += 9 }  // what is reserved, and until when
    return room
  }

  /// Mutating, as `write` is, so that the check is looked at where it lies.
  private mutating func head() -> Bits {
    var head = Bits()
    head.put(progress.state.rawValue, 3)
    head.put(progress.method.rawValue, 2)
    head.put(terms.method.rawValue, 2)
    head.put(progress.cover.rawValue, 2)
    head.put(terms.release.rawValue, 2)
    head.put(progress.frozenFrom?.rawValue ?? 0, 3)
    head.put(progress.confirmed)
    head.put(terms.currency.number, 10)
    // What there is of the terms.
    head.put(terms.payee != nil)
    head.put(terms.distributor != nil)
    head.putOptional(terms)
    head.put(previousOfDrawer != nil)
    // And of how far it has come.
    head.put(progress.payee != nil)
    head.put(progress.payee != terms.payee)
    head.put(Whole(&progress, of: terms.amount.minorUnits).rawValue, 2)
    head.put(progress.expires != usualExpiry(terms, issued))
    head.putOptional(&progress)
    // Last: as it was before there was such a term.
    head.put(terms.sealsAddress)
    return head
  }
}

/// When a check expires whose expiry was not moved.
func usualExpiry(_ terms: CheckTerms, _ issued: Timestamp) -> Timestamp {
  terms.expires ?? Timestamp(milliseconds: issued.milliseconds &+ usualValidity)
}

extension ByteWriter {
  fileprivate mutating func putProgress(of check: inout Check) {
    if let payee = check.progress.payee, payee != check.terms.payee { putWhole(payee.code.packed) }
    if Whole(&check.progress, of: check.terms.amount.minorUnits) == .none { putSums(&check.progress) }
    let usual = usualExpiry(check.terms, check.issued)
    if check.progress.expires != usual { put(check.progress.expires, since: check.issued) }
    putOptional(&check.progress, since: check.issued)
  }
}
