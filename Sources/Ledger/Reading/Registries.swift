/// What is shown of the registries: a party with what people need of it, and a page of parties.

/// What can be known of who a party is. The numbers are the wire's: never changed, never used again.
public enum ProfileState: UInt8, Hashable, Sendable, CaseIterable {
  /// All that is kept.
  case kept = 0
  /// Nothing, and never again: the party was forgotten.
  case forgotten = 1
  /// Nothing now: the key that it is sealed under is not at hand.
  case keyMissing = 2
  /// Nothing: a seal is broken, since bytes were changed or damaged.
  case broken = 3
}

/// An account with the person behind it (D1).
public struct AccountRecord: Hashable, Sendable {
  public var account: Account
  public var profile: AccountProfile
  /// Whether the profile says what is kept, or why it says nothing.
  public var state: ProfileState

  /// An account and its profile.
  public init(account: Account, profile: AccountProfile, state: ProfileState = .kept) {
    self.account = account
    self.profile = profile
    self.state = state
  }
}

/// A seller with the company behind it (D2).
public struct SellerRecord: Hashable, Sendable {
  public var seller: Seller
  public var profile: CompanyProfile
  /// As of an account.
  public var state: ProfileState

  /// A seller and its profile.
  public init(seller: Seller, profile: CompanyProfile, state: ProfileState = .kept) {
    self.seller = seller
    self.profile = profile
    self.state = state
  }
}

/// A distributor with the company behind it (D3).
public struct DistributorRecord: Hashable, Sendable {
  public var distributor: Distributor
  public var profile: CompanyProfile
  /// As of an account.
  public var state: ProfileState

  /// A distributor and its profile.
  public init(distributor: Distributor, profile: CompanyProfile, state: ProfileState = .kept) {
    self.distributor = distributor
    self.profile = profile
    self.state = state
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
