/// What the byte strings of checks and of journal entries have in common: how far a check has come. What is written is
/// `inout`, so that it is looked at where it lies; nothing of it is changed.
internal import LMDB
internal import Ledger

/// Which of remaining, captured and released is the whole of a sum, the others being nothing.
enum Whole: UInt8 {
  case none = 0
  case remaining = 1
  case captured = 2
  case released = 3

  init(_ progress: inout CheckProgress, of sum: Int64) {
    switch (progress.remaining, progress.captured, progress.released) {
    case (sum, 0, 0): self = .remaining
    case (0, sum, 0): self = .captured
    case (0, 0, sum): self = .released
    default: self = .none
    }
  }
}

extension CheckProgress {
  /// Whether there is anything of what few checks have.
  fileprivate var hasMore: Bool { capturedFromCard | returned | returnedToCard | demanded != 0 || rest != 0 }

  /// What there is beyond that, in bits: 1 when it was frozen, 2 what pends, 4 what returns.
  fileprivate var rest: UInt8 {
    (frozenAt == nil ? 0 : 1) | (pending == 0 ? 0 : 2) | (returning == 0 ? 0 : 4)
  }
}

// MARK: - Writing

extension Bits {
  /// What there is of what not every check has.
  mutating func putOptional(_ progress: inout CheckProgress) {
    put(progress.deadline != nil)
    put(progress.locked != 0)
    put(progress.lockedUntil != nil)
    put(progress.reserved != 0)
    put(progress.reservedUntil != nil)
    put(progress.hasMore)
  }
}

extension ByteWriter {
  mutating func putSums(_ progress: inout CheckProgress) {
    put(progress.remaining)
    put(progress.captured)
    put(progress.released)
  }

  mutating func putOptional(_ progress: inout CheckProgress, since time: Timestamp) {
    if let deadline = progress.deadline { put(deadline, since: time) }
    if progress.locked != 0 { put(progress.locked) }
    if let lockedUntil = progress.lockedUntil { put(lockedUntil, since: time) }
    if progress.reserved != 0 { put(progress.reserved) }
    if let reservedUntil = progress.reservedUntil { put(reservedUntil, since: time) }
    guard progress.hasMore else { return }
    put(progress.capturedFromCard)
    put(progress.returned)
    put(progress.returnedToCard)
    put(progress.demanded)
    put(progress.rest)
    if let frozenAt = progress.frozenAt { put(frozenAt, since: time) }
    if progress.pending != 0 { put(progress.pending) }
    if progress.returning != 0 { put(progress.returning) }
  }
}

// MARK: - Reading

extension CheckProgress {
  mutating func readSums(_ whole: UInt8, of sum: Int64, _ reader: inout ByteReader) -> Bool {
    switch Whole(rawValue: whole) {
    case .remaining: remaining = sum
    case .captured: captured = sum
    case .released: released = sum
    case .none?:
      guard let remaining = reader.signed(), let captured = reader.signed(), let released = reader.signed() else {
        return false
      }
      self.remaining = remaining
      self.captured = captured
      self.released = released
    case nil: return false
    }
    return true
  }

  mutating func readOptional(_ head: inout Bits, since time: Timestamp, _ reader: inout ByteReader) -> Bool {
    if head.flag() {
      guard let deadline = reader.time(since: time) else { return false }
      self.deadline = deadline
    }
    if head.flag() {
      guard let locked = reader.nonzero() else { return false }
      self.locked = locked
    }
    if head.flag() {
      guard let lockedUntil = reader.time(since: time) else { return false }
      self.lockedUntil = lockedUntil
    }
    if head.flag() {
      guard let reserved = reader.nonzero() else { return false }
      self.reserved = reserved
    }
    if head.flag() {
      guard let reservedUntil = reader.time(since: time) else { return false }
      self.reservedUntil = reservedUntil
    }
    return head.flag() ? readMore(since: time, &reader) : true
  }

  private mutating func readMore(since time: Timestamp, _ reader: inout ByteReader) -> Bool {
    guard let capturedFromCard = reader.signed(), let returned = reader.signed(),
      let returnedToCard = reader.signed(), let demanded = reader.signed(), let rest = reader.byte(), rest < 8
    else { return false }
    self.capturedFromCard = capturedFromCard
    self.returned = returned
    self.returnedToCard = returnedToCard
    self.demanded = demanded
    if rest & 1 != 0 {
      guard let frozenAt = reader.time(since: time) else { return false }
      self.frozenAt = frozenAt
    }
    if rest & 2 != 0 {
      guard let pending = reader.nonzero() else { return false }
      self.pending = pending
    }
    if rest & 4 != 0 {
      guard let returning = reader.nonzero() else { return false }
      self.returning = returning
    }
    return hasMore
  }
}

extension Bits {
  /// A state in three bits; `.some(nil)` where none was written.
  mutating func state() -> CheckState?? {
    let number = small(3)
    guard number != 0 else { return .some(nil) }
    return CheckState(rawValue: number).map { .some($0) }
  }
}
