/// A carrier's life: it listens, answers, and carries its messages, until it is told to stop.
internal import Foundation
internal import Identities
internal import Ledger
public import Logging
internal import MailOrder
public import RPC
public import Seals
public import ServiceLifecycle
internal import Sites
internal import Wire

/// A carrier as a service.
public struct CarrierService: Service {
  private let carrier: Carrier
  private let endpoints: [Endpoint]
  private let admission: Admission
  private let manager: Endpoint
  private let pages: PageSite?
  private let logger: Logger

  /// Opens the carrier's store. Throws a `SiteStoreError` that says what is wrong and what to do.
  ///
  /// - Parameters:
  ///   - directory: of the store, and of the file `endpoints` that tells where it listens.
  ///   - admission: how callers are known; its credentials are also what others are shown.
  ///   - manager: where the check manager listens.
  ///   - sealKey: the file of the key that the store is sealed by; nil: the usual one.
  ///   - addressKeys: the file of the keys to sealed addresses; nil: the usual one, if there is one.
  ///   - handOverKey: signs hand-overs; nil: nothing is signed.
  ///   - pages: how its pages are reached; nil: it has none.
  public static func open(
    _ identity: CarrierIdentity, directory: String, endpoints: [Endpoint], admission: Admission = Admission(),
    manager: Endpoint, sealKey: String? = nil, addressKeys: String? = nil, logger: Logger,
    handOverKey: SigningKey? = nil, pages: PageSite? = nil
  ) throws -> CarrierService {
    try open(
      identity, directory: directory, endpoints: endpoints, admission: admission, manager: manager, sealKey: sealKey,
      addressKeys: addressKeys, logger: logger, handOverKey: handOverKey, pages: pages
    ) { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
  }

  /// The same by any clock.
  static func open(
    _ identity: CarrierIdentity, directory: String, endpoints: [Endpoint], admission: Admission = Admission(),
    manager: Endpoint, sealKey: String? = nil, addressKeys: String? = nil, logger: Logger,
    handOverKey: SigningKey? = nil, pages: PageSite? = nil, now: @escaping @Sendable () -> Timestamp
  ) throws -> CarrierService {
    let keys = try AddressKeys(of: directory, given: addressKeys)
    let carrier = try Carrier(
      identity, in: directory, sealKey: sealKey, addressKeys: keys, handOverKey: handOverKey, now: now)
    carrier.store.log(to: logger)
    if let key = keys.publicKeys.first {
      logger.notice("sealed addresses are read", metadata: ["key": "\(key.id)", "public": "\(key.text)"])
    }
    return CarrierService(
      carrier: carrier, endpoints: endpoints, admission: admission, manager: manager, pages: pages,
      logger: logger)
  }

  /// Serves.
  public func run() async throws {
    let postman = Postman(
      store: carrier.store, outbox: carrier.outbox, credentials: admission.credentials, logger: logger,
      lookup: { [carrier, manager] destination in
        switch destination {
        case .manager: manager
        case .seller(let seller): try carrier.endpoint(of: seller)
        case .distributor: nil
        }
      },
      settle: { [carrier] number, message, answer in try await carrier.settle(number, message, answer) })
    var served: SiteService<DistributionRequest>.Pages?
    if let pages {
      let site = try await BoardSite(carrier, at: pages, logger: logger)
      served = { listening in try await site.serve(listening: listening) }
    }
    try await SiteService(
      as: .distributor(carrier.identity.code), endpoints: endpoints, admission: admission, store: carrier.store,
      logger: logger, decode: DistributionRequest.decode,
      answer: { [carrier] request, asker in try await carrier.answer(request, for: asker) },
      pages: served, work: { try await postman.run() }
    ).run()
  }
}
