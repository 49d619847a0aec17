/// What a request is about, as far as it matters who asks.
internal import Identities
internal import Ledger
internal import Wire

/// The object of a request.
enum Matter: Hashable {
  /// Nothing in particular, or all there is.
  case everything
  /// Something that the request says somebody does.
  case deed(of: Actor)
  /// What is on file about a party.
  case party(Party)
  /// What is on file about those a filter names.
  case parties([Party])
  /// A check, whoever it names.
  case check
  /// What a paying system is told, and whom it has an account of.
  case outbox(of: PaymentRail)
  /// Nobody's: an account of the manager's own book.
  case house

  /// Whether it is `identity`'s own: its deed, or on file about it.
  func isOwn(of identity: Identity) -> Bool {
    switch (self, identity) {
    case (.deed(of: .terminal(let id)), .terminal(let own)): id == own
    case (.deed(of: .seller(let id)), .seller(let own)): id == own
    case (.deed(of: .distributor(let id)), .distributor(let own)): id == own
    case (.deed(of: .rail(let rail)), .rail(let own)): rail == own
    case (.outbox(of: let rail), .rail(let own)): rail == own
    case (.party(let party), _): party == identity.party
    // Of two that a filter names one suffices: what is about both is about each.
    case (.parties(let parties), _): identity.party.map(parties.contains) ?? false
    case (.everything, _), (.deed, _), (.check, _), (.outbox, _), (.house, _): false
    }
  }

  /// What is answered when it is somebody else's, which is what is answered when it is not there; nil: it is no secret whether
  /// it is there.
  var absence: Refusal? {
    switch self {
    case .party(.account): .unknownAccount
    case .party(.seller): .unknownSeller
    case .party(.distributor): .unknownDistributor
    case .everything, .deed, .parties, .check, .outbox, .house: nil
    }
  }
}

extension Identity {
  /// The party that it is; nil for who is none.
  var party: Party? {
    switch self {
    case .terminal(let id): .account(id)
    case .seller(let id): .seller(id)
    case .distributor(let id): .distributor(id)
    case .operator, .auditor, .rail, .manager: nil
    }
  }
}

extension Request {
  /// Whether `body` says yes to what it is about: of a batch, to what each item is about.
  func eachMatter(_ body: (Matter) -> Bool) -> Bool {
    switch self {
    case .commands(let batch): batch.items.allSatisfy { body($0.matter) }
    case .command(let command): body(command.matter)
    case .authorize(let terms): body(.deed(of: .terminal(terms.drawer)))
    case .addressee(let question): body(.deed(of: .seller(question.seller)))
    case .account(let id): body(.party(.account(id)))
    case .seller(let id): body(.party(.seller(id)))
    case .distributor(let id): body(.party(.distributor(id)))
    case .statement(let query): body(query.account.matter)
    case .instructions(let question): body(.outbox(of: question.rail))
    case .covers(let question): body(.outbox(of: question.rail))
    case .journal(let question): body(question.party.map { .party($0) } ?? .everything)
    case .checks(let query):
      body(.parties([query.account.map(Party.account), query.seller.map(Party.seller)].compactMap(\.self)))
    case .claim, .verify, .verifications, .check, .proof: body(.check)
    case .status, .acceptClock, .accounts, .sellers, .distributors, .balanceSheet, .head,
      .consistency, .attested, .authenticate, .issueKey, .revokeKey, .keys, .sealStatus, .rotateSeal, .measurements:
      body(.everything)
    }
  }
}

extension Command {
  fileprivate var matter: Matter {
    switch self {
    case .issue(let issue): .deed(of: issue.actor)
    case .act(let action): .deed(of: action.actor)
    case .administer(let administration): .deed(of: administration.actor)
    }
  }
}

extension BookAccountID {
  fileprivate var matter: Matter { party.map { .party($0) } ?? .house }
}
