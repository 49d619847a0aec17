/// Finds the accounts that statements are of, and restates their covers.
import CheckClient
import Console
import Ledger
import Rails
import Wire

/// One run of `vouch balances refresh`.
struct BalanceRun {
  let session: Session
  let ids: ConnectorRules
  let isDry: Bool
  let progress: Bool
  private let commands = IDMaker()

  init(session: Session, ids: ConnectorRules, isDry: Bool, progress: Bool) {
    self.session = session
    self.ids = ids
    self.isDry = isDry
    self.progress = progress
  }

  /// What became of each balance, in the order given.
  func refresh(_ balances: [StatedBalance]) async throws -> [BalanceResult] {
    let accounts = try await accounts(of: Set(balances.map(\.account)))
    let orders = try await orders(since: balances.map(\.day))
    // Of several statements of one account only the newest says how it stands.
    let newest = Dictionary(grouping: balances.indices) { balances[$0].account }
      .compactMapValues { places in places.max { (balances[$0].sequence, $0) < (balances[$1].sequence, $1) } }
    var results: [BalanceResult] = []
    for (place, balance) in balances.enumerated() {
      let found = accounts[balance.account] ?? []
      var result = BalanceResult(balance: balance, account: found.count == 1 ? found.first : nil)
      result.outcome = found.isEmpty ? .unknownAccount : found.count > 1 ? .ambiguousAccount : .restated
      if let account = result.account {
        result.outcome = result.judged(ids.rail, isNewest: newest[balance.account] == place)
        (result.stated, result.collecting) = balance.cover(orders[account.id] ?? [], ids)
        result.before = account.bank.balance.posted
        if result.outcome == .restated, !isDry {
          try await restate(&result, account.id, seen: account.bank.balance.posted)
        }
      }
      results.append(result)
    }
    return results
  }

  /// What the drawer spent since its account was looked at is no part of the statement, and stays spent. What was told to the
  /// bank between that look and the one at the orders is subtracted twice: too little, until the next statement.
  private func restate(_ result: inout BalanceResult, _ account: AccountID, seen: Int64) async throws {
    let change = Administration.Change.reconcile(
      account, .bank, stated: result.stated, seen: seen, sequence: result.balance.sequence, ids.rail)
    let note = Text("statement \(result.balance.sequence): booked \(result.balance.closing) minor units") ?? .empty
    let command = Administration(id: commands.command(), change: change, note: note)
    var invalidity: Invalid?
    do throws(ClientError) {
      switch try await session.client.call(command).outcome {
      case .accepted(let receipt):
        result.sequence = receipt.entry.sequence
      case .refused(.staleStatement): result.outcome = .stale
      case .refused(let refusal): result.outcome = .refused(refusal)
      case .invalid(let invalid): invalidity = invalid
      }
    } catch {
      throw Failure.client(error, command: command.id)
    }
    if let invalidity { throw Failure.invalid(invalidity) }
  }

  /// The accounts that have one of the numbers, closed ones apart.
  private func accounts(of numbers: Set<String>) async throws -> [String: [Account]] {
    var found: [String: [Account]] = [:]
    var line = Tick(isAskedFor: progress)
    defer { line.end() }
    var place: AccountID?
    repeat {
      let page = try await session.ask(ListAccounts(from: place, limit: PageBounds.maximum))
      for record in page.items where record.account.status != .closed {
        guard let number = record.profile.bankAccountNumber?.value, !number.isEmpty else { continue }
        guard !number.hasPrefix(BalanceRun.mask) else {
          throw Failure.refusedHere(
            name: "not_permitted",
            "The manager does not show this caller whole account numbers, by which accounts are found: that takes the "
              + "duty to enrol or to fund.")
        }
        let plain = number.accountNumber
        if numbers.contains(plain) { found[plain, default: []].append(record.account) }
      }
      line.note(page.items.count)
      place = page.next
    } while place != nil
    return found
  }

  /// What a number begins with of which only the end is shown.
  private static let mask = "…"

  /// Each drawer's orders: those that are open, and those that ended since the oldest of the days.
  private func orders(since days: [BankDay?]) async throws -> [AccountID: [LedgerOrder]] {
    var orders: [AccountID: [LedgerOrder]] = [:]
    func add(_ order: InstructionOrder, ended: Timestamp?) {
      guard case .account(let account) = order.party else { return }
      orders[account, default: []].append(LedgerOrder(order.instruction, ended: ended))
    }
    let last = try await session.reply(to: GetStatus()).sequence
    var after: UInt64 = 0
    repeat {
      let page = try await session.ask(ListInstructions(ids.rail, after: after, limit: PageBounds.maximum))
      for order in page.items { add(order, ended: nil) }
      after = page.next ?? 0
    } while after > 0
    guard let day = days.compactMap({ $0 }).min() else { return orders }
    var ends: [InstructionID: Timestamp] = [:]
    let first = try await session.firstEntry(from: day.start, last)
    var walk = Walk(isAskedFor: progress)
    walk.begin(last &- first &+ 1)
    defer { walk.end() }
    try await session.eachEntry(from: first, through: last) { entry in
      if let id = entry.instruction, id.rail == ids.rail, entry.kind == .railAccepted { ends[id] = entry.time }
      walk.note()
    }
    for order in try await session.orders(ends.keys.sorted { $0.sequence < $1.sequence }) {
      // What was open when it was listed is there already.
      if !order.instruction.state.isOpen { add(order, ended: ends[order.instruction.id]) }
    }
    return orders.mapValues { $0.withoutRepeats }
  }
}

extension [LedgerOrder] {
  /// Each instruction once: one that ended between two questions was told as both.
  fileprivate var withoutRepeats: [LedgerOrder] {
    var seen: Set<InstructionID> = []
    return filter { seen.insert($0.id).inserted }
  }
}
