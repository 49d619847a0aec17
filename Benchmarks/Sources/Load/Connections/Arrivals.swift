/// Callers who come, ask one question, are answered, and go: what a server's welcome costs. One thread, one loop, so many of
/// them at once.
internal import Wire

public struct Arrivals {
  /// How many are there at once.
  private let places: Int
  private let target: Target
  private var readiness: Readiness
  private var inbox = Inbox()
  private var callers: [Caller?]
  private var result = Result()
  private let question = Template(method: Method.getStatus.rawValue, message: GetStatus().encodeRequest())

  /// One who has come.
  private struct Caller {
    let socket: Socket
    let came: Int64
    /// Whether the handshake is done, and the question asked.
    var hasAsked = false
    var partial: [UInt8] = []
  }

  /// What came of it.
  public struct Result: Sendable {
    /// How many were answered in the measured time.
    public internal(set) var done = 0
    /// How many were answered at all.
    public internal(set) var answered = 0
    /// From before the connection was begun until its answer was there, of those who came in the measured time.
    public internal(set) var latencies = Latencies()
    /// Callers without an answer, by what happened to them.
    public internal(set) var failures: [String: Int] = [:]
    /// Over TLS, what was agreed on.
    public internal(set) var cipher: String?
  }

  public init(_ target: Target, places: Int) throws {
    (self.target, self.places) = (target, places)
    readiness = try Readiness()
    callers = Array(repeating: nil, count: places)
  }

  /// Lets callers come until `measured` is over; then those who are there are still heard, for ten seconds at most.
  ///
  /// - Parameters:
  ///   - measured: the time that counts, by `Clock`.
  ///   - watch: told now and then how many were answered.
  public mutating func run(_ measured: Range<Int64>, watch: (Int) -> Void) throws -> Result {
    defer {
      for case let caller? in callers { caller.socket.close() }
      readiness.close()
    }
    for place in 0..<places { try welcome(place, measured) }
    while callers.contains(where: { $0 != nil }), Clock.now() < measured.upperBound + WorkPlan.patience {
      for index in 0..<(try readiness.wait(nanoseconds: 100_000_000)) {
        try goOn(readiness.ready(index).token, measured)
      }
      watch(result.answered)
    }
    let left = callers.count { $0 != nil }
    if left > 0 { result.failures["no answer", default: 0] += left }
    return result
  }

  /// The next caller takes a place; nobody, when the time is over.
  private mutating func welcome(_ place: Int, _ measured: Range<Int64>) throws {
    callers[place] = nil
    let now = Clock.now()
    guard now < measured.upperBound else { return }
    let socket = try Socket.begin(to: target)
    callers[place] = Caller(socket: socket, came: now)
    try readiness.watch(socket, token: place, isNew: true)
    try goOn(place, measured)
  }

  /// Does for a caller what can be done now.
  private mutating func goOn(_ place: Int, _ measured: Range<Int64>) throws {
    guard var caller = callers[place] else { return }
    do {
      let isAnswered = try step(&caller)
      callers[place] = caller
      guard isAnswered else { return }
      let now = Clock.now()
      result.answered += 1
      if measured.contains(now) { result.done += 1 }
      if measured.contains(caller.came) { result.latencies.record(now - caller.came) }
    } catch let error as LoadError {
      result.failures[error.description, default: 0] += 1
      // A server that turns all away at once is not asked for ever.
      guard result.failures.values.reduce(0, +) < Arrivals.mostFailures else { throw error }
    }
    caller.socket.close()
    try welcome(place, measured)
  }

  private static let mostFailures = 1000

  /// Whether the answer is there.
  private mutating func step(_ caller: inout Caller) throws -> Bool {
    if !caller.hasAsked {
      guard try caller.socket.shake() else { return false }
      result.cipher = result.cipher ?? caller.socket.cipher
      var outgoing = Outgoing()
      _ = outgoing.append(question, id: 1)
      // A new connection has room for it.
      guard caller.socket.send(&outgoing), outgoing.isEmpty else { throw LoadError("the question was not taken") }
      caller.hasAsked = true
    }
    guard let end = inbox.read(caller.socket, after: &caller.partial) else { return false }
    guard end > 0 else { throw LoadError("the connection was closed") }
    guard let frame = ReplyFrame(in: inbox.bytes, from: 0, to: end) else {
      inbox.keep(0..<end, in: &caller.partial)
      return false
    }
    guard frame.status == 0 else { throw LoadError(statusName(frame.status)) }
    return true
  }
}
