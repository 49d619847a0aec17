/// The wallet: a buyer's terminal as a web page, on the buyer's own machine.
internal import CheckClient
public import Console
public import Ledger
public import Logging
internal import MailOrder
internal import Pages
public import RPC
internal import ServiceLifecycle
internal import Sites
public import Terminal
internal import Wire

/// Everything that a wallet is told.
public struct WalletConfiguration: Sendable {
  /// Where it listens: TCP on loopback.
  public var endpoint: Endpoint
  /// Whose wallet it is.
  public var account: AccountID
  /// How long a browser may do nothing before it has to give the PIN again.
  public var idle = Duration.seconds(600)
  /// How long one call to a shop may take, and how long a shop's judgement is waited for.
  public var timeout = Duration.seconds(10)

  /// A wallet with usual bounds.
  public init(endpoint: Endpoint, account: AccountID) {
    self.endpoint = endpoint
    self.account = account
  }
}

/// A wallet over a buyer's store.
public struct WalletServer: Sendable {
  let configuration: WalletConfiguration
  let store: PurchaseStore
  let session: Session
  let shops: Shops
  let till: Till
  let teller: Teller
  let door: Door
  let guests: Guests
  let visits = Visits(cookie: "vouch_wallet")
  let streams = EventStreams()
  let frame: Frame
  let logger: Logger

  /// - Parameters:
  ///   - session: how the check manager is asked; whoever made it closes its client.
  public init(_ configuration: WalletConfiguration, store: PurchaseStore, session: Session, logger: Logger) {
    self.configuration = configuration
    self.store = store
    self.session = session
    self.logger = logger
    let shops = Shops(timeout: configuration.timeout, credentials: session.credentials)
    self.shops = shops
    let runner = PurchaseRunner(
      store: store, manager: session.client, shop: { await shops.client(of: $0) }, surroundings: .real,
      patience: configuration.timeout)
    till = Till(store: store, runner: runner, shops: shops, logger: logger)
    teller = Teller(session: session, account: configuration.account, store: store)
    door = Door(store: store, now: { .now })
    guests = Guests(idle: configuration.idle)
    frame = Frame(style: WalletServer.style, icon: WalletServer.icon, account: configuration.account.description)
  }

  /// Sets the PIN, where there is none, or over the one there is.
  public static func setPIN(_ pin: PIN, in store: PurchaseStore) async throws {
    try await store.keep(try StoredPIN(pin))
  }

  /// Serves until cancelled, or told to stop.
  ///
  /// - Parameter listening: is told where, as `http://localhost:PORT`.
  /// - Throws: what says why it cannot listen.
  public func run(listening: @escaping @Sendable (String) -> Void) async throws {
    let frame = frame
    let server = PageServer(
      at: configuration.endpoint, isLoopbackOnly: true, flag: "--listen",
      fault: { sentence, _ in
        frame.closedPage(
          "Not possible",
          """
          <section class="card narrow"><h2>That is not possible</h2><p id="fault" role="alert">\(sentence)</p>\
          <p><a href="/">To the wallet</a></p></section>
          """)
      }, logger: logger)
    let result: Result<Void, any Error>
    do {
      // A browser gives its cookies to every port of a host: so the wallet goes by another name than shops at 127.0.0.1.
      try await server.run(listening: { listening("http://localhost:\($0.split(separator: ":").last ?? "")") }) {
        router in
        route(in: router)
      }
      result = .success(())
    } catch {
      result = .failure(error)
    }
    await till.close()
    await shops.close()
    try result.get()
  }
}
