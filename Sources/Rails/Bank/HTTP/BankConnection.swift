/// HTTP to a bank: bounded in time and in what is taken.
internal import AsyncHTTPClient
internal import Dispatch
internal import NIOCore
internal import NIOHTTP1

/// One bank's connections. They are let go when nobody holds this any more, or by `close`.
final class BankConnection: Sendable {
  private let client: HTTPClient
  private let settings: BankByHTTP.Settings

  init(_ settings: BankByHTTP.Settings) {
    self.settings = settings
    var configuration = HTTPClient.Configuration(
      // Whoever sends orders on elsewhere is no bank that was agreed on.
      redirectConfiguration: .disallow,
      timeout: HTTPClient.Configuration.Timeout(
        connect: .seconds(settings.connectSeconds), read: .seconds(settings.answerSeconds)))
    // Of two tries that nobody asked for, one would be too many: sending again is the connector's business.
    configuration.connectionPool.retryConnectionEstablishment = false
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  deinit { client.shutdown(queue: .global()) { _ in } }

  func close() async { try? await client.shutdown() }

  /// What came back.
  struct Answer {
    var status: Int
    var body: [UInt8]

    /// The beginning of the body, for people.
    var words: String { String(decoding: body.prefix(200), as: UTF8.self).oneLine }
  }

  /// Asks, and waits for the whole answer.
  func ask(
    _ method: BankByHTTP.Method, _ path: String, body: [UInt8]? = nil, type: String = "application/json",
    bound: Int = BankConnection.answerBytes
  ) async throws(BankError) -> Answer {
    let address = settings.address(path)
    var request = HTTPClientRequest(url: address)
    request.method = HTTPMethod(rawValue: method.rawValue)
    request.headers.add(name: "Accept", value: "application/json, application/xml")
    if let authorization = settings.authorization { request.headers.add(name: "Authorization", value: authorization) }
    if let body {
      request.headers.add(name: "Content-Type", value: type)
      request.body = .bytes(ByteBuffer(bytes: body))
    }
    do {
      let response = try await client.execute(request, timeout: .seconds(settings.answerSeconds))
      let bytes = try await response.body.collect(upTo: bound)
      return Answer(status: Int(response.status.code), body: Array(bytes.readableBytesView))
    } catch is NIOTooManyBytesError {
      throw .notUnderstood(
        address: address, reason: "the answer has more than \(bound) bytes; have the bank's mailbox emptied in parts")
    } catch {
      throw .unreachable(address: address, reason: "\(error)".oneLine)
    }
  }

  /// The longest answer to an order or a question: those of a thousand orders, in JSON.
  static let answerBytes = 4 << 20
}
