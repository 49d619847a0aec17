/// The way of a check through the store: facts, decision, layers, log; and from there into LMDB.
internal import Foundation
internal import Ledger
internal import LedgerStore

/// A ledger in a directory of its own, gone with the process that made it.
final class StoreRun {
  private let path: String
  private let store: Store
  private var now = Operations.now
  private var serial: UInt64 = 1
  private var folded = 0

  /// How many checks are issued, and then settled, in one group.
  private static let group = 100
  /// After how many a fold comes.
  private static let foldedAfter = 1000

  init() {
    path = FileManager.default.temporaryDirectory.appending(path: "vouch-micro-\(UUID().uuidString)").path
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      let start = Timestamp(milliseconds: now)
      try Store.create(at: path, identity: (1, 2), time: start, mapSize: 1 << 30)
      store = try Store(opening: path, mapSize: 1 << 30)
    } catch {
      fatalError("a ledger in \(path): \(error)")
    }
    atExit.append(path)
    enrol()
  }

  /// Issues and settles so many checks, in whole groups.
  func run(_ count: Int, folding: Bool) {
    for first in stride(from: 0, to: count, by: StoreRun.group) {
      now += 10
      let checks = (first..<first + StoreRun.group).map { issue($0) }
      decide(checks.map { .issue($0) })
      decide(checks.map { .act(settle($0)) })
      folded += StoreRun.group
      guard folding, folded >= StoreRun.foldedAfter else { continue }
      folded = 0
      do { try store.fold() } catch { fatalError("a fold: \(error)") }
    }
    do { try store.prepareLog() } catch { fatalError("segments: \(error)") }
  }

  private func enrol() {
    let (accounts, sellers) = (CoreParties.accounts.prefix(200), CoreParties.sellers.prefix(50))
    guard let funds = Amount(minorUnits: 1_000_000_000_000) else { fatalError("an amount") }
    for code in accounts {
      let id = AccountID(code)
      decide([change(.enrolAccount(AccountEnrolment(id: id, currency: CoreParties.euro)))])
      decide([change(.fund(id, .bank, funds, .book))])
    }
    for code in sellers {
      decide([change(.enrolSeller(CompanyEnrolment(code: code, currency: CoreParties.euro)))])
    }
    decide([change(.enrolDistributor(CompanyEnrolment(code: CoreParties.distributors[0], currency: CoreParties.euro)))])
  }

  private func change(_ change: Administration.Change) -> Command {
    let id = nextID()
    return .administer(Administration(id: CommandID(high: id.high, low: id.low), change: change))
  }

  private func issue(_ number: Int) -> IssueCheck {
    let dice = CoreParties.mixed(serial)
    var terms = CheckTerms(
      drawer: AccountID(CoreParties.accounts[Int(dice % 200)]), amount: CoreParties.amount, currency: CoreParties.euro)
    terms.payee = SellerID(CoreParties.sellers[Int((dice >> 16) % 50)])
    terms.distributor = DistributorID(CoreParties.distributors[0])
    return IssueCheck(id: nextID(), terms: terms)
  }

  private func settle(_ issue: IssueCheck) -> CheckAction {
    guard let payee = issue.terms.payee else { fatalError("a payee is named") }
    let id = nextID()
    return CheckAction(
      id: CommandID(high: id.high, low: id.low), check: issue.id, actor: .seller(payee),
      event: .present(amount: nil, final: true))
  }

  private func nextID() -> CheckID {
    serial += 1
    return CheckID(high: UInt64(now) << 16 | 0x7000, low: 1 << 63 | serial)
  }

  private func decide(_ commands: [Command]) {
    do {
      let batch = try store.begin(at: Timestamp(milliseconds: now))
      for command in commands {
        guard try batch.decide(command) == .accepted else { fatalError("refused: \(command)") }
      }
      _ = try batch.commit()
    } catch {
      fatalError("the store: \(error)")
    }
  }
}

/// Directories to be removed at the end.
nonisolated(unsafe) private var atExit: [String] = [] {
  didSet {
    if oldValue.isEmpty { atexit { for path in atExit { try? FileManager.default.removeItem(atPath: path) } } }
  }
}
