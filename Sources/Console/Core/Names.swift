/// The names of the ledger's choices, as JSON, CSV and tables have them. A command line takes them with hyphens too.
public import Ledger

/// A value with a name in snake_case.
public protocol Named: CaseIterable, Sendable {
  /// The name: `on_delivery`.
  var name: String { get }
}

extension Named {
  /// Reads a name in either case, with hyphens or underscores, or nothing when there is none such.
  public init?(name text: some StringProtocol) {
    let wanted = text.lowercased().map { $0 == "-" ? "_" : $0 }
    guard let value = Self.allCases.first(where: { $0.name.elementsEqual(wanted) }) else { return nil }
    self = value
  }

  /// The name as a command line has it: `on-delivery`.
  public var argument: String { String(name.map { $0 == "_" ? "-" : $0 }) }

  /// The name in a sentence: `on delivery`.
  public var words: String { String(name.map { $0 == "_" ? " " : $0 }) }

  /// All names as a command line has them, with `separator` between.
  public static func choices(between separator: String = "|") -> String {
    allCases.map(\.argument).joined(separator: separator)
  }

  /// The name in JSON.
  public var json: JSON { .text(name) }
}

/// `idOnly` as `id_only`: the case's own name is the name.
func snakeCase(_ value: some Any) -> String {
  var name = ""
  for character in String(describing: value) {
    if character.isUppercase { name += "_" }
    name += character.lowercased()
  }
  return name
}

extension PartyStatus: Named {
  /// The case's own name.
  public var name: String { snakeCase(self) }
}

extension Standing: Named {
  /// The case's own name.
  public var name: String { snakeCase(self) }
}

extension Cover: Named {
  /// The case's own name.
  public var name: String { snakeCase(self) }
}

extension CheckDelivery: Named {
  /// The case's own name.
  public var name: String { snakeCase(self) }
}

extension Sex: Named {
  /// The case's own name.
  public var name: String { snakeCase(self) }
}

extension PaymentRail: Named {
  /// The case's own name.
  public var name: String { snakeCase(self) }
}

extension PaymentMethod: Named {
  /// The case's own name.
  public var name: String { snakeCase(self) }
}

extension ReleaseRule: Named {
  /// The case's own name.
  public var name: String { snakeCase(self) }
}

extension CheckState: Named {
  /// The case's own name.
  public var name: String { snakeCase(self) }
}

extension JournalEntry.Kind: Named {
  /// The case's own name.
  public var name: String { snakeCase(self) }
}

extension AccountForm.ClearableField {
  /// The case's own name.
  public var name: String { snakeCase(self) }
}

extension CompanyForm.ClearableField {
  /// The case's own name.
  public var name: String { snakeCase(self) }
}

extension BalanceSheet.Kind: Named {
  /// The case's own name.
  public var name: String { snakeCase(self) }
}

extension BookAccountID {
  /// What kind of account it is.
  public var kind: BalanceSheet.Kind {
    switch self {
    case .bank: .bank
    case .card: .card
    case .available: .available
    case .locked: .locked
    case .reserve: .reserve
    case .debt: .debt
    case .clearing: .clearing
    case .settlement: .settlement
    case .fees: .fees
    }
  }

  /// Kind and owner: `bank ALICE`, `available SHOP`, `clearing bank EUR`, `settlement bank EUR`, `fees EUR`.
  public var title: String {
    switch self {
    case .bank(let id), .card(let id): "\(kind.name) \(id)"
    case .available(let id), .locked(let id), .reserve(let id): "\(kind.name) \(id)"
    case .debt(let id): "\(kind.name) \(id)"
    case .clearing(let rail, let currency), .settlement(let rail, let currency): "\(kind.name) \(rail.name) \(currency)"
    case .fees(let currency): "\(kind.name) \(currency)"
    }
  }
}
