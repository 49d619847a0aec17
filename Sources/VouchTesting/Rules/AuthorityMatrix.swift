/// Who may ask what, written down by hand: what the manager's table is compared with, in the process and over the network.
public import Identities
internal import Ledger

/// The matrix of methods and roles.
public enum AuthorityMatrix {
  /// A column.
  public enum Role: String, Hashable, Sendable, CaseIterable {
    case nobody, enrol, fund, read, keys, resolve, maintain, auditor, terminal, seller, distributor, rail, manager

    /// Who that is; nil for nobody.
    public var identity: Identity? {
      switch self {
      case .nobody: nil
      case .enrol: .operator(.enrol)
      case .fund: .operator(.fund)
      case .read: .operator(.read)
      case .keys: .operator(.keys)
      case .resolve: .operator(.resolve)
      case .maintain: .operator(.maintain)
      case .auditor: .auditor
      case .terminal: .terminal(.buyer)
      case .seller: .seller(.shop)
      case .distributor: .distributor(.carrier)
      case .rail: .rail(.card)
      case .manager: .manager
      }
    }
  }

  /// A cell.
  public enum Cell: Character, Hashable, Sendable {
    /// Whatever it is about.
    case all = "y"
    /// Only its own, and it is told that it may not ask about another's.
    case own = "o"
    /// Only its own, and another's is hidden: said not to be there.
    case hidden = "h"
    /// Not at all.
    case none = "-"
  }

  /// The cells by the method's name and the role. A row that is not written well is shorter than it should be.
  public static let rows: [String: [Role: Cell]] = {
    let lines = text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    let roles = lines[0].dropFirst().compactMap(Role.init)
    return Dictionary(
      uniqueKeysWithValues: lines.dropFirst().map { line in
        let cells = line.dropFirst().compactMap { $0.first.flatMap(Cell.init(rawValue:)) }
        return (line[0], Dictionary(uniqueKeysWithValues: zip(roles, cells)))
      })
  }()

  private static let text = """
    method             nobody enrol fund read keys resolve maintain auditor terminal seller distributor rail manager
    getStatus             -     y    y    y    y      y       y        y       y       y        y        y     y
    authorize             -     -    -    -    -      -       -        -       o       -        -        -     -
    issueCheck            -     -    -    -    -      -       -        -       o       -        -        -     -
    claimCheck            -     -    -    -    -      -       -        -       y       y        -        -     -
    verifyCheck           -     -    -    y    -      -       -        y       y       y        y        -     -
    presentCheck          -     -    -    -    -      -       -        -       -       o        -        -     -
    confirmDelivery       -     -    -    -    -      -       -        -       -       -        o        -     -
    collectCash           -     -    -    -    -      -       -        -       -       -        o        -     -
    failDelivery          -     -    -    -    -      -       -        -       -       o        o        -     -
    extendCheck           -     -    -    -    -      -       -        -       o       -        -        -     -
    chooseMethod          -     -    -    -    -      -       -        -       o       -        -        -     -
    voidCheck             -     -    -    -    -      o       -        -       o       o        -        -     -
    openDispute           -     -    -    -    -      -       -        -       o       o        o        -     -
    resolveDispute        -     -    -    -    -      o       -        -       -       -        -        -     -
    refundCheck           -     -    -    -    -      o       -        -       -       o        -        -     -
    withdraw              -     -    -    -    -      -       -        -       o       -        -        -     -
    chargeBack            -     -    -    -    -      o       -        -       -       -        -        o     -
    getCheck              -     -    -    y    -      -       -        y       y       y        y        -     -
    listChecks            -     -    -    y    -      -       -        y       o       o        -        -     -
    enrolAccount          -     o    -    -    -      -       -        -       -       -        -        -     -
    updateAccount         -     o    -    -    -      -       -        -       -       -        -        -     -
    enrolSeller           -     o    -    -    -      -       -        -       -       -        -        -     -
    updateSeller          -     o    -    -    -      -       -        -       -       -        -        -     -
    enrolDistributor      -     o    -    -    -      -       -        -       -       -        -        -     -
    updateDistributor     -     o    -    -    -      -       -        -       -       -        -        -     -
    setStatus             -     o    -    -    -      -       -        -       -       -        -        -     -
    fund                  -     -    o    -    -      -       -        -       -       -        -        o     -
    reconcile             -     -    o    -    -      -       -        -       -       -        -        o     -
    payOut                -     -    o    -    -      -       -        -       -       -        -        -     -
    payIn                 -     -    o    -    -      -       -        -       -       -        -        o     -
    getAccount            -     -    -    y    -      -       -        -       h       -        -        -     -
    listAccounts          -     -    -    y    -      -       -        -       -       -        -        -     -
    getSeller             -     -    -    y    -      -       -        -       y       h        -        -     -
    listSellers           -     -    -    y    -      -       -        -       -       -        -        -     -
    getDistributor        -     -    -    y    -      -       -        -       y       -        h        -     -
    listDistributors      -     -    -    y    -      -       -        -       -       -        -        -     -
    getStatement          -     -    -    y    -      -       -        y       h       h        h        -     -
    readJournal           -     -    -    y    -      -       -        y       h       h        h        -     -
    getBalanceSheet       -     -    -    y    -      -       -        y       -       -        -        -     -
    acceptClock           -     -    -    -    -      -       y        -       -       -        -        -     -
    getAddressee          -     -    -    -    -      -       -        -       -       o        -        -     -
    issueChecks           -     -    -    -    -      -       -        -       o       -        -        -     -
    verifyChecks          -     -    -    y    -      -       -        y       y       y        y        -     -
    presentChecks         -     -    -    -    -      -       -        -       -       o        -        -     -
    voidChecks            -     -    -    -    -      o       -        -       o       o        -        -     -
    confirmDeliveries     -     -    -    -    -      -       -        -       -       -        o        -     -
    refundChecks          -     -    -    -    -      o       -        -       -       o        -        -     -
    proveCheck            -     -    -    y    -      -       -        y       y       y        y        -     -
    getHead               -     y    y    y    y      y       y        y       y       y        y        y     y
    proveConsistency      -     y    y    y    y      y       y        y       y       y        y        y     y
    readAttested          -     -    -    y    -      -       -        y       -       -        -        -     -
    authenticate          y     -    -    -    -      -       -        -       -       -        -        -     -
    issueKey              -     -    -    -    y      -       -        -       -       -        -        -     -
    revokeKey             -     -    -    -    y      -       -        -       -       -        -        -     -
    listKeys              -     -    -    -    y      -       -        -       -       -        -        -     -
    forgetParty           -     o    -    -    -      -       -        -       -       -        -        -     -
    getSealStatus         -     -    -    -    y      -       y        -       -       -        -        -     -
    rotateSeal            -     -    -    -    y      -       -        -       -       -        -        -     -
    listInstructions      -     -    y    y    -      -       -        -       -       -        -        o     -
    listCovers            -     -    y    y    -      -       -        -       -       -        -        o     -
    chargeFee             -     -    o    -    -      -       -        -       -       -        -        -     -
    claimGuarantee        -     -    -    -    -      o       -        -       -       o        -        -     -
    getMetrics            -     -    -    y    -      -       y        y       -       -        -        -     -
    reportInstruction     -     -    o    -    -      -       -        -       -       -        -        o     -
    """
}
