/// A manager that is always right, because it asks the auditor's own book, and a way to have it say something else.

@testable import Audit

struct Conversation {
  private var book = Book()
  private(set) var auditor = Auditor()
  private var journal: [Entry] = []
  var time: Int64 = 1_800_000_000_000
  private var made: UInt8 = 0

  /// Sixteen bytes that begin with the time.
  mutating func id() -> [UInt8] {
    made += 1
    let milliseconds = UInt64(time)
    return (0..<6).map { UInt8(truncatingIfNeeded: milliseconds >> (40 - 8 * $0)) } + [
      0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, made,
    ]
  }

  /// Asks, is answered, and has the answer changed before the client gets it.
  mutating func ask(_ ask: Ask, _ change: (inout Reply) -> Void = { _ in }) {
    let number = auditor.send(ask)
    var reply = answer(ask)
    change(&reply)
    auditor.receive(reply.bytes(to: ask, book), to: number, latest: time + 10, mayLackSpace: false)
  }

  /// Asks, and is refused without having been judged.
  mutating func refuse(_ ask: Ask, _ name: String) {
    let number = auditor.send(ask)
    let reply = Reply(sequence: book.sequence, outcome: .refused(name))
    auditor.receive(reply.bytes(to: ask, book), to: number, latest: time + 10, mayLackSpace: false)
  }

  /// The manager does something that nobody has asked for.
  mutating func carryOutUnasked(_ ask: Ask) { _ = answer(ask) }

  /// The last entry is no more.
  mutating func loseLast() {
    journal.removeLast()
    book.sequence -= 1
  }

  private mutating func answer(_ ask: Ask) -> Reply {
    switch book.answer(to: ask, at: time) {
    case .refused(let name): return Reply(sequence: book.sequence, outcome: .refused(name))
    case .told(let outcome): return Reply(sequence: book.sequence, outcome: outcome)
    case .yes: break
    }
    if case .journal(let from, let limit) = ask.what {
      let entries = Array(journal.dropFirst(Int(max(from, 1)) - 1).prefix(Int(limit)))
      return Reply(
        sequence: book.sequence, outcome: .journal(entries, next: max(from, 1) + UInt64(entries.count)))
    }
    if case .check(let id) = ask.what, let check = book.checks[id] {
      let told = CheckTold(
        id: id, terms: check.terms, issued: check.issued, progress: check.progress,
        entryCount: UInt64(check.entries.count), entries: check.entries.map { journal[Int($0) - 1] })
      return Reply(sequence: book.sequence, outcome: .check(told))
    }
    if let effect = book.effects[ask.id] {
      return Reply(sequence: book.sequence, outcome: .entry(journal[Int(effect.sequence) - 1]))
    }
    let entry = book.carryOut(ask, at: time)
    journal.append(entry)
    return Reply(sequence: book.sequence, outcome: .entry(entry))
  }

  /// Reads the journal, unless it is kept back, and judges.
  mutating func judge(isWhole: Bool = true) -> [String] {
    if isWhole { ask(Ask(.journal(from: 1, limit: 100))) }
    return auditor.judge(isWhole: isWhole).faults
  }
}

extension Reply {
  var entry: Entry? {
    get { if case .entry(let entry) = outcome { entry } else { nil } }
    set { if let newValue { outcome = .entry(newValue) } }
  }

  var account: AccountTold? {
    get { if case .account(let account) = outcome { account } else { nil } }
    set { if let newValue { outcome = .account(newValue) } }
  }

  var check: CheckTold? {
    get { if case .check(let check) = outcome { check } else { nil } }
    set { if let newValue { outcome = .check(newValue) } }
  }

  var verified: Verified? {
    get { if case .verified(let verified) = outcome { verified } else { nil } }
    set { if let newValue { outcome = .verified(newValue) } }
  }
}

// MARK: - As bytes

