/// What is shown of the registries: a party with what people need of it, and a page of parties.

/// An account with the person behind it (D1).
public struct AccountRecord: Hashable, Sendable {
  public var account: Account
  public var profile: AccountProfile

  /// An account and its profile.
  public init(account: Account, profile: AccountProfile) {
    self.account = account
    self.profile = profile
  }
}

/// A seller with the company behind it (D2).
public struct SellerRecord: Hashable, Sendable {
  public var seller: Seller
  public var profile: CompanyProfile

  /// A seller and its profile.
  public init(seller: Seller, profile: CompanyProfile) {
    self.seller = seller
    self.profile = profile
  }
}

/// A distributor with the company behind it (D3).
public struct DistributorRecord: Hashable, Sendable {
  public var distributor: Distributor
  public var profile: CompanyProfile

  /// A distributor and its profile.
  public init(distributor: Distributor, profile: CompanyProfile) {
    self.distributor = distributor
    self.profile = profile
  }
}

/// Part of a list, and where the rest begins.
public struct Page<Item: Hashable & Sendable, Place: Hashable & Sendable>: Hashable, Sendable {
  public var items: [Item]
  /// Where the next page begins; nil when this was the last.
  public var next: Place?

  /// A page.
  public init(items: [Item], next: Place?) {
    self.items = items
    self.next = next
  }
}

/// Bounds of what one question may bring back.
public enum PageBounds {
  /// How many items a page has when nobody says.
  public static let usual = 100
  /// How many it may have: a page is one message, and one short look at the store.
  public static let maximum = 1000
}
