/// The terminal's own store: every order it has made, each with what it sends and how far it has come, which offer it was
/// made of, the secrets of checks demanded alone, the proofs of checks, and what is kept of the wallet's PIN.
///
/// Absent here: the wire and the clock. What is kept is kept before anything is sent; that is the runner's doing.
internal import LMDB
public import Ledger
public import MailOrder
public import Sites
internal import Wire

/// An open store, in the buyer's home.
public struct PurchaseStore: Sendable {
  private let store: SiteStore
  private let purchases: RecordTable<IDKey<OrderID>, Purchase>
  private let secrets: RecordTable<IDKey<CheckID>, ClaimSecret>
  private let proofs: RecordTable<IDKey<CheckID>, StoredProof>
  private let offers: RecordTable<OfferKey, OfferedOrder>
  private let pins: RecordTable<PINKey, StoredPIN>

  /// Room for a few hundred thousand orders: address space, not memory.
  private static let mapSize = 1 << 30

  /// Opens the store in the directory at `home`; makes both where they are missing, and keeps them from everybody else.
  /// `key`: the file of the key that it is sealed by; nil: the usual one.
  public init(opening home: String, key: String? = nil) throws(SiteStoreError) {
    try Home.closeKey(home)
    store = try SiteStore(opening: home, kind: "terminal", mapSize: PurchaseStore.mapSize, key: key)
    try Home.close(home)
    (purchases, secrets, proofs, offers, pins) = try store.openTables { transaction, seal throws(LMDBError) in
      (
        try RecordTable("purchases", sealedBy: seal, in: transaction),
        try RecordTable("secrets", sealedBy: seal, in: transaction),
        try RecordTable("proofs", sealedBy: seal, in: transaction),
        try RecordTable("offers", sealedBy: seal, in: transaction),
        try RecordTable("pins", sealedBy: seal, in: transaction)
      )
    }
  }

  /// As above; where another process has the store, tries again after each of `pauses`, and then says so.
  public static func open(
    _ home: String, key: String? = nil, pauses: [Duration], pause: (Duration) async -> Void
  ) async throws(SiteStoreError) -> PurchaseStore {
    for length in pauses {
      do throws(SiteStoreError) {
        return try PurchaseStore(opening: home, key: key)
      } catch {
        guard case .inUse = error else { throw error }
        await pause(length)
      }
    }
    return try PurchaseStore(opening: home, key: key)
  }

  /// The directory.
  public var home: String { store.path }

  /// Ends the store; the home is free for whoever opens it next.
  public func close() async { await store.close() }

  /// The purchase of an order; nil when it is not this terminal's.
  public func purchase(_ id: OrderID) throws(SiteStoreError) -> Purchase? {
    try store.read { transaction throws(SiteStoreError) in try purchases.get(IDKey(id), in: transaction) }
  }

  /// Purchases, newest first, of which `isWanted`: at most `limit`, from `start` on, and where the rest begins.
  public func purchases(
    from start: OrderID? = nil, limit: Int, where isWanted: (Purchase) -> Bool = { _ in true }
  ) throws(SiteStoreError) -> Page<Purchase, OrderID> {
    try store.read { transaction throws(SiteStoreError) in
      var page = Page<Purchase, OrderID>(items: [], next: nil)
      try purchases.walk(from: start.map { IDKey($0) }, .backward, in: transaction) { key, purchase in
        guard isWanted(purchase) else { return true }
        guard page.items.count < limit else {
          page.next = key.id
          return false
        }
        page.items.append(purchase)
        return true
      }
      return page
    }
  }

  /// The purchases with something left to do, oldest first.
  public func unfinished() throws(SiteStoreError) -> [Purchase] {
    try store.read { transaction throws(SiteStoreError) in
      var found: [Purchase] = []
      try purchases.walk(in: transaction) { _, purchase in
        if purchase.next != nil { found.append(purchase) }
        return true
      }
      return found
    }
  }

