/// Whose code it is: three types, so that a seller's code is never taken for a distributor's.

/// A code of one kind of party.
public protocol PartyID: Hashable, Comparable, Sendable, BitwiseCopyable, CustomStringConvertible {
  /// The code itself.
  var code: Code { get }
  /// Marks a code as this kind of party's.
  init(_ code: Code)
}

extension PartyID {
  /// Reads a code, or nothing when `text` is none.
  public init?(_ text: some StringProtocol) {
    guard let code = Code(text) else { return nil }
    self.init(code)
  }

  /// The code as people write it.
  public var description: String { code.description }

  public static func < (a: Self, b: Self) -> Bool { a.code < b.code }
}

/// The drawer's account: the original's *user terminal identifying code*.
public struct AccountID: PartyID {
  public let code: Code
  public init(_ code: Code) { self.code = code }
}

/// A selling office; on a check, the payee.
public struct SellerID: PartyID {
  public let code: Code
  public init(_ code: Code) { self.code = code }
}

/// A distributing company.
public struct DistributorID: PartyID {
  public let code: Code
  public init(_ code: Code) { self.code = code }
}

/// Any party that joins by contract.
public enum Party: Hashable, Sendable, BitwiseCopyable, CustomStringConvertible {
  case account(AccountID)
  case seller(SellerID)
  case distributor(DistributorID)

  /// The party's code, whatever its kind.
  public var code: Code {
    switch self {
    case .account(let id): id.code
    case .seller(let id): id.code
    case .distributor(let id): id.code
    }
  }

  /// The kind and the code: `seller SHOP-7`.
  public var description: String {
    switch self {
    case .account(let id): "account \(id)"
    case .seller(let id): "seller \(id)"
    case .distributor(let id): "distributor \(id)"
    }
  }
}
