/// Whom a key makes its presenter: an identity, as the wire has it.
public import Ledger

extension Identity {
  /// The identity of a key's holder; nil for the operator and the committer, who have no keys: whoever gives out keys could
  /// else give himself the other duties, and an operator can keep a certificate.
  public init?(holder: Actor) {
    switch holder {
    case .terminal(let id): self = .terminal(id)
    case .seller(let id): self = .seller(id)
    case .distributor(let id): self = .distributor(id)
    case .rail(let rail): self = .rail(rail)
    case .operator, .committer: return nil
    }
  }

  /// The holder of a key for this identity; nil where there is no such key.
  public var holder: Actor? {
    switch self {
    case .terminal(let id): .terminal(id)
    case .seller(let id): .seller(id)
    case .distributor(let id): .distributor(id)
    case .rail(let rail): .rail(rail)
    case .operator, .auditor, .manager: nil
    }
  }
}
