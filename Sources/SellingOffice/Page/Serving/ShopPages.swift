/// The shop window: what the shop sells, a cart, the way to the buyer's wallet, and how an order goes.
///
/// Absent here: payment, and whoever pays. A page shows no name and no address of anybody.
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Ledger
internal import Logging
internal import MailOrder
internal import Pages
internal import RPC
internal import Synchronization

/// The pages of a shop.
struct ShopPages: Sendable {
  let shop: Shop
  let places: Places
  let visits: Visits
  let streams = EventStreams()

  var currency: Currency { shop.currency }

  init(of shop: Shop, at places: Places) {
    self.shop = shop
    self.places = places
    visits = Visits(cookie: "vouch-visit-\(shop.id)")
  }

  static let style = Asset("/shop.css", PackageResources.shop_css)
  static let icon = Asset("/icon.svg", PackageResources.icon_svg)

  /// Serves them at `endpoint` until cancelled.
  ///
  /// - Parameter listening: is told where, once they are served.
  /// - Throws: `PageServerError` when they cannot be.
  func serve(
    at endpoint: Endpoint, logger: Logger, listening: @escaping @Sendable (String) -> Void
  ) async throws {
    let server = PageServer(
      at: endpoint, isLoopbackOnly: false, flag: "--http", fault: { sentence, _ in faultPage(sentence) },
      logger: logger)
    try await server.run(
      listening: { place in
        places.pagesListen(at: place)
        listening(place)
      }
    ) { router in
      for asset in [ShopPages.style, ShopPages.icon] { asset.route(in: router) }
      routeLooking(in: router)
      routePictures(in: router)
      routeCart(in: router)
      routeCheckout(in: router)
      routeOrders(in: router)
    }
  }
}

/// Where a shop is found by others: known in full only once it listens.
final class Places: Sendable {
  private struct State {
    var service: String
    var pages: String
    let isServiceGiven: Bool
    let arePagesGiven: Bool
  }

  private let state: Mutex<State>

  /// Places as they were given; nil: where it listens.
  init(service: Endpoint?, pages: WebAddress?) {
    var base = pages?.description ?? ""
    while base.hasSuffix("/") { base.removeLast() }
    state = Mutex(
      State(
        service: service?.description ?? "", pages: base, isServiceGiven: service != nil, arePagesGiven: pages != nil))
  }

  /// What wallets are told to ask.
  var service: String { state.withLock(\.service) }
  /// What the addresses of pages begin with, for whoever comes from elsewhere.
  var pages: String { state.withLock(\.pages) }

  /// The service listens at these; wallets are told the first that is of TCP, and without one the first.
  func serviceListens(at endpoints: [Endpoint]) {
    let tcp = endpoints.first { if case .tcp = $0 { true } else { false } }
    guard let endpoint = tcp ?? endpoints.first else { return }
    state.withLock { if !$0.isServiceGiven { $0.service = endpoint.reachable.description } }
  }

  func pagesListen(at place: String) {
    guard place.hasPrefix("http://"), let endpoint = Endpoint(String(place.dropFirst(7))) else { return }
    state.withLock { if !$0.arePagesGiven { $0.pages = "http://\(endpoint.reachable)" } }
  }
}

extension Endpoint {
  /// Where somebody on this machine reaches what listens everywhere.
  fileprivate var reachable: Endpoint {
    switch self {
    case .tcp("0.0.0.0", let port): .tcp(host: "127.0.0.1", port: port)
    case .tcp("::", let port): .tcp(host: "::1", port: port)
    default: self
    }
  }
}
