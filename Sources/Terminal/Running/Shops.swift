/// The clients of the shops that were asked, each made once.
public import RPC
public import CheckClient
internal import Identities

/// Clients of shops, of which there is a bounded number.
public actor Shops {
  /// How many are kept: a buyer asks a few. Past it the one that was made first is closed.
  static let maximum = 64

  private let timeout: Duration
  private let credentials: LiveCredentials?
  private var clients: [Endpoint: ShopClient] = [:]
  private var order: [Endpoint] = []

  /// - Parameters:
  ///   - timeout: how long one call may take.
  ///   - credentials: what is shown to shops; nil: they are on this machine.
  public init(timeout: Duration, credentials: LiveCredentials?) {
    self.timeout = timeout
    self.credentials = credentials
  }

  /// The client of the shop at an address.
  public func client(of endpoint: Endpoint) async -> ShopClient {
    if let client = clients[endpoint] { return client }
    var options = ClientOptions()
    options.timeout = timeout
    let client = ShopClient(
      server: endpoint, options: options, security: credentials.map { ClientSecurity($0, expecting: .anySeller) })
    clients[endpoint] = client
    order.append(endpoint)
    if order.count > Shops.maximum { await clients.removeValue(forKey: order.removeFirst())?.close() }
    return client
  }

  /// Closes them all.
  public func close() async {
    let all = clients.values
    clients = [:]
    order = []
    for client in all { await client.close() }
  }
}