  /// The purchase that a check pays; nil when it pays none of this terminal's.
  public func purchase(paidBy check: CheckID) throws(SiteStoreError) -> Purchase? {
    try purchases(limit: 1) { $0.demand.id == check }.items.first
  }

  /// Keeps a purchase, over what is kept of it. Durable when this returns.
  public func keep(_ purchase: Purchase) async throws(SiteStoreError) {
    try await store.write { [purchases] transaction throws(SiteStoreError) in
      try purchases.put(purchase, at: IDKey(purchase.id), in: transaction)
    }
  }

  /// Keeps the purchase that is made of an offer, unless it has made one already; gives the one that it has. So an offer makes
  /// one purchase, however often it is approved; another only where nothing came of the first. Durable when this returns.
  public func begin(_ purchase: Purchase) async throws(SiteStoreError) -> Purchase {
    guard let offer = purchase.telling.offer else {
      try await keep(purchase)
      return purchase
    }
    let key = OfferKey(offer, of: purchase.order.form.seller)
    return try await store.write { [purchases, offers] transaction throws(SiteStoreError) in
      if let earlier = try offers.get(key, in: transaction),
        let kept = try purchases.get(IDKey(earlier.order), in: transaction), !kept.cameToNothing
      {
        return kept
      }
      try purchases.put(purchase, at: IDKey(purchase.id), in: transaction)
      try offers.put(OfferedOrder(purchase.id), at: key, in: transaction)
      return purchase
    }
  }

  /// The purchase that was made of an offer; nil when there is none.
  public func purchase(of offer: OfferToken, by seller: SellerID) throws(SiteStoreError) -> Purchase? {
    try store.read { transaction throws(SiteStoreError) in
      guard let found = try offers.get(OfferKey(offer, of: seller), in: transaction) else { return nil }
      return try purchases.get(IDKey(found.order), in: transaction)
    }
  }

  /// What is kept of the PIN; nil when none was ever set.
  public func pin() throws(SiteStoreError) -> StoredPIN? {
    try store.read { transaction throws(SiteStoreError) in try pins.get(PINKey(), in: transaction) }
  }

  /// Keeps what is to be kept of the PIN. Durable when this returns.
  public func keep(_ pin: StoredPIN) async throws(SiteStoreError) {
    try await store.write { [pins] transaction throws(SiteStoreError) in
      try pins.put(pin, at: PINKey(), in: transaction)
    }
  }

  /// Keeps the secret of a check that is about to be demanded, unless it has one already; gives the one that it has.
  /// Durable when this returns.
  public func keep(_ secret: ClaimSecret, of check: CheckID) async throws(SiteStoreError) -> ClaimSecret {
    try await store.write { [secrets] transaction throws(SiteStoreError) in
      if let kept = try secrets.get(IDKey(check), in: transaction) { return kept }
      try secrets.put(secret, at: IDKey(check), in: transaction)
      return secret
    }
  }

  /// Keeps the proof of a check, over one that is kept. Durable when this returns.
  public func keep(_ proof: StoredProof, of check: CheckID) async throws(SiteStoreError) {
    try await store.write { [proofs] transaction throws(SiteStoreError) in
      try proofs.put(proof, at: IDKey(check), in: transaction)
    }
  }

  /// The proof of a check; nil when none is kept.
  public func proof(of check: CheckID) throws(SiteStoreError) -> StoredProof? {
    try store.read { transaction throws(SiteStoreError) in try proofs.get(IDKey(check), in: transaction) }
  }

  /// The secret that claims a check, demanded alone or for an order; nil when none is kept.
  public func secret(of check: CheckID) throws(SiteStoreError) -> ClaimSecret? {
    let alone = try store.read { transaction throws(SiteStoreError) in
      try secrets.get(IDKey(check), in: transaction)
    }
    if let alone { return alone }
    return try purchase(paidBy: check)?.order.secret.flatMap { ClaimSecret($0) }
  }
}
