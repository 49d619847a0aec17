/// The client of a check manager that everybody uses: any number of calls at once over one connection, each answered
/// once or failed by name, within its deadline, over lost connections and restarts of the manager.
///
/// Absent here: what the calls are. A call says its method and its bytes, and reads its reply.
public import Identities
internal import Ledger
internal import NIOCore
internal import NIOPosix
public import RPC
public import Wire

/// A client of the check manager.
public typealias ManagerClient = ServiceClient<Method>

/// A client of one service, whose methods are `Service`. It connects when first called.
public final class ServiceClient<Service: RawRepresentable<UInt32> & Sendable>: Sendable {
  private let server: Endpoint
  let options: ClientOptions
  private let places: Places
  private let link: Link
  private let random: @Sendable () -> Double

  /// A client of the service that listens at `server`.
  ///
  /// - Parameter security: what is shown to the server, and whom it must be; nil: the server is on this machine.
  public convenience init(
    server: Endpoint, options: ClientOptions = ClientOptions(), security: ClientSecurity? = nil
  ) {
    self.init(server: server, options: options, security: security, key: nil) { Double.random(in: 0...1) }
  }

  /// - Parameter random: 0 … 1, for the jitter of waits.
  init(
    server: Endpoint, options: ClientOptions, security: ClientSecurity? = nil, key: AccessKey? = nil,
    random: @escaping @Sendable () -> Double
  ) {
    let group = MultiThreadedEventLoopGroup.singleton
    self.server = server
    self.options = options
    self.random = random
    places = Places(options.inFlight, loop: group.next())
    link = Link(server: server, options: options, security: security, key: key, group: group, random: random)
  }

  /// Asks the manager. A call that it could not answer is sent again with the same bytes, and so with the same id, until
  /// `timeout` is over.
  ///
  /// - Parameter timeout: how long this call may take, all its tries included; without, as the options say.
  public func call<C: RemoteCall>(
    _ call: C, timeout: Duration? = nil
  ) async throws(ClientError) -> C.Answer where C.Service == Service {
    let deadline = NIODeadline.now() + TimeAmount(timeout ?? options.timeout)
    return try await self.call(call, as: call.encodeRequest(), until: deadline)
  }

  /// Asks with the bytes of a call.
  func call<C: RemoteCall>(
    _ call: C, as message: [UInt8], until deadline: NIODeadline
  ) async throws(ClientError) -> C.Answer where C.Service == Service {
    try await places.take(until: deadline)
    let answer: [UInt8]
    do {
      answer = try await exchange(method: call.method.rawValue, message, until: deadline)
      places.giveBack()
    } catch {
      places.giveBack()
      throw error
    }
    do {
      return try C.decodeReply(answer)
    } catch {
      throw .unreadable(error)
    }
  }

  /// Tries until there is an answer, or a failure that stays.
  private func exchange(
    method: UInt32, _ message: [UInt8], until deadline: NIODeadline
  ) async throws(ClientError) -> [UInt8] {
    var failures = 0
    var last: ClientError?
    while true {
      let connection: RPCConnection
      do {
        connection = try await link.connection(until: deadline)
      } catch {
        // That there was no time for another try says less than why the last one failed.
        if error == .deadline {
          throw last ?? link.failure ?? .unavailable(server, "it did not accept the connection in time")
        }
        guard case .unavailable = error else { throw error }
        failures += 1
        guard link.wasOpen || failures < options.firstTries, NIODeadline.now() < deadline else { throw error }
        last = error
        continue
      }
      do {
        return try await connection.call(method: method, message: message, deadline: deadline)
      } catch {
        failures += 1
        switch AfterFailure(error, of: server) {
        case .fail(let error): throw error
        case .reconnect(let error):
          guard NIODeadline.now() < deadline else { throw error }
          last = error
        case .pause(let error):
          last = error
          let end = NIODeadline.now() + TimeAmount(options.backoff.delay(after: failures, random: random()))
          guard end < deadline else { throw error }
          try await link.pause(until: end)
        }
      }
    }
  }

  /// Insists that the server is this one, once it has said who it is: until then any of its kind was taken.
  ///
  /// - Throws: `ClientError.insecure` where its certificate names another. Where connections are not secured, nothing is
  ///   shown, and nothing thrown.
  public func insist(on identity: Identity) throws(ClientError) { try link.insist(on: identity) }

  /// Closes. Calls under way fail, and so does every later one.
  public func close() async {
    places.close()
    await link.close()
  }
}

extension ServiceClient where Service == Method {
  /// A client of the check manager that says by a key who it is, before anything else on each of its connections.
  ///
  /// - Parameters:
  ///   - security: how it is known that the other side is the manager: a key is for nobody else. nil at a Unix socket alone.
  ///   - key: what is presented; nil: nothing.
  public convenience init(
    server: Endpoint, options: ClientOptions = ClientOptions(), security: ClientSecurity?, key: AccessKey?
  ) {
    self.init(server: server, options: options, security: security, key: key) { Double.random(in: 0...1) }
  }
}
