/// What a question must be answered by the book, and whether an answer is that.

/// What must be answered.
enum Expected: Hashable {
  case refused(String)
  /// To a command: yes. Its entry is looked at by itself.
  case yes
  case told(Reply.Outcome)

  /// Whether `outcome` is that.
  func fits(_ outcome: Reply.Outcome, mayLackSpace: Bool) -> Bool {
    switch (self, outcome) {
    case (.refused(let expected), .refused(let found)): expected == found
    // The ledger would have said yes, and could not keep it.
    case (.yes, .refused("disk_full")): mayLackSpace
    case (.yes, .entry), (.yes, .journal), (.yes, .status): true
    case (.told(let expected), _): expected == outcome
    default: false
    }
  }
}

extension Book {
  /// What is to be answered to `ask` by this book, at `time`.
  func answer(to ask: Ask, at time: Int64) -> Expected {
    if let refusal = judge(ask, at: time) { return .refused(refusal) }
    switch ask.what {
    case .verify(let id, _, _, _):
      guard let check = checks[id] else { return .yes }
      return .told(
        .verified(
          Verified(
            amount: check.terms.amount, currency: check.terms.currency, release: check.terms.release.rawValue,
            progress: check.progress)))
    case .account(let code): return buyers[code].map { .told(.account(told($0))) } ?? .yes
    case .seller(let code): return sellers[code].map { .told(.seller(told(seller: $0))) } ?? .yes
    case .distributor(let code): return distributors[code].map { .told(.distributor(told(distributor: $0))) } ?? .yes
    default: return .yes
    }
  }

  /// The times at which the answer may become another.
  func turns(of ask: Ask) -> [Int64] {
    switch ask.what {
    case .issue(let terms): return [terms.expires]
    case .act(let check, _, _), .verify(let check, _, _, _):
      guard let progress = checks[check]?.progress else { return [] }
      return [progress.expires, progress.deadline, progress.lockedUntil, progress.reservedUntil]
    default: return []
    }
  }

  /// Whether a check's history is the one told.
  func isRight(_ told: CheckTold) -> Bool {
    guard let check = checks[told.id] else { return false }
    return told.terms == check.terms && told.issued == check.issued && told.progress == check.progress
      && told.entryCount == UInt64(check.entries.count) && told.entries.map(\.sequence).sorted() == check.entries
  }

  private func told(_ buyer: Buyer) -> AccountTold {
    let own = checks.values.filter { $0.terms.drawer == buyer.code }
    let last = own.max { ($0.entries.first ?? 0) < ($1.entries.first ?? 0) }
    let used = last.map { self.used(buyer.code, at: $0.issued) }
    let party = Party(.account, buyer.code)
    return AccountTold(
      code: buyer.code, status: buyer.status.rawValue, currency: buyer.currency, bank: told(buyer, .bank),
      card: told(buyer, .card), perCheck: buyer.perCheck, perDay: buyer.perDay, checksPerDay: buyer.checksPerDay,
      usedDay: last.map { UInt64(Book.day($0.issued)) } ?? 0, usedAmount: used?.amount ?? 0,
      usedCount: used?.count ?? 0, openChecks: UInt64(own.count { $0.progress.state.isOpen }),
      lastCheck: last?.id ?? [], enrolled: enrolled[party] ?? 0, updated: updated[party] ?? 0)
  }

  private func told(_ buyer: Buyer, _ cover: Cover) -> CoverTold {
    let pocket = Pocket.of(buyer.code, cover)
    return CoverTold(
      posted: posted(pocket), held: held(buyer.code, cover), line: cover == .card ? buyer.line : 0,
      available: available(buyer.code, cover), standing: (cover == .bank ? buyer.bank : buyer.card).rawValue,
      lastEntry: lastMoved[pocket] ?? 0)
  }

  private func told(_ pocket: Pocket) -> BalanceTold {
    BalanceTold(posted: posted(pocket), lastEntry: lastMoved[pocket] ?? 0)
  }

  private func told(seller: Company) -> SellerTold {
    SellerTold(
      code: seller.code, status: seller.status.rawValue, currency: seller.currency,
      available: told(.available(seller.code)), locked: told(.locked(seller.code)),
      reserve: told(.reserve(seller.code)), exposure: exposure(ofSeller: seller.code),
      exposureLimit: seller.exposureLimit)
  }

  private func told(distributor: Company) -> DistributorTold {
    DistributorTold(
      code: distributor.code, status: distributor.status.rawValue, currency: distributor.currency,
      debt: told(.debt(distributor.code)), cashPending: cashPending(distributor.code),
      cashLimit: distributor.cashLimit, exposure: exposure(ofDistributor: distributor.code),
      exposureLimit: distributor.exposureLimit)
  }
}
