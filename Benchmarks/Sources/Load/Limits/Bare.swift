/// The bare limit of the whole: a daemon of memory and one synced log that speaks a manager's frames, in C.
internal import CBare
internal import Glibc

@safe public struct BareServer {
  private let daemon: OpaquePointer
  /// Where it listens.
  public let port: UInt16

  /// A daemon that is ready: its log is laid out.
  ///
  /// - Parameters:
  ///   - checks: how many there is room for.
  ///   - replyBytes: how long an answer is, its header included.
  ///   - directory: where the log is for that time.
  public init(_ cast: Cast, checks: Int, replyBytes: Int, in directory: String) throws {
    let listener: Socket
    (listener, port) = try Kernel.listen()
    let log = "\(directory)/vouch-bench-bare-\(getpid())"
    let opened = unsafe log.withCString { log in
      var settings = unsafe bare_settings()
      unsafe settings.log = log
      unsafe settings.accounts = UInt32(cast.accounts)
      unsafe settings.sellers = UInt32(cast.sellers)
      unsafe settings.distributors = UInt32(cast.distributors)
      unsafe settings.checks = UInt32(checks)
      unsafe settings.reply_bytes = UInt32(replyBytes)
      unsafe settings.funds = Cast.funds
      return unsafe bare_open(listener.number, &settings)
    }
    guard let opened = unsafe opened else { throw LoadError("\(log): \(Kernel.reason()).") }
    unsafe daemon = opened
  }

  /// Serves until it is told to stop; the books then.
  public func run() throws -> Proof {
    var books = bare_books()
    let failure = unsafe bare_serve(daemon, &books)
    guard failure == 0 else { throw LoadError("The bare daemon: \(unsafe String(cString: strerror(failure))).") }
    return Proof(total: books.total, held: books.held, remaining: books.remaining)
  }
}