extension Reply {
  fileprivate func bytes(to ask: Ask, _ book: Book) -> [UInt8] {
    var fields = FieldWriter()
    fields.number(1, sequence)
    switch outcome {
    case .refused(let name): fields.message(3) { $0.text(2, name) }
    case .invalid(let what): fields.message(4) { $0.text(1, what) }
    case .entry(let entry):
      fields.message(2) { fields in
        guard case .issue(let terms) = ask.what, let progress = entry.progress else { return fields.write(entry) }
        fields.message(1) { $0.write(entry) }
        let check = CheckTold(id: ask.id, terms: terms, issued: entry.time, progress: progress, entryCount: 1)
        fields.message(2) { $0.write(check) }
      }
    case .journal(let entries, let next):
      fields.message(2) { fields in
        for entry in entries { fields.message(1) { $0.write(entry) } }
        fields.number(2, next)
      }
    case .check(let check):
      fields.message(2) { fields in
        fields.message(1) { $0.write(check) }
        for entry in check.entries { fields.message(2) { $0.write(entry) } }
      }
    case .verified(let verified):
      fields.message(2) {
        $0.number(1, verified.amount)
        $0.text(2, verified.currency)
        $0.number(3, verified.release)
        $0.message(4) { $0.write(verified.progress) }
      }
    case .account(let account): fields.message(2) { $0.write(account) }
    case .seller, .distributor, .status: preconditionFailure("no test asks for it")
    }
    return fields.bytes
  }
}

extension FieldWriter {
  fileprivate mutating func write(_ entry: Entry) {
    number(1, entry.sequence)
    number(2, entry.time)
    number(3, entry.kind.rawValue)
    message(4) {
      $0.number(1, entry.role)
      $0.text(2, entry.code)
    }
    bytes(5, entry.command)
    bytes(7, entry.check)
    if let party = entry.party {
      message(8) {
        $0.number(1, party.kind.rawValue)
        $0.text(2, party.code)
      }
    }
    text(9, entry.currency)
    number(10, entry.amount)
    if let progress = entry.progress { message(11) { $0.write(progress) } }
    number(12, entry.heldOnBank)
    number(13, entry.heldOnCard)
    for move in entry.moves {
      message(14) {
        $0.message(1) { $0.write(move.from) }
        $0.message(2) { $0.write(move.to) }
        $0.number(3, move.amount)
        $0.number(4, move.previousOfFrom)
        $0.number(5, move.previousOfTo)
      }
    }
    number(15, entry.previousOfCheck)
  }

  private mutating func write(_ pocket: Pocket) {
    number(1, pocket.kind.rawValue)
    text(2, pocket.code)
    text(4, pocket.currency)
  }

  fileprivate mutating func write(_ progress: Progress) {
    number(1, progress.state.rawValue)
    number(2, progress.method.rawValue)
    number(3, progress.cover.rawValue)
    flag(4, progress.confirmed)
    text(5, progress.payee)
    let numbers = [
      progress.remaining, progress.captured, progress.capturedFromCard, progress.released, progress.returned,
      progress.returnedToCard, progress.demanded, progress.expires, progress.deadline,
      Int64(progress.frozenFrom?.rawValue ?? 0), progress.frozenAt, progress.locked, progress.lockedUntil,
      progress.reserved, progress.reservedUntil,
    ]
    for (index, value) in numbers.enumerated() { number(6 + UInt64(index), value) }
  }

  fileprivate mutating func write(_ check: CheckTold) {
    bytes(1, check.id)
    message(2) {
      $0.text(1, check.terms.drawer)
      $0.text(2, check.terms.payee)
      $0.number(4, check.terms.amount)
      $0.text(5, check.terms.currency)
      $0.number(6, check.terms.method.rawValue)
      $0.number(7, check.terms.release.rawValue)
      $0.number(8, check.terms.expires)
    }
    number(3, check.issued)
    message(4) { $0.write(check.progress) }
    number(10, check.entryCount)
  }

  fileprivate mutating func write(_ account: AccountTold) {
    text(1, account.code)
    number(2, account.status)
    text(3, account.currency)
    message(6) { $0.write(account.bank) }
    message(7) { $0.write(account.card) }
    message(8) {
      $0.number(1, account.perCheck)
      $0.number(2, account.perDay)
      $0.number(3, account.checksPerDay)
    }
    number(9, account.usedDay)
    number(10, account.usedAmount)
    number(11, account.usedCount)
    number(12, account.openChecks)
    bytes(13, account.lastCheck)
    number(14, account.enrolled)
    number(15, account.updated)
  }

  private mutating func write(_ cover: CoverTold) {
    number(1, cover.posted)
    number(2, cover.held)
    number(3, cover.line)
    number(4, cover.available)
    number(5, cover.standing)
    number(7, cover.lastEntry)
  }
}
