/// What is written straight is, byte for byte, what protobuf-c packs.
import Ledger
import Testing
import VouchTesting

@testable import Wire

@Suite struct `an answer written straight` {
  @Test(arguments: SeededGenerator.seeds(8))
  func `is what protobuf-c packs, for every entry of a random history`(seed: UInt64) throws {
    var model = InMemoryLedger()
    var history = RandomHistory(seed: seed)
    for command in history.prologue() { _ = model.submit(command, at: history.now) }
    for _ in 0..<600 { _ = model.submit(history.next(in: model), at: history.now) }
    var random = SeededGenerator(seed: seed)
    for entry in model.entries {
      let receipt = Receipt(entry: entry, detail: Self.text(&random))
      let reply = Reply(sequence: entry.sequence &* 1000, outcome: Outcome.accepted(receipt))
      #expect(CheckAction.encode(reply) == CheckAction.pack(reply), "seed \(seed), entry \(entry)")
      guard case .check(let id) = entry.subject, let check = model.checks[id], let progress = entry.progress else {
        continue
      }
      var document = CheckDocument(
        id: id, terms: check.terms, issued: check.issued, progress: progress, memo: Text(Self.text(&random)) ?? .empty)
      document.draweeName = Text(Self.text(&random)) ?? .empty
      document.payeeName = Text(Self.text(&random)) ?? .empty
      document.entryCount = check.entryCount
      let issued = IssuedCheck(receipt: receipt, check: random.once(in: 4) ? nil : document)
      let answer = Reply(sequence: entry.sequence, outcome: Outcome.accepted(issued))
      #expect(IssueCheck.encode(answer) == IssueCheck.pack(answer), "seed \(seed), entry \(entry)")
      let verification = Verification(
        amount: check.terms.amount, currency: check.terms.currency, release: check.terms.release, progress: progress)
      let judged = Reply(sequence: entry.sequence, outcome: Outcome.accepted(verification))
      #expect(VerifyCheck.encode(judged) == VerifyCheck.pack(judged), "seed \(seed), entry \(entry)")
    }
    #expect(model.entries.count > 50, "seed \(seed)")
  }

  @Test(arguments: SeededGenerator.seeds(8))
  func `from an entry alone is what its receipt or its check would be`(seed: UInt64) {
    var model = InMemoryLedger()
    var history = RandomHistory(seed: seed)
    var commands: [CommandID: Command] = [:]
    for command in history.prologue() { _ = model.submit(command, at: history.now) }
    for _ in 0..<600 {
      let command = history.next(in: model)
      commands[command.id] = command
      _ = model.submit(command, at: history.now)
    }
    var random = SeededGenerator(seed: seed)
    for entry in model.entries {
      guard let command = commands[entry.command] else { continue }
      let name = Text(Self.text(&random)) ?? .empty
      if case .issue(var demand) = command {
        demand.memo = Text(Self.text(&random)) ?? .empty
        let reply = Reply(sequence: 7, outcome: Outcome.accepted(demand.issued(by: entry, draweeName: name)))
        let written = Command.issue(demand).encodeReply(entry, draweeName: name, sequence: 7)
        #expect(written == IssueCheck.pack(reply), "seed \(seed), entry \(entry)")
      } else {
        let receipt = Receipt(entry: entry, detail: command.detail)
        let reply = Reply(sequence: entry.sequence + 1, outcome: Outcome.accepted(receipt))
        let written = command.encodeReply(entry, draweeName: name, sequence: entry.sequence + 1)
        #expect(written == CheckAction.pack(reply), "seed \(seed), entry \(entry)")
      }
    }
    #expect(commands.count > 50, "seed \(seed)")
  }

  /// What protobuf-c packs as the item of a batch is what is written when it goes alone.
  @Test(arguments: SeededGenerator.seeds(8))
  func `as a request is what protobuf-c packs`(seed: UInt64) {
    var model = InMemoryLedger()
    var history = RandomHistory(seed: seed)
    for command in history.prologue() { _ = model.submit(command, at: history.now) }
    var count = 0
    func isSame(_ alone: [UInt8], _ batch: [UInt8]) {
      #expect(RawMessage(batch)?.fields == [RawMessage.Field(1, .bytes(alone))], "seed \(seed)")
      count += 1
    }
    for _ in 0..<600 {
      let command = history.next(in: model)
      _ = model.submit(command, at: history.now)
      switch command {
      case .issue(let demand): isSame(demand.encodeRequest(), IssueChecks([demand]).encodeRequest())
      case .act(let action):
        guard let batch = ActOnChecks.Kind(action.event).flatMap({ ActOnChecks($0, [action]) }) else { continue }
        isSame(action.encodeRequest(), batch.encodeRequest())
      case .administer: continue
      }
    }
    #expect(count > 50, "seed \(seed)")
  }

  /// As long as texts may be, and of more than ASCII.
  private static func text(_ random: inout SeededGenerator) -> String {
    switch Int.random(in: 0..<4, using: &random) {
    case 0: ""
    case 1: "two chairs"
    case 2: String(repeating: "ö", count: .random(in: 1...128, using: &random))
    default: String(repeating: "x", count: .random(in: 100...256, using: &random))
    }
  }

  @Test func `has room for the largest numbers there are`() throws {
    var progress = CheckProgress(state: .frozen, method: .cash, cover: .card, expires: Timestamp(milliseconds: .min))
    progress.payee = .shop
    progress.confirmed = true
    progress.frozenFrom = .committed
    progress.remaining = .min
    progress.captured = .min
    progress.capturedFromCard = .min
    progress.released = .min
    progress.returned = .min
    progress.returnedToCard = .min
    progress.demanded = .min
    progress.locked = .min
    progress.reserved = .min
    progress.deadline = Timestamp(milliseconds: .min)
    progress.frozenAt = Timestamp(milliseconds: .min)
    progress.lockedUntil = Timestamp(milliseconds: .min)
    progress.reservedUntil = Timestamp(milliseconds: .min)
    var entry = JournalEntry(
      at: Moment(time: Timestamp(milliseconds: .min), sequence: .max), kind: .paidIn, actor: .terminal(.buyer),
      command: CommandID(high: .max, low: .max), fingerprint: .max, subject: .party(.account(.buyer)),
      currency: .euro, amount: .min)
    entry.progress = progress
    entry.heldOnBank = .min
    entry.heldOnCard = .min
    entry.previousOfCheck = .max
    for _ in 0..<Postings.capacity {
      entry.postings.append(
        Posting(
          debit: .clearing(.post, .euro), credit: .available(SellerID(.of("ABCDEFGHIJKL"))), amount: .min,
          previousOfDebit: .max, previousOfCredit: .max))
    }
    var terms = CheckTerms(drawer: AccountID(.of("ABCDEFGHIJKL")), amount: 1_000_000_000, currency: .euro)
    terms.payee = .shop
    terms.distributor = .carrier
    terms.order = Digest(.max, .max, .max, .max)
    terms.expires = Timestamp(milliseconds: .min)
    terms.deliveryWindow = .days(3000)
    terms.coolingOff = .days(3000)
    terms.guarantee = .days(3000)
    terms.reserveShare = .max
    var document = CheckDocument(
      id: CheckID(high: .max, low: .max), terms: terms, issued: Timestamp(milliseconds: .min), progress: progress,
      memo: .empty)
    document.entryCount = .max
    let issued = IssuedCheck(receipt: Receipt(entry: entry, detail: ""), check: document)
    let reply = Reply(sequence: .max, outcome: Outcome.accepted(issued))
    #expect(IssueCheck.encode(reply) == IssueCheck.pack(reply))
  }
}
