/// Who somebody was shown to be: a role, and what it is over.
///
/// Written as the URI name of a certificate, `vouch://seller/SHOP-7`, which is also how people read it.
///
/// Absent in this module: what an identity may do (the authority table is the manager's), sockets, and the ledger's rules.
public import Ledger

/// A role, and the code it is for.
public enum Identity: Hashable, Sendable, CustomStringConvertible {
  /// Runs the check manager: as far as its duties go.
  case `operator`(Duties)
  /// Reads everything but personal data, and changes nothing.
  case auditor
  /// The buyer's machine, for one account.
  case terminal(AccountID)
  case seller(SellerID)
  case distributor(DistributorID)
  /// A connector to a paying system.
  case rail(PaymentRail)
  /// The check manager itself, as its callers know it.
  case manager

  /// What of the operator's work somebody may do.
  public struct Duties: OptionSet, Hashable, Sendable, BitwiseCopyable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Parties join, change, are suspended and closed.
    public static let enrol = Duties(rawValue: 1 << 0)
    /// Money comes in and goes out.
    public static let fund = Duties(rawValue: 1 << 1)
    /// Everything can be looked at, personal data included.
    public static let read = Duties(rawValue: 1 << 2)
    /// Keys and certificates are given out and taken back.
    public static let keys = Duties(rawValue: 1 << 3)
    /// Disputes are decided, and checks acted on in the parties' stead.
    public static let resolve = Duties(rawValue: 1 << 4)
    /// The machine is looked after: the clock accepted, settings read anew.
    public static let maintain = Duties(rawValue: 1 << 5)

    /// All of it.
    public static let all: Duties = [.enrol, .fund, .read, .keys, .resolve, .maintain]

    /// Each by its name, in the order in which they are written.
    public static let named: [(name: String, duty: Duties)] = [
      ("enrol", .enrol), ("fund", .fund), ("read", .read), ("keys", .keys), ("resolve", .resolve),
      ("maintain", .maintain),
    ]
  }
}

// MARK: - Text

extension Identity.Duties: CustomStringConvertible {
  /// Reads `enrol+read`, or `all`; nothing for another word, a word twice, or no word.
  public init?(_ text: some StringProtocol) {
    if text == "all" {
      self = .all
      return
    }
    var duties: Self = []
    for word in text.split(separator: "+", omittingEmptySubsequences: false) {
      guard let named = Self.named.first(where: { $0.name == word }), duties.insert(named.duty).inserted else {
        return nil
      }
    }
    self = duties
  }

  /// The text it is read from.
  public var description: String {
    if self == .all { return "all" }
    return Self.named.filter { contains($0.duty) }.map(\.name).joined(separator: "+")
  }
}

extension Identity {
  /// What every name begins with.
  public static let scheme = "vouch://"

  /// Reads `operator/all`, `seller/SHOP-7`, `auditor` …, with or without `vouch://` before it; nothing when it is none.
  public init?(_ text: some StringProtocol) {
    let name = text.hasPrefix(Identity.scheme) ? text.dropFirst(Identity.scheme.count) : text[...]
    let parts = name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let role = parts.first else { return nil }
    switch (String(role), parts.count == 2 ? String(parts[1]) : nil) {
    case ("operator", let duties?):
      guard let duties = Duties(duties) else { return nil }
      self = .operator(duties)
    case ("auditor", nil): self = .auditor
    case ("manager", nil): self = .manager
    case ("terminal", let code?):
      guard let id = AccountID(code) else { return nil }
      self = .terminal(id)
    case ("seller", let code?):
      guard let id = SellerID(code) else { return nil }
      self = .seller(id)
    case ("distributor", let code?):
      guard let id = DistributorID(code) else { return nil }
      self = .distributor(id)
    case ("rail", let word?):
      guard let rail = PaymentRail.allCases.first(where: { "\($0)" == word }) else { return nil }
      self = .rail(rail)
    default: return nil
    }
  }

  /// The role's word: `seller`.
  public var role: String {
    switch self {
    case .operator: "operator"
    case .auditor: "auditor"
    case .terminal: "terminal"
    case .seller: "seller"
    case .distributor: "distributor"
    case .rail: "rail"
    case .manager: "manager"
    }
  }

  /// The role and what it is over: `seller/SHOP-7`.
  public var description: String {
    switch self {
    case .operator(let duties): "operator/\(duties)"
    case .auditor, .manager: role
    case .terminal(let id): "terminal/\(id)"
    case .seller(let id): "seller/\(id)"
    case .distributor(let id): "distributor/\(id)"
    case .rail(let rail): "rail/\(rail)"
    }
  }

  /// As a certificate's URI name.
  public var uri: String { Identity.scheme + description }
}
