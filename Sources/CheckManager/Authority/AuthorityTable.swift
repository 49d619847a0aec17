/// Who may ask what, over what: every method of the service, in one table. What is not granted is refused.
internal import Identities
internal import Wire

/// A role that may call a method, and how far.
enum Grant: Hashable, Sendable {
  /// Who is not known yet, and nobody else.
  case stranger
  /// Everybody who is known at all.
  case known
  /// Operators with this duty, over everything; a command only as operator.
  case `operator`(Identity.Duties)
  /// Auditors, over everything.
  case auditor
  case terminal(Reach)
  case seller(Reach)
  case distributor(Reach)
  /// A connector, as itself.
  case rail

  /// What a party's grant is over.
  enum Reach: Hashable, Sendable {
    /// What it says of itself: it speaks as itself, or asks about its own account.
    case own
    /// A check that names it; of one that anybody may present, every seller.
    case concerned
    /// Any check of which it knows the secret.
    case proven
    /// Any company that it has the code of: what it is called, and whether it may take part. Nothing more of it is shown.
    case named
  }
}

enum AuthorityTable {
  private static let rows: [[Grant]] = Method.allCases.map(row)

  /// Who may call `method`.
  static func grants(of method: Method) -> [Grant] { rows[Int(method.rawValue)] }

  /// Who may call a method. One without a row does not compile.
  private static func row(_ method: Method) -> [Grant] {
    switch method {
    case .getStatus: [.known]

    // A check's life. The ledger judges further: a command bears who it is by, and its check names who may.
    case .authorize, .issueCheck, .issueChecks: [.terminal(.own)]
    case .claimCheck: [.seller(.proven), .terminal(.proven)]
    case .verifyCheck, .verifyChecks:
      [.seller(.concerned), .terminal(.concerned), .distributor(.concerned), .operator(.read), .auditor]
    case .presentCheck, .presentChecks: [.seller(.own)]
    case .confirmDelivery, .confirmDeliveries, .collectCash: [.distributor(.own)]
    case .failDelivery: [.distributor(.own), .seller(.own)]
    case .extendCheck, .chooseMethod, .withdraw: [.terminal(.own)]
    case .voidCheck, .voidChecks: [.terminal(.own), .seller(.own), .operator(.resolve)]
    case .openDispute: [.terminal(.own), .seller(.own), .distributor(.own)]
    case .resolveDispute: [.operator(.resolve)]
    case .refundCheck, .refundChecks, .claimGuarantee: [.seller(.own), .operator(.resolve)]
    case .chargeBack: [.rail, .operator(.resolve)]

    // What is on file about checks.
    case .getCheck:
      [.terminal(.concerned), .seller(.concerned), .distributor(.concerned), .operator(.read), .auditor]
    case .proveCheck:
      [.terminal(.concerned), .seller(.concerned), .distributor(.concerned), .operator(.read), .auditor]
    case .listChecks: [.terminal(.own), .seller(.own), .operator(.read), .auditor]
    case .getAddressee: [.seller(.own)]

    // The registries, which hold personal data, so that no auditor reads them.
    case .enrolAccount, .updateAccount, .enrolSeller, .updateSeller, .enrolDistributor, .updateDistributor, .setStatus,
      .forgetParty:
      [.operator(.enrol)]
    case .getAccount: [.terminal(.own), .operator(.read)]
    // A buyer is told by the manager, not by a shop, whom it is about to pay.
    case .getSeller: [.seller(.own), .terminal(.named), .operator(.read)]
    case .getDistributor: [.distributor(.own), .terminal(.named), .operator(.read)]
    case .listAccounts, .listSellers, .listDistributors: [.operator(.read)]

    // The money.
    case .payOut, .chargeFee: [.operator(.fund)]
    // A connector says what its paying system has, and what became of what that was told.
    case .fund, .reconcile, .payIn, .reportInstruction: [.rail, .operator(.fund)]
    // Its connector is told the numbers of accounts and cards in full, others their last characters.
    case .listInstructions, .listCovers: [.rail, .operator(.fund), .operator(.read)]
    case .getStatement: [.terminal(.own), .seller(.own), .distributor(.own), .operator(.read), .auditor]
    case .readJournal: [.terminal(.own), .seller(.own), .distributor(.own), .operator(.read), .auditor]
    case .getBalanceSheet: [.operator(.read), .auditor]
    case .getMetrics: [.operator(.read), .operator(.maintain), .auditor]

    // What is signed is for everybody to see; the leaves below it are the auditor's.
    case .getHead, .proveConsistency: [.known]
    case .readAttested: [.operator(.read), .auditor]

    case .acceptClock: [.operator(.maintain)]

    // Who is known already, or trusted without it, has nothing to say by a key.
    case .authenticate: [.stranger]
    case .issueKey, .revokeKey, .listKeys: [.operator(.keys)]
    // The sealing keys, and how many persons each has sealed.
    case .getSealStatus: [.operator(.keys), .operator(.maintain)]
    case .rotateSeal: [.operator(.keys)]
    }
  }
}
