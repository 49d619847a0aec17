/// The journal, from its first entry to its last: without gaps, each posting linked to the one before, and what each entry
/// speaks of is there. What archives have may be gone; then what is left goes on from what was carried over.
internal import CVouchRecords
internal import LMDB
internal import Ledger

extension TableInspection {
  func inspectJournal(_ book: BookTally) throws(StoreError) {
    var expected: UInt64 = 1
    var time = Timestamp(milliseconds: .min)
    var receipt = Receipt.blank
    walk(tables.journal, book.isFirst ? nil : "journal, for more accounts") { sequence, bytes throws(StoreError) in
      if book.isFirst, sequence != expected, sequence &- 1 > archived {
        report("the entries from \(expected) on are missing before it", tables.journal, sequence)
      }
      expected = sequence &+ 1
      let isRead = try tables.journal.opened(at: sequence, newest: entryVersion, bytes) { receipt.read(&$0) }
      guard isRead else { throw tables.journal.damaged(sequence, .impossible) }
      if book.isFirst {
        if receipt.entry.time < time { report("it is older than the entry before it", tables.journal, sequence) }
        time = receipt.entry.time
        inspectSubject(of: receipt.entry, book)
      }
      inspectPostings(of: &receipt.entry, book)
      if receipt.entry.kind == .issued { inspectIssue(receipt.entry, book) }
      return true
    }
    guard book.isFirst else { return }
    if expected != meta.sequence &+ 1, meta.sequence > archived {
      report("it has entry \(meta.sequence), and the journal ends at \(expected &- 1)", tables.meta, Tables.metaKey)
    } else if expected == meta.sequence &+ 1, meta.sequence > 0, time.milliseconds != meta.time {
      report("its time is not that of the last entry", tables.meta, Tables.metaKey)
    }
  }

  /// What an entry says it is about, and what is found by it.
  private func inspectSubject(of entry: JournalEntry, _ book: BookTally) {
    switch entry.subject {
    case .check: book.checkEntries += 1
    case .party(let party):
      book.partyEntries += 1
      let key = IDKey(entry.command)
      let known = found { () throws(StoreError) in try tables.entry(ofAdministration: entry.command, in: view) }
      if case .some(.none) = known {
        report("the id of entry \(entry.sequence) is not kept", tables.commands, key)
      } else if let known, let known, known != entry.sequence {
        report("it says entry \(known), and is the id of entry \(entry.sequence)", tables.commands, key)
      }
      let isThere: Bool =
        switch party {
        case .account(let id): has(CodeKey(id.code), in: tables.accounts)
        case .seller(let id): book.sellers.index(of: id.code) != nil
        case .distributor(let id): book.distributors.index(of: id.code) != nil
        }
      if !isThere { report("it is about \(party), which there is not", tables.journal, entry.sequence) }
    }
    guard hasInstructions, entry.sequence >= meta.firstTelling else { return }
    entry.eachInstruction { told in
      book.told += 1
      expectInstruction(told.id, of: entry) { kept in
        kept.purpose == told.purpose && kept.subject == told.subject && kept.amount == told.amount
          && kept.currency == told.currency && kept.time == told.time
      }
    }
    if let id = entry.instruction { expectInstruction(id, of: entry) { $0.subject == entry.subject } }
  }

  private func expectInstruction(_ id: InstructionID, of entry: JournalEntry, _ isRight: (RailInstruction) -> Bool) {
    guard let kept = found({ () throws(StoreError) in try tables.instruction(id, in: view) }) else { return }
    let key = InstructionKey(id, isOpen: true)
    guard let kept else {
      // Gone with the entry that told it.
      if id.sequence <= archived, id.sequence != entry.sequence { return }
      return report("entry \(entry.sequence) speaks of it, and it is missing", tables.instructions, key)
    }
    if !isRight(kept) { report("it is not what entry \(entry.sequence) says", tables.instructions, key) }
  }

  private func inspectPostings(of entry: inout JournalEntry, _ book: BookTally) {
    for index in 0..<entry.postings.count {
      let posting = entry.postings[index]
      if book.isFirst, posting.amount <= 0 { report("it posts \(posting.amount)", tables.journal, entry.sequence) }
      inspect(posting.debit, after: posting.previousOfDebit, in: entry, book)
      inspect(posting.credit, after: posting.previousOfCredit, in: entry, book)
    }
    // All postings of an entry know the same one before it.
    for index in 0..<entry.postings.count {
      let posting = entry.postings[index]
      book.post(-posting.amount, to: posting.debit, sequence: entry.sequence)
      book.post(posting.amount, to: posting.credit, sequence: entry.sequence)
    }
  }

  private func inspect(_ account: BookAccountID, after previous: UInt64, in entry: JournalEntry, _ book: BookTally) {
    switch book.balance(of: account) {
    case .elsewhere: return
    case .missing: report("it posts to \(account), which there is not", tables.journal, entry.sequence)
    case .balance(let balance, let currency):
      if currency != entry.currency {
        report("it posts \(entry.currency) to \(account), which is in \(currency)", tables.journal, entry.sequence)
      }
      if balance.lastEntry != previous, entry.sequence > archived {
        report(
          "it links \(account) to entry \(previous), and the last there was \(balance.lastEntry)", tables.journal,
          entry.sequence)
      }
    }
  }

  /// An entry that issued a check: the check is there, and behind the drawer's one before.
  private func inspectIssue(_ entry: JournalEntry, _ book: BookTally) {
    guard case .check(let id) = entry.subject else {
      return report("it issued no check", tables.journal, entry.sequence)
    }
    var check = Check.blank
    guard let isThere = found({ () throws(StoreError) in try tables.load(id, into: &check, in: view) }) else { return }
    guard isThere else {
      if book.isFirst { report("it was issued by entry \(entry.sequence), and is missing", tables.checks, IDKey(id)) }
      return
    }
    if book.isFirst, check.firstEntry != entry.sequence {
      report("it was issued by entry \(entry.sequence), and says \(check.firstEntry)", tables.checks, IDKey(id))
    }
    let drawer = check.terms.drawer
    guard book.has(drawer), let index = book.accounts.index(of: drawer.code) else { return }
    if check.previousOfDrawer != book.accounts[index].lastCheck, !isGone(check.previousOfDrawer) {
      report("the check before it of \(drawer) is another than it says", tables.checks, IDKey(id))
    }
    book.accounts[index].lastCheck = id
  }

  /// Whether a check may have gone to the archives, and is not here.
  func isGone(_ check: CheckID?) -> Bool {
    guard archived > 0, let check else { return false }
    return !has(IDKey(check), in: tables.checks)
  }
}
