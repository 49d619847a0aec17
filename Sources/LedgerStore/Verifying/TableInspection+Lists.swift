/// Tables that lead to others: ids, memos, profiles, what is due, and what paying systems were told.
internal import CVouchRecords
internal import LMDB
internal import Ledger

extension TableInspection {
  func inspectLists() {
    walk(tables.commands) { key, bytes throws(StoreError) in
      let record = try tables.commands.opened(vouch_command_record.self, at: key, bytes)
      let receipt = try tables.receipt(record.sequence, in: view)
      guard case .party = receipt.entry.subject, IDKey(receipt.entry.command) == key else {
        throw tables.commands.damaged(key, Fault(reason: "entry \(record.sequence) has another id"))
      }
      return true
    }
    walk(tables.memos) { key, bytes throws(StoreError) in
      _ = try tables.memos.opened(at: key, bytes) { Text(&$0) }
      if !has(key, in: tables.checks) { report("there is no check of this id", tables.memos, key) }
      return true
    }
    inspectProfiles(tables.accountProfiles, of: tables.accounts) { .account(AccountID($0)) }
    inspectProfiles(tables.sellerProfiles, of: tables.sellers) { .seller(SellerID($0)) }
    inspectProfiles(tables.distributorProfiles, of: tables.distributors) { .distributor(DistributorID($0)) }
    walk(tables.due) { key, bytes throws(StoreError) in
      _ = try tables.due.opened(vouch_due_record.self, at: key, bytes)
      // One that the check does not say any more is taken away before its time.
      if !has(IDKey(key.check), in: tables.checks) { report("there is no check of this id", tables.due, key) }
      return true
    }
  }

  private func inspectProfiles(
    _ table: Table<CodeKey>, of parties: Table<CodeKey>, _ party: (Code) -> Party
  ) {
    walk(table) { key, bytes throws(StoreError) in
      // Those of before format 5 are in the clear, and of as many kinds.
      let isInClear = try table.opened(at: key, newest: profileVersion, bytes) { $0.version < profileVersion }
      if !has(key, in: parties) { report("there is no such party", table, key) }
      guard !isInClear else { return true }
      let profile = try table.opened(at: key, newest: profileVersion, bytes) { SealedProfile(&$0) }
      if let problem = verification.judgeProfile?(party(key.code), profile) {
        desk.report(
          Finding(problem, file: file, table: table.name, key: "\(key)", remedy: LedgerVerification.personsRemedy))
      }
      return true
    }
  }

  func inspectInstructions(_ book: BookTally) {
    guard hasInstructions else { return }
    walk(tables.instructions) { key, bytes throws(StoreError) in
      let record = try tables.instructions.opened(vouch_instruction_record.self, at: key, bytes)
      guard let instruction = RailInstruction(record, id: key.id), instruction.state.isOpen == key.isOpen else {
        throw tables.instructions.damaged(key, .impossible)
      }
      book.instructions += 1
      let entry = try tables.receipt(key.id.sequence, in: view).entry
      if key.id.sequence < meta.firstTelling || !entry.instructions.contains(where: { $0.id == key.id }) {
        report("entry \(key.id.sequence) did not tell it", tables.instructions, key)
      }
      guard key.isOpen else { return true }
      book.instructed[ClearingKey(rail: key.id.rail, currency: instruction.currency), default: 0] += instruction.amount
      switch (instruction.purpose, instruction.subject) {
      case (.collect, .check(let id)): book.pending[id, default: 0] += instruction.amount
      case (.giveBack, .check(let id)): book.returning[id, default: 0] += instruction.amount
      case (.payOut, .party(.seller(let id))): book.payingOut[id, default: 0] += instruction.amount
      default: report("it is about \(instruction.subject)", tables.instructions, key)
      }
      return true
    }
  }
}

extension LedgerVerification {
  static let personsRemedy =
    "Put back a copy of the keys of persons; the ledger itself is not concerned (docs/personal-data.md)."
}
