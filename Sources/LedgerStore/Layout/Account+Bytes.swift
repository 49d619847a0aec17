/// Accounts as byte strings: bits for what there is, and then only that; times are distances. An account as most are takes
/// some 50 bytes, and 64 with room to become what it usually becomes.
internal import LMDB
internal import Ledger

extension Account {
  /// Writes the whole string, sealed.
  ///
  /// - Parameter size: how many bytes the string took that it is to stand in for; 0: none. It keeps that size where it can,
  ///   as LMDB writes over what has the same size, and moves the rest of its page, or splits it, for what has not.
  func write(over size: Int, to writer: inout ByteWriter) {
    writer.begin(version: accountVersion)
    writer.put(head)
    writer.put(enrolled.milliseconds)
    let begin = writer.count
    if bank.line != 0 { writer.put(bank.line) }
    if card.line != 0 { writer.put(card.line) }
    if limits.perCheck != 0 { writer.put(limits.perCheck) }
    if limits.perDay != 0 { writer.put(limits.perDay) }
    if limits.checksPerDay != 0 { writer.put(UInt64(limits.checksPerDay)) }
    // What few accounts have comes on top.
    let usual = Self.usualSize + (card.standing == .none ? 0 : Self.coverSize) + writer.count - begin
    if updated != enrolled { writer.put(updated, since: enrolled) }
    writer.put(bank)
    writer.put(card)
    if hasUsed {
      writer.put(Int64(usedDay) - Int64(usedDayBase))
      writer.put(usedAmount)
      writer.put(UInt64(usedCount))
    }
    if openChecks != 0 { writer.put(UInt64(openChecks)) }
    if let lastCheck { writer.put(lastCheck) }
    let least = writer.count + MemoryLayout<UInt32>.size
    // What outgrew its room gets some more, so that it does not grow by a byte each time.
    let end = least <= size ? size : max(usual, least + (size > 0 ? 4 : 0))
    writer.fill(to: end - MemoryLayout<UInt32>.size)
    writer.seal(at: CodeKey(id.code))
  }

  /// How many bytes an account takes that is as most are: 18 that it always has, 6 for when it was changed, 16 for its bank
  /// cover, 7 for what it used of a day, 1 for how many checks are open, 16 for the last one. All but the first 18 come
  /// with time, and LMDB has 48 such accounts in a page.
  private static var usualSize: Int { 64 }

  /// How many of these a cover takes: 4 each for what is posted and held, up to a million, 5 for its last entry and 3 for
  /// the number of a statement.
  private static var coverSize: Int { 16 }

  private var head: Bits {
    var head = Bits()
    head.put(status.rawValue, 3)
    head.put(delivery.rawValue, 2)
    head.put(currency.number, 10)
    head.put(bank.standing.rawValue, 2)
    head.put(card.standing.rawValue, 2)
    // What there is.
    head.put(bank.line != 0)
    head.put(card.line != 0)
    head.put(limits.perCheck != 0)
    head.put(limits.perDay != 0)
    head.put(limits.checksPerDay != 0)
    head.put(updated != enrolled)
    head.put(bank)
    head.put(card)
    head.put(hasUsed)
    head.put(openChecks != 0)
    head.put(lastCheck != nil)
    // Last: as it was before there were such rails.
    head.put(bank.rail.rawValue - 1, 2)
    head.put(card.rail.rawValue - 1, 2)
    return head
  }

  /// Whether there is anything of what was used in a day.
  var hasUsed: Bool { usedDay != 0 || usedAmount != 0 || usedCount != 0 }

  /// The day from which that of what was used is a distance: mostly it is the same.
  var usedDayBase: UInt32 { (lastCheck?.time ?? enrolled).day }
}

extension Bits {
  fileprivate mutating func put(_ cover: CoverBalance) {
    put(cover.balance.posted != 0)
    put(cover.balance.lastEntry != 0)
    put(cover.held != 0)
    put(cover.railSequence != 0)
  }
}

extension ByteWriter {
  fileprivate mutating func put(_ cover: CoverBalance) {
    if cover.balance.posted != 0 { put(cover.balance.posted) }
    if cover.balance.lastEntry != 0 { put(cover.balance.lastEntry) }
    if cover.held != 0 { put(cover.held) }
    if cover.railSequence != 0 { put(cover.railSequence) }
  }
}
