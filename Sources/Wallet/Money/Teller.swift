/// What the check manager says of the account and its checks, remembered for a moment: pages that are kept up to date ask for it
/// twice a second, each of them.
internal import Console
internal import Ledger
internal import MailOrder
internal import Seals
internal import Terminal
internal import Wire

/// A teller.
actor Teller {
  /// How long an answer is good enough.
  static let freshness = Duration.seconds(2)
  /// How many checks are remembered.
  static let maximum = 64

  private let session: Session
  private let id: AccountID
  private let store: PurchaseStore
  private var account: (answer: Result<AccountRecord, Failure>, time: ContinuousClock.Instant)?
  private var checks: [CheckID: (answer: Result<CheckHistory, Failure>, time: ContinuousClock.Instant)] = [:]

  init(session: Session, account: AccountID, store: PurchaseStore) {
    self.session = session
    id = account
    self.store = store
  }

  /// The account, of this moment or the last two seconds.
  func record() async -> Result<AccountRecord, Failure> {
    if let account, .now - account.time < Teller.freshness { return account.answer }
    let answer = await asking { () async throws(Failure) in try await session.ask(GetAccount(id)) }
    account = (answer, .now)
    return answer
  }

  /// A check with its history, as fresh as the account; only one of this account's.
  func history(of check: CheckID) async -> Result<CheckHistory, Failure> {
    if let found = checks[check], .now - found.time < Teller.freshness { return found.answer }
    let own = id
    let answer = await asking { () async throws(Failure) in
      let history = try await session.ask(GetCheck(check))
      guard history.check.terms.drawer == own else { throw .refused(.unknownCheck) }
      return history
    }
    if checks.count >= Teller.maximum { checks = [:] }
    checks[check] = (answer, .now)
    return answer
  }

  /// The check of a purchase, to be drawn; nil where there is none, or it cannot be asked for.
  func drawing(of purchase: Purchase) async -> CheckDrawing? {
    guard purchase.state != .prepared, purchase.state != .refused,
      case .success(let history) = await history(of: purchase.demand.id)
    else { return nil }
    return CheckDrawing(check: history.check, order: purchase.title, proof: proof(of: purchase.demand.id))
  }

  /// The proof that is kept of a check; nil when none is.
  nonisolated func proof(of check: CheckID) -> CheckProof? {
    guard let kept = try? store.proof(of: check) else { return nil }
    return CheckProof(kept.packed)
  }

  /// Forgets what was heard: something has just been done.
  func forget() {
    account = nil
    checks = [:]
  }

  private func asking<Answer>(_ ask: () async throws(Failure) -> Answer) async -> Result<Answer, Failure> {
    do throws(Failure) { return .success(try await ask()) } catch { return .failure(error) }
  }
}
