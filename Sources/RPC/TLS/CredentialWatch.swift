/// Keeps credentials new without a restart: reads their files anew when told to (SIGHUP), and when they have changed.
internal import Identities
internal import Ledger
public import Logging
internal import UnixSignals

/// One a process, as there is one SIGHUP.
public struct CredentialWatch: Sendable {
  /// How often the files are looked at: how long a certificate that was revoked is still served, and one that has ended.
  static let interval = Duration.seconds(2)
  /// How long before its end a certificate is warned of: time to have another issued, over a weekend too.
  static let warning = Timestamp.Span.days(7)

  private let credentials: LiveCredentials?
  private let logger: Logger
  private let hangups: UnixSignalsSequence

  /// From now on SIGHUP does not end the process any more.
  ///
  /// - Parameter credentials: what is kept new; nil: nothing, and SIGHUP is only passed over.
  public init(_ credentials: LiveCredentials?, logger: Logger) async {
    self.credentials = credentials
    self.logger = logger
    hangups = await UnixSignalsSequence(trapping: .sighup)
  }

  /// Works until the task is cancelled.
  public func run() async {
    guard let credentials else {
      for await _ in hangups { logger.info("told to read anew: there is no identity to read") }
      return
    }
    let (events, event) = AsyncStream.makeStream(of: Event.self, bufferingPolicy: .bufferingNewest(2))
    await withTaskGroup { group in
      group.addTask { for await _ in hangups { event.yield(.told) } }
      group.addTask {
        while (try? await Task.sleep(for: CredentialWatch.interval)) != nil { event.yield(.looked) }
      }
      group.addTask {
        var watching = Watching(credentials, logger)
        for await event in events { await watching.take(event) }
      }
      await group.next()
      group.cancelAll()
    }
  }
}

/// What makes the watch do something.
private enum Event: Sendable {
  case told
  case looked
}

/// What the watch knows between two looks.
private struct Watching {
  private let credentials: LiveCredentials
  private let logger: Logger
  /// The files as they were last read, or refused.
  private var known: DirectoryStamp
  /// The files at the last look.
  private var last: DirectoryStamp
  private var hasWarned = false

  init(_ credentials: LiveCredentials, _ logger: Logger) {
    self.credentials = credentials
    self.logger = logger
    known = DirectoryStamp(credentials.path)
    last = known
  }

  mutating func take(_ event: Event) async {
    let stamp = DirectoryStamp(credentials.path)
    // Changes are read once they have lasted from one look to the next: whoever puts several files in place is not caught
    // between two of them.
    let isSettled = stamp == last
    last = stamp
    if event == .told || stamp != known && isSettled {
      known = stamp
      await renew()
    } else {
      credentials.closeLapsed()
    }
    tellOfEnd()
  }

  private mutating func renew() async {
    do {
      try await credentials.renew()
      hasWarned = false
      let current = credentials.current
      logger.notice(
        "the identity was read anew",
        metadata: ["directory": "\(current.path)", "certificate": "\(current.own.map { "\($0.serial)" } ?? "none")"])
    } catch {
      logger.error(
        "the identity that was read anew is not used: the one before stays", metadata: ["reason": "\(error)"])
    }
  }

  /// Warns once of a certificate that ends soon.
  private mutating func tellOfEnd() {
    guard let own = credentials.current.own, !hasWarned, credentials.now + CredentialWatch.warning > own.validThrough
    else { return }
    hasWarned = true
    logger.warning(
      "this program's certificate ends soon: then nobody takes it any more",
      metadata: ["directory": "\(credentials.path)", "ends": "\(own.validThrough)"])
  }
}
