/// A distributing company: it takes instructions, plans its days, hears of what happens on its tours, and tells those
/// who wait for it.
///
/// Absent here: how requests come (`Sites`), what may happen to a delivery and how a day is planned (`MailOrder`).
internal import LMDB
public import Ledger
internal import MailOrder
public import Seals
public import Sites
internal import Synchronization
public import Wire

/// Who a carrier is.
public struct CarrierIdentity: Hashable, Sendable {
  public var code: DistributorID
  public var name: Text
  /// The postcode of the depot, where all tours begin and end; nil: the point 0/0 of its map.
  public var depot: Text?

  /// A carrier.
  public init(code: DistributorID, name: Text, depot: Text? = nil) {
    self.code = code
    self.name = name
    self.depot = depot
  }
}

/// A carrier's site: its store and its answers.
public final class Carrier: Sendable {
  let identity: CarrierIdentity
  let store: SiteStore
  let tables: Tables
  /// Signs hand-overs; nil: nothing is signed.
  let handOverKey: SigningKey?
  let addressKeys: AddressKeys
  let now: @Sendable () -> Timestamp
  /// How often something was changed: whoever shows what there is looks again when it is another number.
  private let changed = Atomic(0)
  /// Once its pages are served.
  private let links = Mutex<PageLinks?>(nil)

  /// The outbox of its store, for whoever carries its messages.
  public var outbox: Outbox { tables.outbox }

  /// Opens the store in a directory, or makes it.
  ///
  /// - Parameters:
  ///   - sealKey: the file of the key that the store is sealed by; nil: the usual one.
  ///   - addressKeys: what opens addresses that were sealed for it.
  ///   - handOverKey: signs hand-overs; nil: nothing is signed.
  public init(
    _ identity: CarrierIdentity, in directory: String, sealKey: String? = nil, addressKeys: AddressKeys = AddressKeys(),
    handOverKey: SigningKey? = nil, now: @escaping @Sendable () -> Timestamp
  ) throws(SiteStoreError) {
    self.identity = identity
    self.addressKeys = addressKeys
    self.handOverKey = handOverKey
    self.now = now
    store = try SiteStore(opening: directory, kind: "carrier \(identity.code)", key: sealKey)
    tables = try store.openTables { transaction, seal throws(LMDBError) in try Tables(sealedBy: seal, in: transaction) }
  }

  /// Changes something, as `SiteStore.write` does, and lets those know who show what there is.
  func write<Result: Sendable>(
    _ body: @escaping @Sendable (borrowing WriteTransaction) throws(SiteStoreError) -> Result
  ) async throws(SiteStoreError) -> Result {
    defer { changed.add(1, ordering: .releasing) }
    return try await store.write(body)
  }

  /// Another number after each change.
  var changes: Int { changed.load(ordering: .acquiring) }

  /// Where its pages are; nil: it has none, or not yet.
  var pages: PageLinks? {
    get { links.withLock { $0 } }
    set { links.withLock { $0 = newValue } }
  }

  /// Answers a request. Throws when the store fails.
  public func answer(_ request: DistributionRequest, for asker: Asker) async throws(SiteStoreError) -> SiteAnswer {
    switch request {
    case .getCompany: SiteAnswer(GetCompany.self, .accepted(try company()))
    case .instruct(let instruction): SiteAnswer(Instruct.self, try await take(instruction))
    case .trackDelivery(let order): SiteAnswer(TrackDelivery.self, try track(order, for: asker))
    case .listDeliveries(let query): SiteAnswer(ListDeliveries.self, .accepted(try list(query)))
    case .planDay(let day): SiteAnswer(PlanDay.self, try await plan(day))
    case .reportEvent(let report): SiteAnswer(ReportEvent.self, try await take(report))
    case .depart(let departure): SiteAnswer(Depart.self, try await depart(departure))
    case .putVehicle(let vehicle): SiteAnswer(PutVehicle.self, try await put(vehicle))
    case .putPlaces(let places): SiteAnswer(PutPlaces.self, try await put(places))
    case .putSeller(let seller): SiteAnswer(PutSeller.self, try await put(seller))
    case .putPass(let pass): SiteAnswer(PutPass.self, try await put(pass))
    case .listPasses: SiteAnswer(ListPasses.self, .accepted(try passes()))
    case .revokePass(let number): SiteAnswer(RevokePass.self, try await revoke(number))
    }
  }
}
