/// What paying systems are told, with whose account it is about.
internal import Ledger
internal import LedgerStore
internal import Wire

/// An instruction, and what the holder's name and numbers are opened from.
struct SealedOrder: Hashable, Sendable {
  let instruction: RailInstruction
  let holder: SealedParty
}

extension Readers {
  func orders(
    _ question: ListInstructions, _ snapshot: borrowing Snapshot
  ) throws(StoreError) -> Page<SealedOrder, UInt64> {
    let page: Page<RailInstruction, UInt64>
    if question.sequence == 0 {
      page = try snapshot.instructions(to: question.rail, after: question.after, limit: question.limit)
    } else {
      let id = InstructionID(rail: question.rail, sequence: question.sequence)
      page = Page(items: try snapshot.instruction(id).map { [$0] } ?? [], next: nil)
    }
    var orders: [SealedOrder] = []
    orders.reserveCapacity(page.items.count)
    for instruction in page.items {
      let party: Party
      switch instruction.subject {
      case .party(let seller): party = seller
      case .check(let id):
        // Whoever tells an instruction about a check has it.
        guard let check = try snapshot.check(id) else { continue }
        party = .account(check.terms.drawer)
      }
      orders.append(
        SealedOrder(
          instruction: instruction,
          holder: SealedParty(party: party, profile: try snapshot.sealedProfile(of: party))))
    }
    return Page(items: orders, next: page.next)
  }

  /// The accounts among the next ones that are collected over a rail.
  func covers(
    _ question: ListCovers, _ snapshot: borrowing Snapshot, _ disclosure: Disclosure
  ) throws(StoreError) -> Page<RailCover, AccountID> {
    let page = try snapshot.accounts(from: question.from, limit: question.limit)
    var covers: [RailCover] = []
    for account in page.items where account.status != .closed {
      for cover in Cover.allCases where account[cover].rail == question.rail && account[cover].standing != .none {
        let (fields, _) = registrar.open(
          try snapshot.sealedProfile(of: .account(account.id)), of: .account(account.id))
        var holder = (AccountProfile(fields) ?? AccountProfile()).holder(of: cover).shown(disclosure)
        // Who is asked about is known there by the number.
        holder.name = .empty
        covers.append(
          RailCover(
            account: account.id, cover: cover, currency: account.currency, balance: account[cover], holder: holder))
      }
    }
    return Page(items: covers, next: page.next)
  }

  func opened(_ page: Page<SealedOrder, UInt64>, for disclosure: Disclosure) -> Page<InstructionOrder, UInt64> {
    Page(items: page.items.map { opened($0, for: disclosure) }, next: page.next)
  }

  /// What cannot be opened any more is as if it had never been on file: the paying system says that there is no such account.
  private func opened(_ order: SealedOrder, for disclosure: Disclosure) -> InstructionOrder {
    let (fields, _) = registrar.open(order.holder.profile, of: order.holder.party)
    var holder = InstructionOrder.Holder()
    if case .account = order.holder.party {
      holder = (AccountProfile(fields) ?? AccountProfile()).holder(of: order.instruction.cover)
    } else {
      let profile = CompanyProfile(fields) ?? CompanyProfile()
      holder.name = profile.name ?? .empty
      holder.institution = profile.bank ?? .empty
      holder.number = profile.bankAccountNumber ?? .empty
    }
    return InstructionOrder(order.instruction, party: order.holder.party, holder: holder.shown(disclosure))
  }
}

extension AccountProfile {
  /// The account that a cover is collected from, as its paying system knows it.
  fileprivate func holder(of cover: Cover?) -> InstructionOrder.Holder {
    let isCard = cover == .card
    return InstructionOrder.Holder(
      name: name ?? .empty, institution: (isCard ? creditCompany : bank) ?? .empty,
      number: (isCard ? cardNumber : bankAccountNumber) ?? .empty)
  }
}

extension InstructionOrder.Holder {
  fileprivate func shown(_ disclosure: Disclosure) -> InstructionOrder.Holder {
    var shown = self
    if !number.isEmpty { shown.number = number.shown(disclosure) ?? .empty }
    return shown
  }
}
