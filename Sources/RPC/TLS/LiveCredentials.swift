/// Credentials that are kept new while a program runs, and the connections that rest on them.
internal import Glibc
public import Identities
internal import Ledger
internal import NIOConcurrencyHelpers

/// Read once when the program starts, and then as `CredentialWatch` finds that they have changed. New handshakes use the newest;
/// connections whose certificate is not believed any more are closed.
public final class LiveCredentials: Sendable {
  /// The identity directory.
  public let path: String
  private let use: CertificateUse
  private let name: Identity?
  private let needsCertificate: Bool
  private let clock: @Sendable () -> Timestamp
  private let state: NIOLockedValueBox<State>

  private struct State {
    var current: Credentials
    var held: [UInt64: Held] = [:]
    var next: UInt64 = 0
  }

  /// An open connection, and how it is closed.
  private struct Held {
    let shown: ShownCertificate
    let close: @Sendable (CertificateFault) -> Void
  }

  /// Reads an identity directory.
  ///
  /// - Parameters:
  ///   - use: the sides of connections that the certificate is for.
  ///   - name: whom it must name, now and whenever it is read anew; nil: anybody.
  ///   - needsCertificate: whether there must be one; a client that shows a key instead needs none.
  /// - Throws: `Credentials.Problem`: which file, what is wrong with it, and what to do.
  public convenience init(
    reading path: String, for use: CertificateUse, as name: Identity? = nil, needsCertificate: Bool = true
  ) async throws(Credentials.Problem) {
    try await self.init(reading: path, for: use, as: name, needsCertificate: needsCertificate) {
      var time = timespec()
      _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
      return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
  }

  /// The same by any clock.
  init(
    reading path: String, for use: CertificateUse, as name: Identity?, needsCertificate: Bool = true,
    clock: @escaping @Sendable () -> Timestamp
  ) async throws(Credentials.Problem) {
    self.path = path
    self.use = use
    self.name = name
    // Who listens must show one.
    self.needsCertificate = needsCertificate || use.contains(.server)
    self.clock = clock
    state = NIOLockedValueBox(
      State(
        current: try await Credentials.read(
          path, for: use, as: name, needsCertificate: self.needsCertificate, at: clock())))
  }

  /// The newest.
  public var current: Credentials { state.withLockedValue { $0.current } }

  /// The time that certificates are judged by.
  var now: Timestamp { clock() }

  /// Reads the files anew, and closes the connections that rest on a certificate which is not believed any more.
  ///
  /// - Throws: `Credentials.Problem` where they cannot be used; then the old ones stay.
  public func renew() async throws(Credentials.Problem) {
    let new = try await Credentials.read(path, for: use, as: name, needsCertificate: needsCertificate, at: clock())
    state.withLockedValue { $0.current = new }
    closeLapsed()
  }
}

// MARK: - Connections

extension LiveCredentials {
  /// Keeps an eye on a connection, until it is released.
  ///
  /// - Parameter close: called once, from any thread, when its certificate is not believed any more.
  /// - Throws: what is wrong with the certificate by the newest credentials: it may have been judged by older ones.
  func hold(
    _ shown: ShownCertificate, close: @escaping @Sendable (CertificateFault) -> Void
  ) throws(CertificateFault) -> UInt64 {
    let time = clock()
    let result = state.withLockedValue { state -> Result<UInt64, CertificateFault> in
      if let fault = state.current.trust.fault(of: shown, at: time) { return .failure(fault) }
      defer { state.next += 1 }
      state.held[state.next] = Held(shown: shown, close: close)
      return .success(state.next)
    }
    return try result.get()
  }

  /// The connection is gone.
  func release(_ number: UInt64) { state.withLockedValue { _ = $0.held.removeValue(forKey: number) } }

  /// How many connections are held.
  var heldCount: Int { state.withLockedValue { $0.held.count } }

  /// Closes the connections whose certificate has ended, or is not believed any more.
  func closeLapsed() {
    let time = clock()
    let lapsed = state.withLockedValue { state in
      let trust = state.current.trust
      let faults = state.held.compactMapValues { trust.fault(of: $0.shown, at: time) }
      return faults.compactMap { number, fault in state.held.removeValue(forKey: number).map { ($0, fault) } }
    }
    for (held, fault) in lapsed { held.close(fault) }
  }
}
