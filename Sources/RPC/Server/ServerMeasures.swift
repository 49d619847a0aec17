/// What a server counts of what it does: each event loop for itself, without a lock; whoever asks adds up.
public import Measures
internal import NIOConcurrencyHelpers
internal import NIOCore
internal import Synchronization

/// What is counted of one server.
public final class ServerMeasures: Sendable {
  /// How a reply ended, as far as frames tell and whoever made the server can tell messages apart.
  public enum Ending: Int, Hashable, Sendable, CaseIterable {
    case accepted, refused, invalid
    /// The message could not be read.
    case unreadable
    /// The caller may not ask this, or is not known, or there is no such method.
    case denied
    /// Too much at once.
    case overloaded
    /// Stopping, or unable.
    case failed
  }

  /// Tells from a message how a reply ended that has one.
  public typealias Judge = @Sendable (_ message: RawSpan) -> Ending
  /// Tells of a method, by its position, whose latency it counts among.
  public typealias Kind = @Sendable (_ method: UInt32) -> Int

  /// Methods past these count as the last one.
  public static let methods = 128
  /// How many kinds of latency there are.
  public static let kinds = 2

  /// Connections that were taken.
  public let taken = Counter()
  /// Those of them that have ended.
  public let closed = Counter()
  /// Connections that were closed at once, as there were too many.
  public let turnedAway = Counter()
  /// Connections that were closed before it was known who called: a handshake failed, or took too long.
  public let unknown = Counter()

  let judge: Judge
  let kind: Kind
  private let loops = NIOLockedValueBox<[LoopMeasures]>([])

  /// Nothing counted yet.
  public init(judge: @escaping Judge = { _ in .accepted }, kind: @escaping Kind = { _ in 0 }) {
    self.judge = judge
    self.kind = kind
  }

  /// What one more event loop counts.
  func loop() -> LoopMeasures {
    let loop = LoopMeasures(judge, kind)
    loops.withLockedValue { $0.append(loop) }
    return loop
  }

  /// How many replies to a method ended so.
  public func replies(to method: UInt32, _ ending: Ending) -> Int {
    loops.withLockedValue { loops in loops.reduce(0) { $0 + $1.count(of: method, ending) } }
  }

  /// How long requests of a kind took, in microseconds: from the turn that read them until their replies were written.
  public func latency(of kind: Int) -> Histogram.Counts {
    loops.withLockedValue { loops in loops.reduce(into: Histogram.Counts()) { $0 += $1.latency(of: kind).counts } }
  }
}

/// What one event loop counts. Only on its thread.
final class LoopMeasures: Sendable {
  private static let endings = 8
  private let cells = InlineArray<1024, Synchronization.Atomic<Int>> { _ in Synchronization.Atomic(0) }
  private let first = Histogram()
  private let second = Histogram()
  private let judge: ServerMeasures.Judge
  private let kind: ServerMeasures.Kind

  init(_ judge: @escaping ServerMeasures.Judge, _ kind: @escaping ServerMeasures.Kind) {
    self.judge = judge
    self.kind = kind
  }

  /// Counts a reply.
  @inline(__always)
  func count(_ status: StatusCode, _ method: UInt32, _ message: RawSpan) {
    let ending = status == .ok ? judge(message) : status.ending
    let index = LoopMeasures.index(method, ending)
    cells[index].store(cells[index].load(ordering: .relaxed) &+ 1, ordering: .relaxed)
  }

  /// Records how long requests took that were answered together, the last of them by `method`.
  func record(_ time: TimeAmount, of method: UInt32, times count: Int) {
    latency(of: kind(method)).record(Int(time.nanoseconds / 1000), times: count)
  }

  func count(of method: UInt32, _ ending: ServerMeasures.Ending) -> Int {
    cells[LoopMeasures.index(method, ending)].load(ordering: .relaxed)
  }

  func latency(of kind: Int) -> Histogram { kind == 0 ? first : second }

  private static func index(_ method: UInt32, _ ending: ServerMeasures.Ending) -> Int {
    Int(min(method, UInt32(ServerMeasures.methods - 1))) * endings + ending.rawValue
  }
}

extension StatusCode {
  fileprivate var ending: ServerMeasures.Ending {
    switch self {
    case .resourceExhausted: .overloaded
    case .permissionDenied, .unauthenticated, .unimplemented: .denied
    case .invalidArgument: .unreadable
    default: .failed
    }
  }
}
