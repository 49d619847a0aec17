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

  func opened(_ page: Page<SealedOrder, UInt64>, for disclosure: Disclosure) -> Page<InstructionOrder, UInt64> {
    Page(items: page.items.map { opened($0, for: disclosure) }, next: page.next)
  }

  /// What cannot be opened any more is as if it had never been on file: the paying system says that there is no such account.
  private func opened(_ order: SealedOrder, for disclosure: Disclosure) -> InstructionOrder {
    let (fields, _) = registrar.open(order.holder.profile, of: order.holder.party)
    var holder = InstructionOrder.Holder()
    if case .account = order.holder.party {
      let profile = AccountProfile(fields) ?? AccountProfile()
      let isCard = order.instruction.cover == .card
      holder.name = profile.name ?? .empty
      holder.institution = (isCard ? profile.creditCompany : profile.bank) ?? .empty
      holder.number = (isCard ? profile.cardNumber : profile.bankAccountNumber) ?? .empty
    } else {
      let profile = CompanyProfile(fields) ?? CompanyProfile()
      holder.name = profile.name ?? .empty
      holder.institution = profile.bank ?? .empty
      holder.number = profile.bankAccountNumber ?? .empty
    }
    if !holder.number.isEmpty { holder.number = holder.number.shown(disclosure) ?? .empty }
    return InstructionOrder(order.instruction, party: order.holder.party, holder: holder)
  }
}
