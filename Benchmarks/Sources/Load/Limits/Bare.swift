/// The bare limit of the whole: a daemon of memory and one synced log that speaks a manager's frames, in C.
internal import CBare
internal import Glibc

public struct BareServer {
  private let listener: Socket
  /// Where it listens.
  public let port: UInt16
  private let cast: Cast
  private let checks: Int
  private let replyBytes: Int
  private let log: String

  /// - Parameters:
  ///   - checks: how many there is room for.
  ///   - replyBytes: how long an answer is, its header included.
  ///   - directory: where the log is for that time.
  public init(_ cast: Cast, checks: Int, replyBytes: Int, in directory: String) throws {
    (listener, port) = try Kernel.listen()
    self.cast = cast
    self.checks = checks
    self.replyBytes = replyBytes
    log = "\(directory)/vouch-bench-bare-\(getpid())"
  }

  /// Serves until it is told to stop; the books then.
  public func run() throws -> Proof {
    var books = bare_books()
    let failure = unsafe log.withCString { log in
      var settings = unsafe bare_settings()
      unsafe settings.log = log
      unsafe settings.accounts = UInt32(cast.accounts)
      unsafe settings.sellers = UInt32(cast.sellers)
      unsafe settings.distributors = UInt32(cast.distributors)
      unsafe settings.checks = UInt32(checks)
      unsafe settings.reply_bytes = UInt32(replyBytes)
      unsafe settings.funds = Cast.funds
      return unsafe bare_serve(listener.number, &settings, &books)
    }
    guard failure == 0 else { throw LoadError("\(log): \(unsafe String(cString: strerror(failure))).") }
    return Proof(total: books.total, held: books.held, remaining: books.remaining)
  }
}
