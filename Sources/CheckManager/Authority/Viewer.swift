/// Who looks, and how much of what is there is shown to it.
internal import Identities
internal import Ledger
internal import RPC

struct Viewer: Sendable {
  let caller: Caller
  private let view: View
  private let conduct: Conduct

  private enum View: Hashable, Sendable {
    case everything
    /// The checks that concern any of these parties.
    case checks(of: [Party])
  }

  /// What `caller` sees. Its failed attempts are counted by `conduct`.
  init(_ caller: Caller, _ conduct: Conduct) {
    self.caller = caller
    self.conduct = conduct
    let seesAll =
      caller == .trusted
      || caller.identities.contains { identity in
        switch identity {
        case .operator(let duties): !duties.isDisjoint(with: [.read, .resolve])
        case .auditor: true
        case .terminal, .seller, .distributor, .rail, .manager: false
        }
      }
    view = seesAll ? .everything : .checks(of: caller.identities.compactMap(\.party))
  }

  /// How much it is shown of a bank account number. Whole only where people put it down or pay by it; whoever it belongs to
  /// knows it by its last characters.
  var disclosure: Disclosure {
    let needsWhole =
      caller == .trusted
      || caller.identities.contains { identity in
        if case .operator(let duties) = identity { !duties.isDisjoint(with: [.enrol, .fund]) } else { false }
      }
    return needsWhole ? .whole : .masked
  }

  /// How much it is shown of a company: where it is neither its own nor its business, what it is called.
  func disclosure(of company: Party) -> Disclosure {
    let isConcerned =
      caller == .trusted
      || caller.identities.contains { identity in
        if case .operator(let duties) = identity { return duties.contains(.read) }
        return identity.party == company
      }
    return isConcerned ? disclosure : .name
  }

  /// How much it is shown of the numbers that a paying system is told.
  func disclosure(of rail: PaymentRail) -> Disclosure {
    caller == .trusted || caller.identities.contains(.rail(rail)) ? .whole : .masked
  }

  /// `check`, if there is such a one as far as the caller is told.
  func shown(_ check: Check?) -> Check? {
    guard case .checks(let parties) = view else { return check }
    let shown = check.flatMap { check in parties.contains { $0.isConcerned(by: check) } ? check : nil }
    if shown == nil { miss() }
    return shown
  }

  /// What is told of a refusal. Who is not named on a check learns no more than that it is not there: these reasons come
  /// before all that is said of its state.
  func told(_ refusal: Refusal) -> Refusal {
    guard view != .everything else { return refusal }
    switch refusal {
    case .wrongPayee, .wrongDistributor, .notParty, .unknownCheck:
      miss()
      return .unknownCheck
    case .claimRefused:
      miss()
      return refusal
    default: return refusal
    }
  }

  /// Counts a failed attempt.
  func miss() { conduct.countFailure(of: caller) }
}

extension Party {
  fileprivate func isConcerned(by check: Check) -> Bool {
    switch self {
    case .account(let id): check.terms.drawer == id
    // One that names no payee yet is every seller's to look at who knows its id.
    case .seller(let id): check.progress.payee == nil || check.progress.payee == id
    case .distributor(let id): check.terms.distributor == id
    }
  }
}
