/// A shop's life: store, postman, its service and its pages, from one configuration.
internal import CheckClient
internal import Foundation
internal import Identities
public import Ledger
public import Logging
public import Pages
public import RPC
public import ServiceLifecycle
public import Sites
internal import Wire

/// How a shop is set up.
public struct ShopConfiguration: Sendable {
  /// The directory of its store.
  public var data: String
  public var seller: SellerID
  public var name: Text
  public var currency: Currency
  /// Where its service listens.
  public var endpoints: [Endpoint]
  /// Where its pages are; nil: it has none.
  public var http: Endpoint?
  /// Where wallets are told to reach its service; nil: the first place on TCP where it listens.
  public var reachedAt: Endpoint?
  /// What the addresses of its pages begin with, for whoever comes back from a wallet; nil: where they are served.
  public var page: WebAddress?
  /// Where the check manager listens.
  public var manager: Endpoint
  /// How callers are known; its credentials are also what others are shown.
  public var admission = Admission()
  /// How long a buyer who pays later has to say how; then the order is rejected and its goods are back in the stock.
  public var payWithin = Shop.usualPayWithin
  /// The file of the key that its store is sealed by; nil: the usual one.
  public var sealKey: String?

  /// A set-up without pages.
  public init(
    data: String, seller: SellerID, name: Text, currency: Currency, endpoints: [Endpoint], manager: Endpoint
  ) {
    self.data = data
    self.seller = seller
    self.name = name
    self.currency = currency
    self.endpoints = endpoints
    self.manager = manager
  }
}

/// A shop as a service.
public struct ShopService: Service {
  private let configuration: ShopConfiguration
  private let store: ShopStore
  private let logger: Logger

  /// How long a question to the manager may take that a caller waits for.
  private static let patience = Duration.seconds(5)

  /// Opens the shop's store.
  ///
  /// - Throws: `SiteStoreError`, described in words.
  public init(opening configuration: ShopConfiguration, logger: Logger) throws(SiteStoreError) {
    self.configuration = configuration
    self.logger = logger
    store = try ShopStore(
      opening: configuration.data, of: configuration.seller, in: configuration.currency, key: configuration.sealKey)
    store.site.log(to: logger)
  }

  /// Serves until the process is told to stop, or the store fails.
  public func run() async throws {
    var options = ClientOptions()
    options.timeout = ShopService.patience
    let credentials = configuration.admission.credentials
    let manager = ManagerClient(
      server: configuration.manager, options: options,
      security: credentials.map { ClientSecurity($0, expecting: .manager) })
    let shop = Shop(
      id: configuration.seller, name: configuration.name, currency: configuration.currency, store: store,
      manager: manager, payWithin: configuration.payWithin)
    let postman = shop.postman(managerAt: configuration.manager, credentials: credentials, logger: logger)
    var pages: SiteService<SellingRequest>.Pages?
    let places = Places(service: configuration.reachedAt, pages: configuration.page)
    if let http = configuration.http {
      let window = ShopPages(of: shop, at: places)
      pages = { listening in try await window.serve(at: http, logger: logger, listening: listening) }
    }
    let service = SiteService<SellingRequest>(
      as: .seller(configuration.seller), endpoints: configuration.endpoints, admission: configuration.admission,
      store: store.site, logger: logger, decode: { SellingRequest.decode($0, $1) },
      answer: { request, _ in try await shop.answer(request) }, pages: pages,
      listens: { places.serviceListens(at: $0) },
      work: {
        try await withThrowingDiscardingTaskGroup { group in
          group.addTask { try await postman.run() }
          group.addTask { try await shop.sweepUntilStopped(logger: logger) }
        }
      })
    do {
      try await service.run()
    } catch {
      await manager.close()
      throw error
    }
    await manager.close()
  }
}

extension Shop {
  /// Who carries the shop's messages.
  func postman(managerAt manager: Endpoint, credentials: LiveCredentials? = nil, logger: Logger) -> Postman {
    Postman(
      store: store.site, outbox: store.outbox, credentials: credentials, logger: logger,
      lookup: { destination in
        switch destination {
        case .manager: manager
        case .distributor(let id): try store.endpoint(of: id).flatMap { Endpoint($0) }
        case .seller: nil
        }
      }, isWanted: { try isWanted($0) }, settle: { try await settle($0, $1, $2) })
  }
}
