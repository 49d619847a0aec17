/// What always holds, whatever happened: design and mission in sums.
internal import Ledger

extension InMemoryLedger {
  /// Every invariant that does not hold, in words; empty when all is well.
  ///
  /// 1. amount = remaining + captured + released, none of them negative
  /// 2. remaining = 0 in final states, and a frozen check knows where it came from
  /// 3. what was given back ≤ what was captured, in all and from the card
  /// 4. held on a cover = Σ remaining of the open checks on it
  /// 5. a seller's locked and reserve = Σ over its checks
  /// 6. exposures and cash pending = Σ remaining of the open checks concerned
  /// 7. Σ balances = 0 in each currency
  /// 8. the clearing account of a rail outside = Σ its open instructions; what pends and returns of a check = Σ those about it
  public var violations: [String] {
    var violations: [String] = []
    var sums = Sums()
    for check in checks.values {
      violations += check.violations
      sums.add(check)
    }
    func expect(_ value: Int64, _ sum: Int64?, _ what: String, _ whose: String) {
      if value != sum ?? 0 { violations.append("\(whose): \(what) is \(value), its checks say \(sum ?? 0)") }
    }
    var book: [Currency: Int64] = [:]
    for (id, account) in accounts {
      expect(account.bank.held, sums.heldOnBank[id], "held on bank", "account \(id)")
      expect(account.card.held, sums.heldOnCard[id], "held on card", "account \(id)")
      expect(Int64(account.openChecks), sums.openChecks[id], "open checks", "account \(id)")
      book[account.currency, default: 0] += account.bank.balance.posted + account.card.balance.posted
    }
    for (id, seller) in sellers {
      expect(seller.locked.posted, sums.locked[id], "locked", "seller \(id)")
      expect(seller.reserve.posted, sums.reserved[id], "reserve", "seller \(id)")
      expect(seller.exposure, sums.sellerExposure[id], "exposure", "seller \(id)")
      book[seller.currency, default: 0] += seller.available.posted + seller.locked.posted + seller.reserve.posted
    }
    for (id, distributor) in distributors {
      expect(distributor.cashPending, sums.cashPending[id], "cash pending", "distributor \(id)")
      expect(distributor.exposure, sums.distributorExposure[id], "exposure", "distributor \(id)")
      if distributor.debt.posted > 0 { violations.append("distributor \(id): is owed \(distributor.debt.posted)") }
      book[distributor.currency, default: 0] += distributor.debt.posted
    }
    for (account, balance) in clearing {
      switch account {
      case .clearing(_, let currency), .settlement(_, let currency), .fees(let currency):
        book[currency, default: 0] += balance.posted
      default: violations.append("\(account) is none of the manager's accounts")
      }
    }
    violations += railViolations
    for (currency, sum) in book where sum != 0 { violations.append("\(currency): the book sums to \(sum)") }
    return violations
  }

  private var railViolations: [String] {
    var wrong: [String] = []
    var inClearing: [BookAccountID: Int64] = [:]
    var pending: [CheckID: Int64] = [:]
    var returning: [CheckID: Int64] = [:]
    for instruction in instructions.values where instruction.state.isOpen {
      inClearing[.clearing(instruction.id.rail, instruction.currency), default: 0] += instruction.amount
      switch (instruction.purpose, instruction.subject) {
      case (.collect, .check(let id)): pending[id, default: 0] += instruction.amount
      case (.giveBack, .check(let id)): returning[id, default: 0] += instruction.amount
      case (.payOut, .party(.seller)): break
      default: wrong.append("\(instruction.id) is about \(instruction.subject)")
      }
    }
    for case (let account, let balance) in clearing {
      guard case .clearing(let rail, _) = account, rail.isOutside, balance.posted != inClearing[account] ?? 0 else {
        continue
      }
      wrong.append("\(account): \(balance.posted), its open instructions say \(inClearing[account] ?? 0)")
    }
    for seller in sellers.values {
      let payingOut = instructions.values.filter { $0.subject == .party(.seller(seller.id)) && $0.state.isOpen }
        .reduce(0) { $0 + $1.amount }
      if seller.payingOut != payingOut { wrong.append("seller \(seller.id): what is being paid out is wrong") }
    }
    for check in checks.values {
      if check.progress.pending != pending[check.id] ?? 0 { wrong.append("check \(check.id): what pends is wrong") }
      if check.progress.returning != returning[check.id] ?? 0 {
        wrong.append("check \(check.id): what returns is wrong")
      }
    }
    return wrong
  }

