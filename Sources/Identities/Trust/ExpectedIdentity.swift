/// Whom somebody who connects takes for the other side.

/// One identity, or any of a role. A certificate of the right authority is not enough: each shop has one.
public enum ExpectedIdentity: Hashable, Sendable, CustomStringConvertible {
  case one(Identity)
  case anySeller
  case anyDistributor

  /// The check manager.
  public static let manager = ExpectedIdentity.one(.manager)

  /// Whether one of these names is whom was expected.
  public func isMet(by names: [Identity]) -> Bool {
    names.contains { name in
      switch (self, name) {
      case (.one(let expected), _): name == expected
      case (.anySeller, .seller), (.anyDistributor, .distributor): true
      case (.anySeller, _), (.anyDistributor, _): false
      }
    }
  }

  /// In words: `seller/SHOP-7`, `a seller`.
  public var description: String {
    switch self {
    case .one(let identity): identity.description
    case .anySeller: "a seller"
    case .anyDistributor: "a distributor"
    }
  }
}
