/// Accounts read from byte strings, of whichever version.
internal import CVouchRecords
internal import LMDB
internal import Ledger

extension Account {
  init?(_ reader: inout ByteReader, id: AccountID) {
    self = .blank
    guard read(&reader, id: id) else { return nil }
  }

  /// Becomes, in place, the account of that string; whether it is one. Every issue by an account that is not in memory
  /// waits for it.
  mutating func read(_ reader: inout ByteReader, id: AccountID) -> Bool {
    guard reader.version == accountVersion else { return readVersion1(reader, id: id) }
    guard var head = reader.head(), let status = PartyStatus(rawValue: head.small(3)),
      let delivery = CheckDelivery(rawValue: head.small(2)), let currency = Currency(number: head.take(10)),
      let bankStanding = Standing(rawValue: head.small(2)), let cardStanding = Standing(rawValue: head.small(2)),
      let enrolled = reader.signed()
    else { return false }
    self.id = id
    self.status = status
    self.delivery = delivery
    self.currency = currency
    self.enrolled = Timestamp(milliseconds: enrolled)
    bank.standing = bankStanding
    card.standing = cardStanding
    guard reader.read(&bank.line, head.flag()), reader.read(&card.line, head.flag()),
      reader.read(&limits.perCheck, head.flag()), reader.read(&limits.perDay, head.flag()),
      reader.read(&limits.checksPerDay, head.flag()), readUpdated(head.flag(), &reader),
      bank.read(&head, &reader), card.read(&head, &reader)
    else { return false }
    let hasUsed = head.flag()
    // Behind what it is a distance to.
    var distance: Int64 = 0
    if hasUsed {
      guard let day = reader.signed(), let amount = reader.signed(),
        let count = reader.number().flatMap(UInt32.init(exactly:))
      else { return false }
      distance = day
      usedAmount = amount
      usedCount = count
    }
    guard reader.read(&openChecks, head.flag()), readLastCheck(head.flag(), &reader),
      let bankRail = PaymentRail(rawValue: head.small(2) + 1), let cardRail = PaymentRail(rawValue: head.small(2) + 1)
    else { return false }
    bank.rail = bankRail
    card.rail = cardRail
    return readUsed(hasUsed, distance) && head.isEmptyToEnd && reader.isEmptyToEnd
  }

  @inline(__always)
  private mutating func readUpdated(_ isThere: Bool, _ reader: inout ByteReader) -> Bool {
    updated = enrolled
    guard isThere else { return true }
    guard let time = reader.time(since: enrolled), time != enrolled else { return false }
    updated = time
    return true
  }

  @inline(__always)
  private mutating func readLastCheck(_ isThere: Bool, _ reader: inout ByteReader) -> Bool {
    lastCheck = nil
    guard isThere else { return true }
    guard let id = reader.id(CheckID.self) else { return false }
    lastCheck = id
    return true
  }

  @inline(__always)
  private mutating func readUsed(_ isThere: Bool, _ distance: Int64) -> Bool {
    guard isThere else {
      usedDay = 0
      usedAmount = 0
      usedCount = 0
      return true
    }
    guard let day = UInt32(exactly: Int64(usedDayBase) &+ distance) else { return false }
    usedDay = day
    return hasUsed
  }
}

extension CoverBalance {
  /// What there is of it but its line and standing; whether it can be.
  @inline(__always)
  fileprivate mutating func read(_ head: inout Bits, _ reader: inout ByteReader) -> Bool {
    guard reader.read(&balance.posted, head.flag()), reader.read(&balance.lastEntry, head.flag()),
      reader.read(&held, head.flag()), reader.read(&railSequence, head.flag())
    else { return false }
    return true
  }
}

extension ByteReader {
  /// A number that was written only if it is something; whether it can be.
  @inline(__always)
  fileprivate mutating func read(_ number: inout Int64, _ isThere: Bool) -> Bool {
    guard isThere else {
      number = 0
      return true
    }
    guard let found = nonzero() else { return false }
    number = found
    return true
  }

  @inline(__always)
  fileprivate mutating func read(_ number: inout UInt64, _ isThere: Bool) -> Bool {
    guard isThere else {
      number = 0
      return true
    }
    guard let found = self.number(), found != 0 else { return false }
    number = found
    return true
  }

  @inline(__always)
  fileprivate mutating func read(_ number: inout UInt32, _ isThere: Bool) -> Bool {
    var long: UInt64 = 0
    guard read(&long, isThere), let short = UInt32(exactly: long) else { return false }
    number = short
    return true
  }
}