  /// Every balance that is not the sum of the journal's postings to it, in words.
  public var journalViolations: [String] {
    var replayed: [BookAccountID: Int64] = [:]
    for entry in entries {
      for posting in entry.postings.all {
        replayed[posting.debit, default: 0] -= posting.amount
        replayed[posting.credit, default: 0] += posting.amount
      }
    }
    replayed = replayed.filter { $0.value != 0 }
    let balances = balances
    return Set(replayed.keys).union(balances.keys).filter { replayed[$0] != balances[$0] }
      .map { "\($0): the balance is \(balances[$0] ?? 0), its postings sum to \(replayed[$0] ?? 0)" }
  }
}

extension Check {
  fileprivate var violations: [String] {
    var wrong: [String] = []
    let sum = progress.remaining + progress.captured + progress.released
    if sum != terms.amount.minorUnits { wrong.append("amount is not remaining + captured + released") }
    if min(progress.remaining, progress.captured, progress.released, progress.locked, progress.reserved) < 0 {
      wrong.append("a part is negative")
    }
    if !progress.state.isOpen, progress.remaining != 0 { wrong.append("final, and something remains") }
    if progress.state.isOpen, progress.remaining == 0 { wrong.append("open, and nothing remains") }
    if (progress.state == .frozen) != (progress.frozenFrom != nil && progress.frozenAt != nil) {
      wrong.append("frozen does not match where and when it froze")
    }
    if progress.state == .committed, progress.deadline == nil { wrong.append("committed without a deadline") }
    if progress.returned > progress.captured { wrong.append("more given back than captured") }
    if progress.returned + progress.pending > progress.captured {
      wrong.append("more gone or on its way than captured")
    }
    if progress.capturedFromCard > progress.captured { wrong.append("more captured from the card than captured") }
    if progress.returnedToCard > min(progress.capturedFromCard, progress.returned) {
      wrong.append("more given back to the card than came from it")
    }
    return wrong.map { "check \(id): \($0)" }
  }
}

/// The sums over the checks, by whom they concern.
private struct Sums {
  var heldOnBank: [AccountID: Int64] = [:]
  var heldOnCard: [AccountID: Int64] = [:]
  var openChecks: [AccountID: Int64] = [:]
  var locked: [SellerID: Int64] = [:]
  var reserved: [SellerID: Int64] = [:]
  var sellerExposure: [SellerID: Int64] = [:]
  var distributorExposure: [DistributorID: Int64] = [:]
  var cashPending: [DistributorID: Int64] = [:]

  mutating func add(_ check: Check) {
    let progress = check.progress
    if let payee = progress.payee {
      locked[payee, default: 0] += progress.locked
      reserved[payee, default: 0] += progress.reserved
      sellerExposure[payee, default: 0] += progress.pending
    }
    guard progress.state.isOpen else { return }
    openChecks[check.terms.drawer, default: 0] += 1
    if progress.cover == .bank {
      heldOnBank[check.terms.drawer, default: 0] += progress.remaining
    } else {
      heldOnCard[check.terms.drawer, default: 0] += progress.remaining
    }
    if let payee = progress.payee { sellerExposure[payee, default: 0] += progress.remaining }
    if let distributor = check.terms.distributor {
      distributorExposure[distributor, default: 0] += progress.remaining
      if progress.method == .cash { cashPending[distributor, default: 0] += progress.remaining }
    }
  }
}
